"""Purging: nothing of the case is left in the file, the log stays sound, and the backups that hold it are named."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from made_office import PLANTED, TODAY, Office

from varick.casebook.chain.verify import check_book
from varick.casebook.checking import check
from varick.casebook.keeping import backup as backups
from varick.casebook.keeping.drill import drill
from varick.casebook.keeping.purge import purge
from varick.casebook.keeping.reminders import Reminder, after_days, reminders, set_after_days
from varick.casebook.watching.agenda import Entry, agenda
from varick.errors import NoAnswer, VarickError


def pages(office: Office) -> bytes:
    """Every page of the database as it is once decrypted: free pages and slack too."""
    with office.open() as book:
        return bytes(book.vault.db.serialize("main"))


def test_nothing_of_a_purged_case_is_left_on_any_page(office: Office) -> None:
    with office.open() as book:
        row, key = book.vault.db.execute(
            "select row, key from case_key where case_id = ?", (office.cases[1],)
        ).fetchone()
        sealed = [
            bytes(s) for (s,) in book.vault.db.execute("select sealed from case_part where row = ?", (row,))
        ]
    before = pages(office)
    for trace in (office.cases[1].encode(), b"bartholomew", key, sealed[0][-40:]):
        assert trace in before, "what is looked for below can be found"
    with office.open() as book:
        (done,) = purge(book, [office.cases[1].lower().replace("-", " ")])
        assert (done.case_id, done.attachments, done.backups) == (office.cases[1], 1, ())
        others = list(office.cases[3::2])
        purge(book, others)  # the other cases of this name
    after = pages(office)
    for trace in (office.cases[1].encode(), b"bartholomew", PLANTED[1].encode(), key, sealed[0][-40:]):
        assert trace not in after


def test_the_log_stays_sound_and_says_that_something_was_purged(office: Office) -> None:
    with office.open() as book:
        mine = [row.entry.seq for row in book.log.rows() if row.case_id == office.cases[0]]
        (done,) = purge(book, [office.cases[0]])
        assert done.entries == len(mine) == 2
        report = check_book(book.log)
        assert (report.sound, report.emptied) == (True, 2)
        *_, last = book.log.entries()
        assert (last.body.action, last.body.case, last.body.detail) == ("purged", None, {"entries": mine})
        found = check(book)
        assert (found.sound, found.cases, found.attachments) == (True, 5, 2)
        assert book.search("Ximena") != []
        with pytest.raises(NoAnswer):
            book.case(office.cases[0])


def test_the_old_file_does_not_open_with_the_new_key_nor_the_other_way(office: Office) -> None:
    before = office.path.read_bytes()
    with office.open() as book:
        purge(book, [office.cases[0]])
    after = office.path.read_bytes()
    assert (
        len(
            {before[at : at + 64] for at in range(65_536, len(before), 64)}
            & {after[at : at + 64] for at in range(65_536, len(after), 64)}
        )
        == 0
    )


def test_backups_that_still_hold_it_are_listed_by_date(office: Office, tmp_path: Path) -> None:
    with office.open() as book:
        long_ago = book.case(office.cases[0]).added.date() - timedelta(days=40)
        backups.back_up(book, tmp_path, long_ago)
        one = backups.back_up(book, tmp_path, TODAY + timedelta(days=400))
        gone = backups.back_up(book, tmp_path, TODAY + timedelta(days=401))
        backups.say_destroyed(book, [3], TODAY)
        (done,) = purge(book, [office.cases[0]])
        assert [b.file for b in done.backups] == [one.path.name]
        assert gone.path.exists(), "only people can destroy a backup"


def test_all_are_looked_up_before_the_first_is_destroyed(office: Office) -> None:
    with office.open() as book:
        with pytest.raises(NoAnswer):
            purge(book, [office.cases[0], "ZZZZ-ZZZZ"])
        assert book.count() == 6
        done = purge(book, [office.cases[0], office.cases[0], office.cases[1]])
        assert len(done) == 2
        assert book.meta("rotation_due") is None


def test_cases_past_their_retention_are_listed_the_longest_first(office: Office) -> None:
    with office.open() as book:

        def over(today: date) -> list[Entry]:
            return [one for one in agenda(book.cases(), today) if one.kind == "retention_over"]

        assert over(date(2026, 12, 31)) == []
        assert [(one.case_id, one.day.year) for one in over(date(2029, 1, 1))] == [
            (office.cases[0], 2026),
            (office.cases[1], 2027),
            (office.cases[2], 2028),
        ]
        assert book.count() == 6


def test_reminders_come_and_go(office: Office, backed_up: Callable[[], Path]) -> None:
    with office.open() as book:
        made = next(book.log.entries()).at.astimezone().date()
        assert reminders(book, made + timedelta(days=6)) == [], "a new book has a week"
        assert reminders(book, made + timedelta(days=7)) == [
            Reminder("backup", None),
            Reminder("drill", None),
        ]
    backup, soon, late = backed_up(), TODAY + timedelta(days=90), TODAY + timedelta(days=91)
    with office.open() as book:
        assert reminders(book, soon) == [Reminder("drill", None)]
        drill(book, backup, office.paper, TODAY)
        assert reminders(book, soon) == []
        assert reminders(book, late) == [Reminder("backup", TODAY), Reminder("drill", TODAY)]
        set_after_days(book, 120)
        assert (after_days(book), reminders(book, late)) == (120, [])
        for wrong in (0, -1, 367):
            with pytest.raises(VarickError, match=r"give 1 to 366$"):
                set_after_days(book, wrong)
        backups.say_destroyed(book, [1], TODAY)
        assert reminders(book, late) == [Reminder("backup", None)]
        purge(book, list(office.cases))
        assert reminders(book, late) == [], "an empty book needs no backup"
