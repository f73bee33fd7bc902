"""The PDF as a file: the same bytes again, nothing of the machine or the user in it, and no text that is run."""

import os
import re
import subprocess
import sys
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import event, given
from mutations import EDITS, assert_lines, mutated
from sheets import ALL, PRACTICE, TODAY, data, org, pages, pdf, reviewed

from varick.errors import VarickError
from varick.letters.flyer import fonts, make, organisation, render, typeset
from varick.model.files import parse_yaml, raise_all

EXAMPLE = (Path(__file__).resolve().parents[3] / "examples" / "organisation.yaml").read_text(encoding="utf-8")
pypdf = pytest.importorskip("pypdf")


def test_the_same_input_gives_the_same_bytes(noto: None, tmp_path: Path) -> None:
    program = (
        "import sys; sys.path.insert(0, sys.argv[1]); from sheets import *; "
        "sys.stdout.buffer.write(pdf(reviewed(*ALL), ALL))"
    )
    environment = os.environ | {"HOME": str(tmp_path), "TZ": "Asia/Tokyo", "USER": "somebody-else"}
    command = [sys.executable, "-c", program, str(Path(__file__).parents[1])]
    elsewhere = subprocess.run(command, capture_output=True, check=True, env=environment, cwd=tmp_path).stdout
    assert pdf(reviewed(*ALL), ALL) == elsewhere


def test_nothing_of_the_machine_or_the_user_is_in_it(
    noto: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "planted-home"
    home.mkdir()
    monkeypatch.chdir(home)
    for name in ("USER", "LOGNAME", "HOME", "USERNAME"):
        monkeypatch.setenv(name, str(home) if name == "HOME" else "plantedname")
    made = pdf(data(), ALL)
    read = pypdf.PdfReader(BytesIO(made))
    assert set(read.metadata) == {"/Title", "/Creator", "/CreationDate", "/ModDate"}
    assert re.fullmatch(r"Typst [\d.]+", read.metadata["/Creator"])
    assert read.metadata["/CreationDate"] == read.metadata["/ModDate"] == "D:20261123000000Z"
    everything = made
    for number in range(1, int(read.trailer["/Size"])):
        each = read.get_object(number)
        everything += each.get_data() if hasattr(each, "get_data") else repr(each).encode()
    assert b"xmpMM:DocumentID" in everything, "streams were unpacked"
    for planted in (b"planted", b"/usr/", b"/home", b"/tmp", b".typ", b".ttf"):
        assert planted not in everything
    assert list(home.iterdir()) == []


HOSTILE = [
    '#read("/etc/passwd")',
    '#image("/etc/passwd") $ #sys.inputs $',
    '"] #panic("run") #["',
    "\\u{41} *bold* _x_ `raw` @label <label> = head // gone /* gone */",
    '#import "@preview/cetz:0.3.1"',
    "[[x]] {} {{name}} %s ${HOME}",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_texts_of_the_file_are_printed_and_never_run(noto: None, name: str) -> None:
    contact = {"phone": name[:40], "address": name, "hours": name, "label": name}
    given = data(
        name=name,
        contacts=[contact],
        texts={"en": {"sign": name, "title": name, "reviewed": "{lawyer_on} {reader_on} {until}"}},
    )
    said = pages(pdf(given))
    bare = "".join(name.replace("[[", "").replace("]]", "").split())
    everything = "".join(said[0].split()) + "".join(said[1].split())
    for part in (bare, "".join(name.split())):
        if part in everything:
            break
    else:
        pytest.fail(f"{name!r} is not printed as it is written")
    assert "root:" not in everything


def test_a_screen_reader_finds_languages_and_headings(noto: None) -> None:
    read = pypdf.PdfReader(BytesIO(pdf(reviewed(*ALL), ALL)))
    assert read.trailer["/Root"]["/MarkInfo"]["/Marked"]
    kinds, tongues = [], set()
    for number in range(1, int(read.trailer["/Size"])):
        each = read.get_object(number)
        if isinstance(each, dict) and each.get("/Type") == "/StructElem":
            kinds.append(each["/S"])
            tongues.add(each.get("/Lang"))
    assert kinds.count("/H1") == len(ALL)
    assert kinds.count("/H2") == 8 * len(ALL)
    assert set(ALL) <= tongues | {read.trailer["/Root"]["/Lang"]}


def test_the_layout_reads_no_file_and_no_package() -> None:
    """What the template may do is what stands in it: nothing from outside but the data."""
    source = (Path(typeset.__file__).parent / "sheet.typ").read_text(encoding="utf-8")
    code = "\n".join(line.partition("//")[0] for line in source.splitlines())
    assert not re.findall(
        r"\b(read|image|include|import|plugin|csv|yaml|toml|xml|cbor|eval|link|bibliography)\b\s*\(?", code
    )
    assert code.count("json(") == 1


@given(EDITS)
def test_a_file_that_is_nearly_right_is_read_or_refused_in_a_line(
    edits: list[tuple[str, float, int, str]],
) -> None:
    parsed = parse_yaml(mutated(EXAMPLE, edits).encode("utf-8", "surrogatepass"), "org.yaml")
    try:
        raise_all(parsed.problems, most=1)
        read = organisation(
            parsed.data, lambda place: f"org.yaml:{parsed.line(place)}", TODAY, ("en", "ar"), PRACTICE
        )
        event("read")
        assert read.contacts
    except VarickError as error:
        assert_lines(error, ("org.yaml",))


def test_too_much_text_is_refused_and_not_cut(noto: None) -> None:
    many = [{"phone": "212-555-0100", "address": "A" * 120, "hours": "word " * 23} for _ in range(8)]
    with pytest.raises(
        VarickError, match=r"^the sheet in es needs more than two sides of letter at 11.5 points; shorten"
    ):
        pdf(data(contacts=many), ("es",))


def test_unknown_papers_and_languages_are_refused() -> None:
    sound = org(data())
    with pytest.raises(VarickError, match="paper a5: choose letter or a4"):
        render(PRACTICE, ("en",), sound, "a5", TODAY)
    with pytest.raises(VarickError, match="--lang fr: the sheets exist in en, es, ar, bn, ht, zh"):
        render(PRACTICE, ("fr",), sound, "a4", TODAY)
    for codes in ((), ("en", "en")):
        with pytest.raises(VarickError, match="name each language once"):
            render(PRACTICE, codes, sound, "a4", TODAY)


@pytest.mark.parametrize(
    ("code", "missing", "told"),
    [
        (
            "zh",
            "Noto Sans CJK SC",
            "no font for Chinese on this computer: install Noto Sans CJK SC .* the package fonts-noto-cjk",
        ),
        (
            "ar",
            "Noto Sans Arabic",
            "no font for Arabic on this computer: install Noto Sans Arabic .* the package fonts-noto-core",
        ),
        (
            "bn",
            "Noto Sans Bengali",
            "no font for Bengali on this computer: install Noto Sans Bengali .* fonts-noto-core",
        ),
    ],
)
def test_a_missing_font_is_named_with_its_package(
    code: str, missing: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("varick.letters.flyer.printing.families", lambda: ["Noto Sans", fonts.EMBEDDED])
    with pytest.raises(VarickError, match=told) as caught:
        make(PRACTICE, (code,), org(data()), "letter", TODAY)
    assert "\n" not in str(caught.value)
    assert missing in str(caught.value)


def test_latin_letters_fall_back_to_the_font_inside_typst(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("varick.letters.flyer.printing.families", lambda: [fonts.EMBEDDED])
    flyer = make(PRACTICE, ("en", "es", "ht"), org(data()), "a4", date(2026, 11, 23))
    assert flyer.fonts == (fonts.EMBEDDED,)
    assert len(pages(flyer.pdf)) == 6


@pytest.mark.parametrize(
    ("text", "families"),
    [
        ("Office", ("Noto Sans",)),
        ("Офис 1", ("Noto Sans",)),
        ("事務所", ("Noto Sans", "Noto Sans CJK SC")),
        ("사무소", ("Noto Sans", "Noto Sans CJK SC")),
        ("مكتب", ("Noto Sans", "Noto Sans Arabic")),
        ("कार्यालय", ("Noto Sans", "Noto Sans Devanagari")),
    ],
)
def test_a_name_in_another_script_gets_its_font(text: str, families: tuple[str, ...]) -> None:
    have = {"Noto Sans", "Noto Sans CJK SC", "Noto Sans Arabic", "Noto Sans Devanagari"}
    assert fonts.chosen([text], "latin", have) == families
    if len(families) > 1:
        with pytest.raises(VarickError, match="no font for"):
            fonts.chosen([text], "latin", {"Noto Sans"})


def test_without_typst_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(VarickError, match=r'needs the extra "paper", .* pip install "varick\[paper\]"'):
        make(PRACTICE, ("en",), org(data()), "letter", TODAY)
