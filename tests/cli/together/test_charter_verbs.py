"""`varick together charter` as three offices use it: join, draft, send round, sign, show; and what each refuses."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from offices import NAMES, PASSPHRASE, Offices, agreed

from varick.together.charter.charter import Charter
from varick.together.desk import Desk
from varick.together.keys import MemberKeys

Run = Callable[..., Any]
SECRET = f"{PASSPHRASE}\n".encode()
DRAFT = (
    "--title", "Letters", "--tally", "Made-up Justice", "--practice", "call_in_letter", "--from", "2018-01-01", "--to", "2018-12-31",
    "--rows", "300",
)  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Offices:
    return agreed(tmp_path_factory.mktemp("offices"))


@pytest.fixture
def cards(made: Offices, varick: Run) -> list[str]:
    """The three cards in the folder, as --member options."""
    for office in made.members:
        office.card.write(Path(f"{office.card.slug}.member"), office.keys)
        shutil.copytree(office.desk_folder, f"desk-{office.place}")
    return [part for office in made.members for part in ("--member", f"{office.card.slug}.member")]


def test_a_desk_is_made_once_and_its_card_as_often_as_asked(varick: Run) -> None:
    asked = ("together", "charter", "join", "desk", "--name", "Invented Defenders", "--secret-from-stdin")
    ran = varick(*asked, stdin=SECRET)
    assert ran.code == 0, ran.err
    keys = MemberKeys.open(Desk.sealed_keys(Path("desk")), PASSPHRASE)
    with Desk.open(Path("desk"), keys) as desk:
        assert desk.card.fingerprint in ran.out
        assert desk.stage == "new"
    card = Path("invented-defenders.member")
    first = card.read_bytes()
    card.unlink()
    assert varick(*asked, stdin=SECRET).code == 0
    assert card.read_bytes() == first
    assert varick(*asked, stdin=SECRET).code == 0
    other = varick(*asked[:5], "Somebody Else", "--secret-from-stdin", stdin=SECRET)
    assert other.code == 2
    assert 'the desk of "Invented Defenders"' in other.err
    assert "does not open this desk" in varick(*asked, stdin=b"other words altogether\n").err


@pytest.mark.parametrize("secret", [b"", b"\n", b"short\n", b"aaaaaaaaaaaaaaa\n"])
def test_a_desk_needs_a_passphrase(varick: Run, secret: bytes) -> None:
    ran = varick(
        "together", "charter", "join", "desk", "--name", "Invented", "--secret-from-stdin", stdin=secret
    )
    assert (ran.code, ran.files) == (2, ())
    assert ran.err.startswith("varick: ")


def test_three_offices_draft_send_round_and_sign(varick: Run, cards: list[str], made: Offices) -> None:
    ran = varick("together", "charter", "draft", "count.charter", *cards, *DRAFT)
    assert ran.code == 0, ran.err
    for office in made.members:
        assert f"{office.card.name} ({office.card.fingerprint}), has not signed" in ran.out
    assert "Not yet signed by Invented Defenders, Imagined Road and Made-up Justice." in ran.out
    assert "review before real names are used" in ran.out
    for place, name in enumerate(NAMES[:3]):
        signed = varick(
            "together",
            "charter",
            "sign",
            f"desk-{place}",
            "count.charter",
            "--secret-from-stdin",
            stdin=SECRET,
        )
        assert signed.code == 0, signed.err
        assert f"{name} has signed count.charter." in signed.out
    assert signed.out.rstrip().endswith("then each makes its list with varick together prepare.")
    charter = Charter.read(Path("count.charter"))
    shown = varick("together", "charter", "show", "count.charter")
    assert charter.fingerprint in shown.out
    assert "those under 5 are withheld" in shown.out
    told = json.loads(varick("together", "charter", "show", "count.charter", "--format", "json").out)
    assert (told["hash"], told["missing"]) == (charter.hash.hex(), [])
    spanish = varick("together", "charter", "show", "count.charter", "--lang", "es").out
    assert "Firmado por todos los miembros." in spanish
    assert "criptógrafo externo" in spanish


def test_copies_that_were_signed_apart_are_gathered(varick: Run, cards: list[str]) -> None:
    assert varick("together", "charter", "draft", "count.charter", *cards, *DRAFT).code == 0
    for place in (1, 2):
        shutil.copy("count.charter", f"copy-{place}.charter")
        asked = ("sign", f"desk-{place}", f"copy-{place}.charter", "--secret-from-stdin")
        assert varick("together", "charter", *asked, stdin=SECRET).code == 0
    asked = ("sign", "desk-0", "count.charter", "copy-1.charter", "copy-2.charter", "--secret-from-stdin")
    assert varick("together", "charter", *asked, stdin=SECRET).code == 0
    assert Charter.read(Path("count.charter")).missing == ()


def test_a_copy_of_another_charter_is_refused(varick: Run, cards: list[str]) -> None:
    for file in ("count.charter", "other.charter"):
        assert varick("together", "charter", "draft", file, *cards, *DRAFT).code == 0
    asked = ("sign", "desk-0", "count.charter", "other.charter", "--secret-from-stdin")
    ran = varick("together", "charter", *asked, stdin=SECRET)
    assert ran.code == 2
    assert "other.charter: another charter than count.charter" in ran.err


def test_a_desk_that_is_no_member_does_not_sign(varick: Run, cards: list[str]) -> None:
    assert (
        varick(
            "together", "charter", "draft", "count.charter", *cards[:4], *DRAFT, "--tally", "imagined-road"
        ).code
        == 0
    )
    before = Path("count.charter").read_bytes()
    ran = varick(
        "together", "charter", "sign", "desk-2", "count.charter", "--secret-from-stdin", stdin=SECRET
    )
    assert ran.code == 2
    assert "none of the charter's members" in ran.err
    assert Path("count.charter").read_bytes() == before


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (("--practice", "letters"), "no such practice"),
        (("--tally", "nobody"), "--tally 'nobody': no member of that name"),
        (("--rows", "1"), "rows: 1; it lies between"),
        (("--rows", "100"), "planted: 200; it lies between 0 and 99"),
        (("--from", "2019-01-01"), "dates: the first day comes after the last"),
        (("--withhold-under", "1"), "release: cells are withheld under"),
        (("--withhold-under", "5", "--epsilon", "1"), "one of them"),
        (("--epsilon", "much"), "--epsilon: a number"),
        (("--epsilon", "99"), "release: epsilon is a number from"),
        (("--member", "invented-defenders.member"), "members: two have the same name"),
        (("--member", "nowhere.member"), "nowhere.member: cannot be read"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_cannot_be_drafted(
    varick: Run, cards: list[str], change: tuple[str, ...], complaint: str
) -> None:
    ran = varick("together", "charter", "draft", "count.charter", *cards, *DRAFT, *change)
    assert ran.code == 2
    assert complaint in ran.err
    assert ran.err.count("\n") == 1
    assert not Path("count.charter").exists()


def test_a_charter_is_not_drafted_over_another_file(varick: Run, cards: list[str]) -> None:
    Path("count.charter").write_text("mine")
    ran = varick("together", "charter", "draft", "count.charter", *cards, *DRAFT)
    assert (ran.code, Path("count.charter").read_text()) == (2, "mine")


def test_noise_is_said_in_words(varick: Run, cards: list[str]) -> None:
    ran = varick("together", "charter", "draft", "count.charter", *cards, *DRAFT, "--epsilon", "0.5")
    assert "with noise (differential privacy, epsilon 0.5), once" in ran.out


def test_a_charter_without_fictitious_people_is_warned_of(varick: Run, cards: list[str]) -> None:
    whole = varick("together", "charter", "draft", "count.charter", *cards, *DRAFT)
    ran = varick("together", "charter", "draft", "none.charter", *cards, *DRAFT, "--planted", "0")
    assert (whole.code, ran.code) == (0, 0)
    assert "Do not sign this charter" in ran.out
    assert "Do not sign this charter" not in whole.out


def test_no_desk_is_made_where_its_card_has_no_place(varick: Run, tmp_path: Path) -> None:
    (tmp_path / "here" / "taken").write_bytes(b"")
    for place in ("taken", "nowhere/card"):
        ran = varick(
            "together", "charter", "join", "desk", "--name", "N", "--card", place, "--secret-from-stdin",
            stdin=b"invented words for tests\n",
        )  # fmt: skip
        assert ran.code == 2
        assert ran.files == ("here/taken",)


def test_a_newline_in_a_name_does_not_make_two_lines(varick: Run) -> None:
    ran = varick("together", "charter", "show", "two\nlines")
    assert ran.code == 2
    assert len(ran.err.splitlines()) == 1
