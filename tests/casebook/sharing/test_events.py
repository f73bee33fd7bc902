"""The event log of cases: what observe's questions make of it, and what weeks do to times."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from random import Random

import numpy as np
import pytest
from made_cases import BOTH, TODAY, UNTIL, fill

from varick.casebook.book import Book
from varick.casebook.cases.answers import Answer
from varick.casebook.sharing.coarse import WITHHELD
from varick.casebook.sharing.events import STEPS, events
from varick.casebook.sharing.package import place
from varick.cli import run
from varick.errors import NoAnswer
from varick.eventlog import open_log

Answers = Callable[..., dict[str, Answer]]


def written(book: Book, folder: Path, k: int = 3) -> Path:
    place(book, events(book, k, today=TODAY), folder, recipient="Partner", today=TODAY)
    return folder / "events.parquet"


def test_questions_of_observe_read_it(
    book: Book, answers: Answers, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    for number in range(8):
        day = date(2018, 1, 1) + timedelta(days=9 * number)
        told = answers(
            letter_received="yes",
            arrest_date=str(day),
            letter_date=str(day + timedelta(days=14)),
            appointment_on=str(day + timedelta(days=27)) if number < 6 else "unknown",
        )
        book.add(told, consents=BOTH, retain_until=UNTIL, privileged=False)
    log = str(written(book, tmp_path / "log"))
    assert run(["observe", "lags", log, "--from", "arrested", "--to", "letter", "--format", "json"]) == 0
    said = json.loads(capfd.readouterr().out)
    assert "14" in json.dumps(said), "14 days apart is two weeks apart wherever in the week it begins"
    assert (
        run(["observe", "funnel", log, "--steps", "arrested,letter,letter_appointment", "--format", "csv"])
        == 0
    )
    counts = [line.split(",") for line in capfd.readouterr().out.splitlines()]
    assert [row for row in counts if "letter_appointment" in row and "6" in row]
    assert run(["observe", "variants", log, "--format", "json"]) == 0
    assert "letter_appointment" in capfd.readouterr().out


def test_every_event_is_a_monday_and_no_lag_is_off_by_a_week(
    book: Book, answers: Answers, tmp_path: Path
) -> None:
    random = Random(3)
    true = []
    for _ in range(60):
        day = date(2018, 1, 1) + timedelta(days=random.randrange(300))
        lag = random.randrange(40)
        true.append(lag)
        told = answers(
            letter_received="yes", arrest_date=str(day), letter_date=str(day + timedelta(days=lag))
        )
        book.add(told, consents=BOTH, retain_until=UNTIL, privileged=False)
    package = events(book, today=TODAY)
    place(book, package, tmp_path / "log", recipient="Partner", today=TODAY)
    log = open_log(tmp_path / "log" / "events.parquet")
    days = log.time.astype("datetime64[D]")
    assert ((days - np.datetime64("2018-01-01")).astype(int) % 7 == 0).all()
    names = log.meta.names
    back = {int(number): case for case, number in package.given.items()}
    by_case = {}
    for person in np.unique(log.person):
        mine = log.person == person
        at = {names[code]: day for code, day in zip(log.activity[mine], days[mine], strict=True)}
        by_case[back[int(person)]] = int((at["letter"] - at["arrested"]).astype(int))
    lags = [by_case[case.id] for case in book.cases()]
    assert all(coarse % 7 == 0 and abs(coarse - lag) <= 6 for coarse, lag in zip(lags, true, strict=True))
    assert sorted(back) == list(range(1, 61))


def test_steps_of_one_week_stand_in_their_usual_order(book: Book, answers: Answers, tmp_path: Path) -> None:
    told = answers(
        letter_received="yes",
        arrest_date="2018-03-09",
        letter_date="2018-03-07",
        letter_received_on="2018-03-08",
    )
    book.add(told, consents=BOTH, retain_until=UNTIL, privileged=False)
    log = open_log(written(book, tmp_path / "log", 1))
    assert [log.meta.names[code] for code in log.activity] == ["arrested", "letter", "letter_received"]


def test_dates_vaguer_than_a_week_are_no_events_and_are_counted(book: Book, answers: Answers) -> None:
    told = answers(
        letter_received="yes",
        arrest_date="2018-03",
        letter_date="~2018-03-07",
        letter_received_on="2018-03-08",
    )
    book.add(told, consents=BOTH, retain_until=UNTIL, privileged=False)
    said = " ".join(events(book, 1, today=TODAY).statement.both()["en"])
    assert "left out for that: 2" in said
    assert "Events: 1" in said


def test_rare_attributes_are_withheld(book: Book, answers: Answers, tmp_path: Path) -> None:
    for borough in ("queens", "queens", "queens", "bronx"):
        told = answers(letter_received="yes", letter_date="2018-03-07", arrest_borough=borough)
        book.add(told, consents=BOTH, retain_until=UNTIL, privileged=False)
    log = open_log(written(book, tmp_path / "log"))
    values = log.meta.attributes["arrest_borough"]
    assert sorted(values[code] for code in log.column("arrest_borough")) == ["queens"] * 3 + [WITHHELD]


def test_metadata_tells_neither_who_nor_where(book: Book, tmp_path: Path) -> None:
    fill(book, 12)
    log = open_log(written(book, tmp_path / "log"))
    text = log.meta.to_json()
    assert "Invented Defenders" not in text
    assert "office" not in text
    assert log.meta.seed is None
    assert set(log.meta.names) == {name for _, name, _ in STEPS}


def test_without_a_date_there_is_no_log(book: Book, answers: Answers) -> None:
    book.add(answers(), consents=BOTH, retain_until=UNTIL, privileged=False)
    with pytest.raises(NoAnswer, match="no event to write"):
        events(book, today=TODAY)
