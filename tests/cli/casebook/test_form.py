"""add, edit, attach and agenda: as a caseworker uses them at a terminal, and through a pipe."""

import contextlib
import io
import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest
from made_terminal import SECRET, Terminal, opened_at

from varick.casebook.asking.question import day_said
from varick.casebook.book import Book
from varick.casebook.cases.answers import NONE, UNKNOWN, Answer
from varick.casebook.cases.consent import Consent
from varick.casebook.cases.dates import DayOf
from varick.casebook.cases.draft import Draft
from varick.casebook.cases.fields import fields
from varick.casebook.cases.identity import Identity, Name
from varick.casebook.file.vault import Passphrase
from varick.cli import cli, clock
from varick.cli.casebook import form
from varick.cli.lazy import every
from varick.errors import VarickError
from varick.words import Words

Run = Callable[..., Any]
TODAY = date.today()  # noqa: DTZ011
SOON, AGO = TODAY + timedelta(days=8), TODAY - timedelta(days=20)
NEEDED = ["1", "1", "1", "2", "1"]
LETTER = ["1", AGO.isoformat(), "", SOON.isoformat(), "10 am", "201 Varick Street", "9"]


@contextlib.contextmanager
def opened(office: str) -> Iterator[Book]:
    """The casebook, to see what was kept."""
    with Book.open(office, Passphrase(SECRET)) as book:
        yield book


def saved(ran: Any) -> str:
    """The id of the case that was saved."""
    assert ran.code == 0, ran.err
    first = ran.out.splitlines()[0]
    return str(first.removesuffix(".").split()[-1])


def put(office: str, until: date = SOON + timedelta(days=400), **answers: Answer) -> str:
    """A case of these answers."""
    whole = {"practice": Answer("call_in_letter"), "source_type": Answer("client")} | answers
    with opened(office) as book:
        return book.add(whole, identity=Identity((Name("Zoraida Inventada"),)), retain_until=until)


def test_a_case_is_entered_and_its_date_is_said(ask: Run, office: str) -> None:
    ran = ask("add", typed=[*NEEDED, *LETTER, "s"])
    case = saved(ran)
    day = day_said(DayOf(SOON), Words("en"))
    assert (
        ran.out.splitlines()[1] == f"Appointment: {day}, 10:00 a.m. New York time. Counsel before the date."
    )
    assert f"varick casebook edit {office} {case} --unasked" in ran.err
    assert ran.files == ()
    with opened(office) as book:
        kept = book.case(case)
        assert kept.value("appointment_on") == DayOf(SOON)
        assert "letter_received_on" not in kept.answers, "Enter is not an answer"
        assert kept.answers["letter_date"] == Answer(DayOf(AGO), source="client", reliability="document")
        assert (kept.privileged, kept.consents, book.identity(case)) == (False, {}, Identity())
        assert book.drafts() == []
        assert [e["action"] for e in _acts(book)][-1] == "added"


def test_a_whole_case_in_spanish(ask: Run, office: str) -> None:
    said = ["1", "2", "2", "no", "1", "sí", "hacia el 3 de marzo de 2018", "d", "marzo de 2018", "", "26 Federal Plaza", "ninguno", "3",
            "n", "", "p", "48", "sí", "3", "Inés Ejemplo", "", "", "", "", "1985", "", "1", "1", "2", "", "2 // por teléfono", "1", "1"]  # fmt: skip
    ran = ask("add", "--lang", "es", typed=said)
    case = saved(ran)
    assert ran.out.startswith("Guardado como caso ")
    assert "Lo que usted dijo:" in ran.err
    with opened(office) as book:
        kept = book.case(case)
        assert str(kept.value("letter_date")) == "~2018-03-03"
        assert kept.answers["letter_received_on"].state == "unknown"
        assert kept.answers["appointment_room"].state == "none"
        assert kept.value("attended") == "rescheduled"
        assert kept.value("arrest_precinct") == 48
        assert kept.answers["arrest_borough"].state == "refused"
        how = "de palabra; por teléfono"
        assert kept.consents == {
            "coalition": Consent("given", TODAY, how),
            "together": Consent("given", TODAY, how),
            "aggregate": Consent("refused", TODAY, how),
        }
        assert book.identity(case).names == (Name("Inés Ejemplo", "own"),)
    (file,) = Path(office).parent.iterdir()
    assert b"Ejemplo" not in file.read_bytes()


def test_an_interrupted_entry_goes_on_where_it_stopped(ask: Run, office: str) -> None:
    ran = ask("add", typed=["1", "2"])
    assert (ran.code, ran.out, ran.files) == (1, "", ())
    assert "Kept unfinished inside the casebook, nowhere else; still needed: Kept until" in ran.err
    with opened(office) as book:
        (draft,) = book.drafts()
        assert draft.answers["practice"].value == "call_in_letter"
    ran = ask("add", typed=["1", *NEEDED[2:], *LETTER, "s"])
    assert "Going on where it stopped." in ran.err
    assert ran.err.count("Who told you?") == 0
    saved(ran)
    with opened(office) as book:
        assert book.drafts() == []
        assert book.count() == 1


def test_unfinished_entries_can_be_left_alone_or_thrown_away(ask: Run, office: str) -> None:
    ask("add", typed=["1", "s"])
    ran = ask("add", typed=["", "2", "3", "s"])
    assert "Entries that were not finished:" in ran.err
    with opened(office) as book:
        practices = {draft.answers["practice"].value for draft in book.drafts()}
        latest = book.drafts()[0].answers["practice"].value
    assert practices == {"call_in_letter", "courthouse_arrest"}
    ran = ask("add", typed=["3"])
    assert "The unfinished entry was thrown away." in ran.err
    with opened(office) as book:
        (left,) = book.drafts()
    assert left.answers["practice"].value in practices - {latest}


def test_thrown_away_is_gone(ask: Run, office: str) -> None:
    ran = ask("add", typed=[*NEEDED, "2", *[""] * 17, "1", "2", "2"])
    assert (ran.code, ran.out) == (0, ""), ran.err
    assert ran.err.endswith("Thrown away. Nothing was saved.\n")
    with opened(office) as book:
        assert (book.count(), book.drafts()) == (0, [])


def test_one_slip_at_the_end_throws_nothing_away(ask: Run, office: str) -> None:
    ran = ask("add", typed=[*NEEDED, "2", *[""] * 17, "1", "2", ""])
    assert (ran.code, ran.out) == (0, ""), ran.err
    assert "Kept unfinished inside the casebook" in ran.err
    with opened(office) as book:
        assert (book.count(), len(book.drafts())) == (0, 1)


def test_nothing_answered_leaves_nothing(ask: Run, office: str) -> None:
    ran = ask("add", typed=[])
    assert ran.code == 1
    assert ran.err.endswith("Nothing was answered; nothing is kept.\n")
    with opened(office) as book:
        assert (book.count(), book.drafts()) == (0, [])


def test_one_field_is_changed_and_logged(ask: Run, office: str) -> None:
    case = put(office, letter_received=Answer("yes"), appointment_on=Answer(DayOf(SOON)), attended=UNKNOWN)
    ran = ask("edit", case, "attended", typed=["3"])
    assert (ran.code, ran.out) == (0, f"Changed in case {case}: attended.\n")
    assert "Now: asked, not known (Enter keeps it)" in ran.err
    assert "Question" not in ran.err, "one question needs no number"
    ran = ask("edit", case, "attended", "appointment_on", typed=["", "-"])
    assert ran.out.splitlines()[0] == f"Changed in case {case}: attended."
    assert ask("edit", case, "attended", typed=[""]).out == f"Nothing was changed in case {case}.\n"
    with opened(office) as book:
        assert "attended" not in book.case(case).answers
        assert [e["detail"].get("fields") for e in _acts(book)][-2:] == [["attended"], ["attended"]]


def test_a_new_date_is_said_again(ask: Run, office: str) -> None:
    case = put(office, letter_received=Answer("yes"), appointment_on=Answer(DayOf(SOON)))
    later = SOON + timedelta(days=7)
    ran = ask("edit", case, "appointment_on", typed=[later.isoformat()])
    assert (
        ran.out.splitlines()[1]
        == f"Appointment: {day_said(DayOf(later), Words('en'))}. Counsel before the date."
    )


def test_walking_through_keeps_what_enter_passes_and_saves_each_answer(ask: Run, office: str) -> None:
    case = put(office, letter_received=Answer("yes"), letter_date=NONE)
    with opened(office) as book:
        before = book.case(case).answers
    ran = ask("edit", case, typed=["", "", "", "12 march 2018"])
    assert ran.out == f"Changed in case {case}: learned of on.\n", (
        "the input ended, and what was given is saved"
    )
    with opened(office) as book:
        after = book.case(case).answers
    assert {k: v for k, v in after.items() if k != "told_on"} == dict(before)


def test_only_what_was_never_asked(ask: Run, office: str) -> None:
    case = put(office, letter_received=Answer("no"), gender=UNKNOWN)
    ran = ask("edit", case, "--unasked", typed=[])
    for name in ("letter_received", "gender"):
        assert fields()[name].question(Words("en")) not in ran.err
    whole = {n: UNKNOWN for n, f in fields().items() if f.tier not in ("derived", "required")}
    case = put(office, **whole)
    with opened(office) as book:
        book.change(case, {}, privileged=False)
    ran = ask("edit", case, "--unasked")
    assert "every question that applies has been asked" in ran.out


def test_who_it_is_is_seen_only_where_asked_for_and_that_is_logged(ask: Run, office: str) -> None:
    case = put(office)
    assert "Zoraida" not in ask("edit", case, typed=[""] * 60).err
    with opened(office) as book:
        assert "identity_seen" not in [e["action"] for e in _acts(book)]
    ran = ask("edit", case, "--identity", typed=["", "Zoraida Ymbentada"])
    assert "Now: Zoraida Inventada (Enter keeps it)" in ran.err
    assert ran.out == f"Changed in case {case}: Who it is, kept apart from the case.\n"
    with opened(office) as book:
        assert book.identity(case).names == (
            Name("Zoraida Ymbentada", "arrest"),
            Name("Zoraida Inventada", "own"),
        )
        assert "identity_seen" in [e["action"] for e in _acts(book)]


def test_an_answer_that_no_longer_applies_is_told(ask: Run, office: str) -> None:
    case = put(office, letter_received=Answer("yes"), letter_date=Answer(DayOf(AGO)))
    ran = ask("edit", case, "letter_received", typed=["no"])
    assert "Still written, though its question no longer applies: letter dated" in ran.err


def test_a_field_that_is_named_is_asked_whatever_else_stands_there(ask: Run, office: str) -> None:
    case = put(office)
    ran = ask("edit", case, "letter_date", typed=[AGO.isoformat()])
    assert ran.out == f"Changed in case {case}: letter dated.\n"


def test_the_time_to_keep_a_case_is_changed(ask: Run, office: str) -> None:
    case = put(office)
    assert "That day is over" in ask("edit", case, "retain_until", typed=["1 March 2018"]).err
    ran = ask("edit", case, "retain_until", typed=["December 2031"])
    assert ran.out == f"Changed in case {case}: Kept until.\n"
    with opened(office) as book:
        assert book.case(case).retain_until == date(2031, 12, 31)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("NOWH-ERE2", "attended"), "no case"),
        (("NOWH-ERE2", "atended"), 'did you mean "attended"'),
        (("NOWH-ERE2", "derived_days_arrest_to_letter"), "there is no field"),
        (("NOWH-ERE2", "attended", "--unasked"), "choose one"),
        (("NOWH-ERE2", "--identity", "--unasked"), "choose one"),
    ],
)
def test_edit_refuses_in_one_line(ask: Run, arguments: tuple[str, ...], complaint: str) -> None:
    ran = ask("edit", *arguments)
    assert ran.code in (1, 2)
    assert complaint in ran.err
    assert len([line for line in ran.err.splitlines() if line.startswith("varick:")]) == 1


def test_a_file_is_attached_as_it_is_and_the_original_is_spoken_of(ask: Run, office: str, given: Any) -> None:
    case = put(office)
    photograph = given("scan.jpg", b"\xff\xd8\xff\xe1 Exif of an invented camera")
    ran = ask("attach", case, photograph, typed=["1", "the client, by hand", "about 8 March 2018"])
    assert ran.code == 0, ran.err
    with opened(office) as book:
        (kept,) = book.attachments(case)
        assert book.attachment(case, kept.id) == Path(photograph).read_bytes()
    assert (kept.name, kept.kind, kept.provenance, str(kept.taken)) == (
        "scan.jpg",
        "letter",
        "the client, by hand",
        "~2018-03-08",
    )
    assert f"SHA-256 {kept.sha256}" in ran.out
    assert f"{photograph} still stands on this disk in clear." in ran.err
    assert "EXIF" in ran.err
    again = ask("attach", case, photograph, "--kind", "photograph", typed=["x", ""])
    assert again.out == f"Case {case} has this very file already, as {kept.id}. Nothing was attached.\n"


def test_an_attachment_without_its_way_here_is_not_kept(ask: Run, office: str, given: Any) -> None:
    case, file = put(office), given("a.pdf", b"%PDF-1.4 invented")
    ran = ask("attach", case, file, "--kind", "letter", typed=[""])
    assert ran.code == 1
    assert ran.err.endswith("Nothing was attached.\n")
    assert ran.out == ""
    with opened(office) as book:
        assert book.attachments(case) == []


@pytest.mark.parametrize(("name", "complaint"), [("nowhere.jpg", "no such file"), ("", "no such file"), ("empty", "is empty")])  # fmt: skip
def test_what_is_no_file_is_refused_in_one_line(
    ask: Run, office: str, given: Any, name: str, complaint: str
) -> None:
    given("empty", b"")
    case = put(office)
    ran = ask("attach", case, str(Path(office).parent / name), typed=["1", "x"])
    assert (ran.code, ran.out) == (2, "")
    assert complaint in ran.err


def test_the_agenda_says_what_nobody_may_miss(ask: Run, office: str) -> None:
    letter = {"letter_received": Answer("yes")}
    next_ = put(office, **letter, appointment_on=Answer(DayOf(SOON)), appointment_time=Answer("14:30"), appointment_place=Answer("201 Varick Street"), appointment_room=Answer("9"))  # fmt: skip
    first = put(office, **letter, appointment_on=Answer(DayOf(TODAY)))
    over = put(office, **letter, appointment_on=Answer(DayOf(AGO)))
    moved = put(office, **letter, appointment_on=Answer(DayOf(AGO)), attended=Answer("rescheduled"))
    went = put(office, **letter, appointment_on=Answer(DayOf(AGO)), attended=Answer("yes"))
    asked = put(office, **letter, appointment_on=Answer(DayOf(AGO)), attended=UNKNOWN)
    stayed = put(
        office, **letter, appointment_on=Answer(DayOf(TODAY - timedelta(days=91))), attended=Answer("no")
    )
    none = put(office, **letter)
    ends = put(office, until=TODAY + timedelta(days=30))
    ran = ask("agenda", "--format", "json")
    entries = json.loads(ran.out)["entries"]
    assert [(e["kind"], e["case"]) for e in entries] == [
        ("appointment", first), ("appointment", next_), ("no_date", none),
        *sorted([("outcome", over), ("outcome", moved)]), ("follow_up", stayed), ("retention_near", ends),
    ]  # fmt: skip
    assert entries[1] | {"case": ""} == {
        "kind": "appointment", "case": "", "date": SOON.isoformat(), "time": "14:30", "days": 8, "place": "201 Varick Street, 9",
    }  # fmt: skip
    text = ask("agenda").out
    assert went not in text
    assert asked not in text
    assert "Counsel before the date." in text
    assert "in 8 days" in text
    assert text.index(first) < text.index(next_) < text.index(over)
    rows = ask("agenda", "--format", "csv").out.splitlines()
    assert rows[0] == "kind,case,date,time,days,place"
    assert len(rows) == 8
    assert ask("agenda", "--lang", "es").out.startswith("Citas por venir (hora de Nueva York)")


def test_what_was_written_ahead_of_the_day_does_not_hide_the_day(ask: Run, office: str) -> None:
    case = put(
        office, letter_received=Answer("yes"), appointment_on=Answer(DayOf(SOON)), attended=Answer("no")
    )
    month = put(office, letter_received=Answer("yes"), appointment_on=Answer(DayOf(SOON, "month")))
    found = json.loads(ask("agenda", "--format", "json").out)["entries"]
    assert {e["case"] for e in found if e["kind"] == "appointment"} == {case, month}


def test_a_case_past_its_time_is_said_and_not_deleted(
    ask: Run, office: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = put(office, until=TODAY)
    monkeypatch.setattr(clock, "today", lambda: TODAY + timedelta(days=3))
    text = ask("agenda").out
    assert "Should no longer be kept" in text
    assert "3 days ago" in text
    with opened(office) as book:
        assert book.case(case).id == case


def test_an_entry_that_was_not_finished_is_in_the_agenda_with_its_date(ask: Run, office: str) -> None:
    with opened(office) as book:
        book.keep_draft(Draft(answers={"appointment_on": Answer(DayOf(SOON))}))
        book.keep_draft(Draft(answers={"gender": UNKNOWN}))
    text = ask("agenda").out
    assert text.startswith("No appointment to come is written down.\nEntries that were not finished\n")
    assert (
        f"answers so far: 1, with an appointment on {day_said(DayOf(SOON), Words('en'))}. varick casebook add"
        in text
    )
    assert json.loads(ask("agenda", "--format", "json").out) == {"entries": [], "unfinished": 2}


def test_the_calendar_file_tells_the_word_the_case_and_the_hour_only(
    ask: Run, office: str, tmp_path: Path
) -> None:
    letter = {"letter_received": Answer("yes"), "letter_purpose_text": Answer("official matter")}
    case = put(office, **letter, appointment_on=Answer(DayOf(SOON)), appointment_time=Answer("14:30"), appointment_place=Answer("201 Varick Street"))  # fmt: skip
    whole = put(office, **letter, appointment_on=Answer(DayOf(SOON)))
    put(office, **letter, appointment_on=Answer(DayOf(SOON + timedelta(days=60), "month")))
    target = tmp_path / "given" / "a.ics"
    assert ask("agenda").files == ()
    assert not target.exists(), "only on request"
    ran = ask("agenda", "--ics", str(target))
    assert "has left the encrypted casebook" in ran.err
    assert "not known exactly: 1" in ran.err
    text = target.read_text("utf-8")
    calendar = icalendar.Calendar.from_ical(text)
    events = sorted(calendar.walk("VEVENT"), key=lambda e: str(e["SUMMARY"]) != f"Appointment {case}")
    assert [str(e["SUMMARY"]) for e in events] == [f"Appointment {case}", f"Appointment {whole}"]
    start = events[0].decoded("DTSTART")
    assert (start.hour, start.minute, str(start.tzinfo)) == (14, 30, "America/New_York")
    assert start.utcoffset() == timedelta(hours=-5 if start.dst() == timedelta(0) else -4)
    assert events[1].decoded("DTSTART") == SOON
    assert {str(n.name) for n in calendar.subcomponents} == {"VTIMEZONE", "VEVENT"}
    for e in events:
        assert set(e) == {"SUMMARY", "DTSTART", "DTSTAMP", "UID", "CLASS"} | (
            {"DTEND"} if "DTEND" in e else set()
        )
        assert {str(a["DESCRIPTION"]) for a in e.subcomponents} == {str(e["SUMMARY"])}
    for secret in ("Zoraida", "Varick Street", "official", "ICE", "Ana", "Invented", SECRET):
        assert secret not in text.replace("PRODID:-//Varick//", "")
    assert target.stat().st_mode & 0o077 == 0
    again = ask("agenda", "--case", case, "--ics", str(target))
    assert again.code == 0
    assert whole not in target.read_text("utf-8")
    with opened(office) as book:
        assert [e["action"] for e in _acts(book)].count("calendar_written") == 2


def test_a_calendar_writes_over_nothing_else_and_not_for_nothing(ask: Run, office: str, given: Any) -> None:
    other = given("other.ics", "BEGIN:VCALENDAR\r\nPRODID:-//Somebody else//EN\r\n")
    put(office, letter_received=Answer("yes"))
    ran = ask("agenda", "--ics", other)
    assert ran.code == 1
    assert "no appointment to come is known to the day" in ran.err
    put(office, letter_received=Answer("yes"), appointment_on=Answer(DayOf(SOON)))
    ran = ask("agenda", "--ics", other)
    assert ran.code == 2
    assert "holds something that is not" in ran.err
    assert "Somebody else" in Path(other).read_text("utf-8")


def test_bytes_that_are_no_text_are_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\xff\xfe\n"), encoding="utf-8"))
    with pytest.raises(VarickError, match="not UTF-8"):
        form.read_line()


def test_signs_that_a_terminal_acts_on_are_neither_kept_nor_sent_back(ask: Run, office: str) -> None:
    ran = ask("add", typed=[*NEEDED, *LETTER[:6], "9\x1b[2J\x07", "s"])
    case = saved(ran)
    assert "\x1b" not in ran.err
    with opened(office) as book:
        assert book.case(case).value("appointment_room") == "9[2J"


@pytest.mark.parametrize("verb", ["add", "edit", "attach", "agenda"])
def test_the_example_of_the_help_runs(ask: Run, office: str, given: Any, verb: str) -> None:
    case = put(office, letter_received=Answer("yes"), appointment_on=Answer(DayOf(SOON)))
    epilog = every(cli)["casebook", verb].epilog or ""
    words = epilog.removeprefix(f"Example: varick casebook {verb} office.casebook").split()
    known = {"CASE": case, "letter.jpg": given("letter.jpg", b"an invented scan")}
    ran = ask(verb, *(known.get(word, word) for word in words), typed=["1", "the client", "", *[""] * 3])
    assert ran.code == (1 if verb == "add" else 0), ran.err


def _acts(book: Book) -> list[dict[str, Any]]:
    """What the log says, oldest first."""
    return [{"action": e.body.action, "detail": e.body.detail} for e in book.log.entries() if e.body]


def unlocked(office: str) -> Terminal:
    """A terminal at which add has begun."""
    at = opened_at("add", office)
    assert SECRET not in at.wait("One question at a time."), "the passphrase is not shown"
    return at


def test_at_a_terminal_no_cursor_is_moved(office: str) -> None:
    at = unlocked(office)
    at.type(*NEEDED, *LETTER, "s")
    code, rest = at.ended()
    assert code == 0, rest
    assert "Saved as case " in rest
    assert "\x1b" not in rest
    assert "\r" not in rest.replace("\r\n", "\n")


def test_ctrl_c_keeps_what_was_said_inside_the_file(office: str) -> None:
    at = unlocked(office)
    at.type("1", "1")
    at.wait("\n> ")
    at.interrupt()
    code, rest = at.ended()
    assert code == 130, rest
    assert "Kept unfinished inside the casebook" in rest
    with opened(office) as book:
        assert len(book.drafts()[0].answers) == 2


def test_a_killed_terminal_loses_no_answer(office: str) -> None:
    at = unlocked(office)
    at.type("1", "1", "1", "2", "1", "1", AGO.isoformat(), "", SOON.isoformat())
    at.wait("\n> ")
    at.process.send_signal(signal.SIGKILL)
    at.process.wait(60)
    os.close(at.end)
    with opened(office) as book:
        (draft,) = book.drafts()
        assert draft.answers["appointment_on"].value == DayOf(SOON)
    assert [p.name for p in Path(office).parent.iterdir()] == ["office.casebook"]


def test_the_end_of_the_input_is_not_an_answer(office: str) -> None:
    at = unlocked(office)
    at.type("1", "1")
    at.wait("\n> ")
    os.write(at.end, b"\x04")
    code, rest = at.ended()
    assert code == 1
    assert "still needed" in rest
    with opened(office) as book:
        assert (book.count(), len(book.drafts())) == (0, 1)
