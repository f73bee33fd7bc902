"""varick flyer: the PDF and the sheet of sources written whole or not at all, and what whoever prints it is told."""

import csv
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("typst")
pypdfium2 = pytest.importorskip("pypdfium2")

from varick.letters.flyer.content import language  # noqa: E402
from varick.letters.flyer.typeset import families  # noqa: E402

Run = Callable[..., Any]
EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "organisation.yaml"
SCRIPTS = {"Noto Sans", "Noto Sans Arabic", "Noto Sans Bengali", "Noto Sans CJK SC"}
GIVEN = 'name: Nowhere Neighbors\ncontacts:\n  - phone: "212-555-0100"\n'


def review(code: str, on: date, text: str = "") -> str:
    version = text or language(code, "call-in-letter").version
    return f'reviews:\n  {code}:\n    lawyer: A\n    lawyer_on: {on}\n    reader: B\n    reader_on: {on}\n    text: "{version}"\n'


def test_the_example_in_six_languages(varick: Run) -> None:
    if not set(families()) >= SCRIPTS:
        pytest.skip("without the Noto fonts")
    ran = varick(
        "flyer", "--org", str(EXAMPLE), "--lang", "en,es,zh,bn,ar,ht", "--paper", "a4", "--out", "f.pdf", "--sources", "s.csv"
    )  # fmt: skip
    assert (ran.code, ran.out, ran.files) == (0, "f.pdf\ns.csv\n", ("here/f.pdf", "here/s.csv"))
    lines = ran.err.splitlines()
    assert lines[0] == (
        "f.pdf: 12 pages, a4, in English, Spanish, Chinese (Simplified), Bengali, Arabic and Haitian Creole."
    )
    assert sum("DRAFT on every page" in line for line in lines) == 6
    assert "Fonts: Noto Sans, Noto Sans CJK SC, Noto Sans Bengali, Noto Sans Arabic." in lines
    assert any(re.match(r"  home: .*recalled, not verified$", line) for line in lines)
    with Path("s.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = {row["sentence"]: row for row in csv.DictReader(stream)}
    assert rows["home"]["check"] == "yes"
    assert rows["risk_go"]["ht"].startswith("Lèt la pa di sa")


def test_what_is_stamped_and_why(varick: Run, given: Callable[[str, str], str]) -> None:
    today = date.today()  # noqa: DTZ011
    for text, told in (
        (GIVEN, "DRAFT on every page; the organization's file names no review of it."),
        (GIVEN + review("en", today), ": reviewed; good until "),
        (
            GIVEN + review("en", today, "00000000"),
            "DRAFT on every page; the review is of another text, 00000000.",
        ),
        (GIVEN + review("en", today - timedelta(181)), "REVIEW EXPIRED on every page; the review of "),
        (
            GIVEN + review("en", today) + "texts:\n  en:\n    sign: You need not sign.\n",
            "the review is of another text",
        ),
    ):
        ran = varick("flyer", "--org", given("org.yaml", text), "--lang", "en", "--out", "f.pdf")
        assert ran.code == 0, ran.err
        assert told in ran.err
        said = [
            page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(Path("f.pdf").read_bytes())
        ]
        assert all(("DRAFT" in page) == ("DRAFT" in told or "another" in told) for page in said)
        assert all(("REVIEW EXPIRED" in page) == ("EXPIRED" in told) for page in said)


def test_a_fact_that_changed_is_named(
    varick: Run, given: Callable[[str, str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    today = date.today()  # noqa: DTZ011
    monkeypatch.setattr("varick.cli.flyer.changes", lambda practice: {"ice_courthouse_policy": (today,)})
    organisation = given("org.yaml", GIVEN + review("es", today - timedelta(3)))
    ran = varick("flyer", "--org", organisation, "--lang", "es", "--out", "f.pdf")
    assert (
        "REVISIÓN VENCIDA en cada página; un hecho cambió desde la revisión (risk_stay: ice_courthouse_policy"
        in ran.err
    )


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["--lang", "en,fr"], 2, "--lang fr: the sheets exist in en, es, ar, bn, ht, zh; choose from these"),
        (["--lang", ""], 2, "--lang : the sheets exist in"),
        (["--lang", "en,en"], 2, "--lang: name each language once, such as en,es"),
        (
            ["--practice", "home-arrest"],
            1,
            "--practice home-arrest: the content has no sentences for this practice",
        ),
        (["--practice", "call-in-leter"], 2, 'not a practice; did you mean "call-in-letter"?'),
        (["--org", "none.yaml"], 2, "none.yaml: no such file"),
        (["--org", "."], 2, ".: a folder; name a file in it"),
        (["--out", "no/such/f.pdf"], 2, "no/such/f.pdf: cannot be written"),
        (["--sources", "f.pdf"], 2, "f.pdf: --out and --sources name the same file; choose two"),
        (["--sources", "no/such/s.csv"], 2, "no/such/s.csv: cannot be written"),
        (["--paper", "a5"], 2, "'a5' is not one of 'letter', 'a4'"),
    ],
)
def test_bad_input_is_one_line_and_leaves_nothing(
    varick: Run, given: Callable[[str, str], str], arguments: list[str], code: int, told: str
) -> None:
    ran = varick("flyer", "--org", given("org.yaml", GIVEN), "--out", "f.pdf", *arguments)
    assert (ran.code, ran.out, ran.files) == (code, "", ())
    assert told in ran.err
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "org.yaml: empty"),
        ("name: A\nnmae: B\n", 'org.yaml:2: nmae: not a key that is known here; did you mean "name"?'),
        ("name: A\nname: B\n", "org.yaml:2: name: written twice, first on line 1; keep one"),
        ("name: A\n\tb: 1\n", "org.yaml:2: "),
        ("name: A\ncontacts:\n  - phone: 2125550100\n", "org.yaml:3: contacts.0.phone: a number or date, not text; put it in quotes"),
        (GIVEN + "reviews:\n  es:\n    lawer: A\n", 'org.yaml:6: reviews.es.lawer: not a key that is known here; did you mean "lawyer"'),
        (GIVEN + review("en", date(2999, 1, 1)), "org.yaml:7: reviews.en.lawyer_on: 2999-01-01 is after today, "),
        (GIVEN + "texts: {en: {sing: x}}\n", 'org.yaml:4: texts.en.sing: not a key that is known here; did you mean "sign"'),
    ],
)  # fmt: skip
def test_a_wrong_file_is_named_with_its_line(
    varick: Run, given: Callable[[str, str], str], text: str, told: str
) -> None:
    ran = varick("flyer", "--org", given("org.yaml", text), "--out", "f.pdf")
    assert (ran.code, ran.out, ran.files) == (2, "", ())
    assert told in ran.err
    assert ran.err.count("\n") == 1


def test_what_stands_there_is_replaced_only_if_it_is_a_pdf(
    varick: Run, given: Callable[[str, str], str]
) -> None:
    organisation = given("org.yaml", GIVEN)
    assert varick("flyer", "--org", organisation, "--lang", "en", "--out", "f.pdf").code == 0
    assert varick("flyer", "--org", organisation, "--lang", "en", "--out", "f.pdf").code == 0
    Path("other.txt").write_text("a diary", encoding="utf-8")
    ran = varick("flyer", "--org", organisation, "--lang", "en", "--out", "g.pdf", "--sources", "other.txt")
    assert ran.code == 2
    assert "other.txt: holds something that is not a sheet of sources" in ran.err
    assert Path("other.txt").read_text(encoding="utf-8") == "a diary"
    assert not Path("g.pdf").exists()


def test_nothing_is_left_where_the_layout_fails(varick: Run, given: Callable[[str, str], str]) -> None:
    many = "".join(
        f'  - {{phone: "212-555-0100", address: "{"A " * 50}", hours: "{"word " * 20}"}}\n' for _ in range(8)
    )
    text = f"name: A\ncontacts:\n{many}"
    ran = varick(
        "flyer", "--org", given("org.yaml", text), "--lang", "es", "--out", "f.pdf", "--sources", "s.csv"
    )
    assert (ran.code, ran.files) == (2, ())
    assert "needs more than two sides of letter at 11.5 points" in ran.err
