"""``varick letter read``: what it prints, asks and keeps. The reading itself is laid out by hand, so that no engine is needed."""

import json
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from varick.casebook.book import Book
from varick.casebook.cases.answers import parse_answer, written
from varick.casebook.cases.fields import field
from varick.casebook.file.vault import Cost, Passphrase
from varick.letters import FIELDS, Reading

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "letters"))
from lines import lines
from test_find import CELLS

Run = Callable[..., Any]
SECRET = "invented words for tests"
ADDRESSED = ("Amparo Testperson", "12-34 Sample Street", "Testville, NY 10000", "", *CELLS)


def made(first: tuple[str, ...] = ADDRESSED, second: tuple[str, ...] = ADDRESSED) -> Reading:
    from varick.letters.whole import read_lines

    page = np.full((1500, 1700, 3), 255, np.uint8)
    return read_lines(page, {"rapidocr": lines(*first), "tesseract": lines(*second)}, "ab" * 32)


@pytest.fixture
def reading(monkeypatch: pytest.MonkeyPatch) -> Callable[[Reading], None]:
    def use(given: Reading) -> None:
        monkeypatch.setattr("varick.letters.whole.read", lambda source, engines=None: given)

    use(made())
    return use


@pytest.fixture
def person(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Whoever sits at the terminal, and what they type."""

    def types(*answers: str) -> None:
        left = list(answers)
        monkeypatch.setattr("varick.cli.letter.read._on_terminal", lambda: True)
        monkeypatch.setattr("click.prompt", lambda text, **_: print(text) or (left.pop(0) if left else ""))

    return types


@pytest.fixture
def office(tmp_path: Path) -> tuple[str, str]:
    path = tmp_path / "given" / "office.casebook"
    path.parent.mkdir(exist_ok=True)
    book, _ = Book.create(path, organisation="Invented", passphrase=SECRET, label="Ana", cost=Cost.LIGHT)
    with book:
        told = {"practice": "call_in_letter", "source_type": "client"}
        case = book.add(
            {n: parse_answer(field(n), v) for n, v in told.items()}, retain_until=date(2090, 1, 1)
        )
    return str(path), case


def kept(office: tuple[str, str]) -> tuple[dict[str, str], list[tuple[str, str, bytes]]]:
    """(the case's answers, name, provenance and bytes of what is attached)."""
    with Book.open(office[0], Passphrase(SECRET)) as book:
        answers = {name: written(answer) for name, answer in book.case(office[1]).answers.items()}
        return answers, [
            (a.name, a.provenance, book.attachment(office[1], a.id)) for a in book.attachments(office[1])
        ]


def test_it_prints_each_field_with_its_state_and_what_the_letter_does_not_say(
    varick: Run, reading: Any
) -> None:
    ran = varick("letter", "read", "x.png")
    assert (ran.code, ran.err, ran.files) == (0, "", ())
    for said in (
        "Thursday, March 8, 2018",
        "201 Varick Street",
        "both engines agree",
        "By what authority",
        "cannot be verified here",
        "lawyer",
        "the addressee's block",
    ):
        assert said in ran.out
    spanish = varick("letter", "read", "x.png", "--lang", "es")
    assert "jueves 8 de marzo de 2018" in spanish.out
    assert "no cita ninguna ley" in spanish.out


def test_json_has_the_values_and_no_image(varick: Run, reading: Any) -> None:
    told = json.loads(varick("letter", "read", "x.png", "--format", "json").out)
    assert list(told["fields"]) == list(FIELDS)
    assert told["fields"]["appointment_on"]["value"] == "2018-03-08"
    assert told["verified"] is None
    assert "png" not in json.dumps(told).casefold()


def test_a_past_date_and_a_doubtful_one_are_told_as_such(varick: Run, reading: Any) -> None:
    assert "March 8, 2018, has passed" in varick("letter", "read", "x.png").out
    later = tuple(
        r.replace("Thursday, March 8, 2018", "Friday, March 8, 2090").replace(
            "March 1, 2018", "March 1, 2090"
        )
        for r in ADDRESSED
    )
    reading(made(later, later))
    out = varick("letter", "read", "x.png").out
    assert "It may be Wednesday, March 8, 2090" in out
    assert "the weekday printed is not the weekday of this date" in out
    assert "agree, but see below" in out


def test_scam_signs_are_told(varick: Run, reading: Any) -> None:
    rows = (*ADDRESSED, "", "Pay the fee of $500 by gift card to avoid arrest.")
    reading(made(rows, rows))
    out = varick("letter", "read", "x.png").out
    assert "Signs of a scam" in out
    assert "gift card" in out
    assert "Do not pay" in out


def test_without_a_terminal_nothing_is_kept_unless_asked_for(varick: Run, reading: Any, office: Any) -> None:
    into = ("letter", "read", "x.png", "--into", office[0], "--case", office[1], "--secret-from-stdin")
    ran = varick(*into, stdin=f"{SECRET}\n".encode())
    assert ran.code == 2
    assert "no terminal to confirm the fields on" in ran.err
    assert kept(office)[1] == []
    changed = tuple(row.replace("9:30 a.m.", "9:80 a.m.") for row in ADDRESSED)
    reading(made(ADDRESSED, changed))
    ran = varick(*into, "--yes-agreed", stdin=f"{SECRET}\n".encode())
    assert ran.code == 0, ran.err
    answers, files = kept(office)
    assert answers["appointment_on"] == "2018-03-08"
    assert answers["letter_received"] == "yes"
    assert answers["letter_form_no"] == "other"
    assert "appointment_time" not in answers, "one engine alone"
    assert "letter_authority_cited" not in answers, "that nothing was found is no answer"
    ((name, provenance, png),) = files
    assert name == "letter.png"
    assert "ab" * 32 in provenance
    assert png == made(ADDRESSED, changed).masked_png


def test_what_the_case_knows_is_changed_by_a_person_only(
    varick: Run, reading: Any, office: Any, person: Any
) -> None:
    into = ("letter", "read", "x.png", "--into", office[0], "--case", office[1], "--secret-from-stdin")
    with Book.open(office[0], Passphrase(SECRET)) as book:
        book.change(office[1], {"appointment_on": parse_answer(field("appointment_on"), "2018-03-09")})
    ran = varick(*into, "--yes-agreed", stdin=f"{SECRET}\n".encode())
    assert "Left as the case has it already: Appointment: date" in ran.err
    assert kept(office)[0]["appointment_on"] == "2018-03-09"
    person()
    ran = varick(*into, stdin=f"{SECRET}\n".encode())
    assert ran.code == 0, ran.err
    assert "The case says now: 2018-03-09" in ran.out
    assert kept(office)[0]["appointment_on"] == "2018-03-09", "Enter alone changes nothing that stands"
    person("", "y", *[""] * 12)
    assert varick(*into, stdin=f"{SECRET}\n".encode()).code == 0
    assert kept(office)[0]["appointment_on"] == "2018-03-08"


def test_a_person_corrects_leaves_open_and_says_that_there_is_none(
    varick: Run, reading: Any, office: Any, person: Any
) -> None:
    other = tuple(row.replace("March 8, 2018", "March 6, 2018") for row in ADDRESSED)
    reading(made(ADDRESSED, other))
    # letter date, appointment (engines differ: yes is not enough; no year is not enough), time, place, room, ask, documents,
    # reason, form, title, authority
    person("", "y", "March 8", "March 8, 2018", "2 pm", "", "-", "", "", "", "", "", "-")
    ran = varick(
        "letter",
        "read",
        "x.png",
        "--into",
        office[0],
        "--case",
        office[1],
        "--secret-from-stdin",
        stdin=f"{SECRET}\n".encode(),
    )
    assert ran.code == 0, ran.err
    assert "The engines read different things" in ran.out
    assert "A date with its year" in ran.out
    answers, _ = kept(office)
    assert answers["appointment_on"] == "2018-03-08"
    assert answers["appointment_time"] == "14:00"
    assert answers["appointment_room"] == "none"
    assert answers["letter_authority_cited"] == "none"


def test_an_image_without_an_addressee_is_not_kept_unasked(varick: Run, reading: Any, office: Any) -> None:
    reading(made(CELLS, CELLS))
    into = (
        "letter",
        "read",
        "x.png",
        "--into",
        office[0],
        "--case",
        office[1],
        "--secret-from-stdin",
        "--yes-agreed",
    )
    ran = varick(*into, stdin=f"{SECRET}\n".encode())
    assert "The image was not kept." in ran.err
    assert kept(office)[1] == []
    ran = varick(*into, "--keep-unmasked", stdin=f"{SECRET}\n".encode())
    assert kept(office)[1][0][2] == made(CELLS, CELLS).page_png


def test_files_are_written_only_where_asked(varick: Run, reading: Any, tmp_path: Path) -> None:
    png, html = tmp_path / "given" / "out.png", tmp_path / "given" / "out.html"
    ran = varick("letter", "read", "x.png", "--masked", str(png), "--crops", str(html))
    assert ran.code == 0
    assert "in clear" in ran.err
    assert png.read_bytes() == made().masked_png
    page = html.read_text()
    assert page.count("data:image/png;base64,") == 10
    assert "<script" not in page
    assert "http" not in page.replace("http-equiv", "")
    assert "Delete it when you are done" in page
    again = varick("letter", "read", "x.png", "--masked", str(png))
    assert (again.code, "there is a file of that name" in again.err) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("no.jpg",), "no.jpg: it cannot be read: No such file or directory"),
        (("here.txt",), "here.txt: no image or PDF that can be read"),
        ((".",), "a folder; give one file"),
        (("x.png", "--into", "b.casebook"), "--into BOOK and --case CASE go together"),
        (("x.png", "--keep-unmasked"), "--keep-unmasked goes with --into BOOK"),
        (("x.png", "--masked", "no/such/out.png"), "there is no such folder"),
    ],
)
def test_bad_input_is_one_line(varick: Run, tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    (tmp_path / "here" / "here.txt").write_text("words")
    ran = varick("letter", "read", *arguments)
    assert ran.code == 2
    assert said in ran.err
    assert ran.err.count("\n") == 1


def test_help_says_that_nothing_is_sent(varick: Run) -> None:
    assert "nothing of it is sent anywhere" in " ".join(varick("letter", "--help").out.split())
