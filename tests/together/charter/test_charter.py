"""A charter: the same bytes for everybody, signed by each, and one line for whatever is wrong with it."""

import json
import random
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from offices import NOISE, PASSPHRASE, Offices, agreed

from varick.casebook.file.slots import Cost
from varick.errors import VarickError
from varick.together.charter.card import Card
from varick.together.charter.charter import Charter, ReleaseRule
from varick.together.keys import MemberKeys, WrongPassphrase


@pytest.fixture
def offices(tmp_path: Path) -> Offices:
    return agreed(tmp_path)


def test_a_charter_comes_back_as_it_was_written(offices: Offices) -> None:
    read = Charter.read(offices.file)
    assert read == offices.charter
    assert read.canonical == offices.charter.canonical
    assert read.hash == offices.charter.hash
    assert read.missing == ()


def test_canonical_bytes_are_json_with_sorted_keys_and_no_spaces(offices: Offices) -> None:
    said = json.loads(offices.charter.canonical)
    again = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    assert again == offices.charter.canonical


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Letters of another year"},
        {"rows": 41},
        {"tally": 0},
        {"last": date(2018, 12, 30)},
        {"fields": ("names", "birth_date")},
        {"recipe": 2},
        {"planted_count": 1},
        {"planted_seed": bytes(32)},
        {"release": NOISE},
        {"practices": ("home_arrest",)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_no_part_can_change_under_the_signatures(offices: Offices, change: dict[str, object]) -> None:
    other = replace(offices.charter, **change)  # type: ignore[arg-type]
    assert other.hash != offices.charter.hash
    other.write(offices.file)
    with pytest.raises(VarickError, match=r"the signature of Invented Defenders is not of this charter"):
        Charter.read(offices.file)


def test_a_charter_without_every_signature_is_refused_by_name(offices: Offices) -> None:
    few = replace(offices.charter, signatures={1: offices.charter.signatures[1]})
    few.write(offices.file)
    with pytest.raises(
        VarickError, match=r"not signed by Invented Defenders, Made-up Justice; nothing is done"
    ):
        Charter.read(offices.file)
    assert Charter.read(offices.file, whole=False).missing == ("Invented Defenders", "Made-up Justice")


def test_a_stranger_cannot_sign(offices: Offices) -> None:
    with pytest.raises(VarickError, match="none of the charter's members"):
        offices.charter.signed_by(MemberKeys.create(PASSPHRASE, Cost.LIGHT))


def test_every_changed_byte_of_the_file_is_refused(offices: Offices) -> None:
    data = offices.file.read_bytes()
    for at in random.Random(1).sample(range(len(data)), 200):
        offices.file.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        with pytest.raises(VarickError) as caught:
            Charter.read(offices.file)
        assert "\n" not in str(caught.value)


def test_another_way_to_write_the_same_json_is_refused(offices: Offices) -> None:
    first, body, *rest = offices.file.read_text().split("\n")
    offices.file.write_text("\n".join([first, body.replace('":', '": ', 1), *rest]))
    with pytest.raises(VarickError, match="not in the one form that is signed"):
        Charter.read(offices.file)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"title": " two  spaces"}, "title: 1 to 120 letters"),
        ({"title": "one\nline"}, "title:"),
        ({"members": ()}, "members: 0; a count has 2 to 6"),
        ({"practices": ()}, "practices: 1 to 40"),
        ({"practices": ("b", "a")}, "practices: not in alphabetical order"),
        ({"practices": ("No",)}, "practices: 1 to 40 codes"),
        ({"first": date(2019, 1, 1)}, "dates: the first day comes after the last"),
        ({"first": date(1800, 1, 1)}, "dates: the years lie between"),
        ({"fields": ("birth_date",)}, "fields: names and any of"),
        ({"fields": ("birth_date", "names")}, "fields: names and any of"),
        ({"fields": ("names", "address")}, "fields: names and any of"),
        ({"rows": 1}, "rows: 1; it lies between 2 and 200000"),
        ({"rows": 10**9}, "rows: 1000000000; it lies"),
        ({"tally": 3}, "tally: 3; it lies between 0 and 2"),
        ({"recipe": 0}, "recipe: 0"),
        ({"planted_count": 40}, "planted: 40; it lies between 0 and 39"),
        ({"planted_seed": b"short"}, "planted: the seed has 5 bytes"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_a_charter_cannot_say(offices: Offices, change: dict[str, object], complaint: str) -> None:
    with pytest.raises(VarickError) as caught:
        replace(offices.charter, **change)  # type: ignore[arg-type]
    assert str(caught.value).startswith(complaint)


def test_members_differ_in_name_and_keys(offices: Offices) -> None:
    first, second, third = offices.charter.members
    for members in (
        (first, replace(second, name=first.name.upper()), third),
        (first, replace(second, verify_key=first.verify_key), third),
        (first, replace(second, recipient=first.recipient), third),
    ):
        with pytest.raises(VarickError, match="members: two have the same"):
            replace(offices.charter, members=members)


@pytest.mark.parametrize(
    "rule",
    [
        ("suppress", 2, Decimal(0)),
        ("suppress", 5, Decimal(1)),
        ("noise", 0, Decimal(0)),
        ("noise", 0, Decimal("NaN")),
        ("noise", 0, Decimal("0.001")),
        ("noise", 0, Decimal("1.005")),
        ("noise", 5, Decimal(1)),
        ("all", 0, Decimal(0)),
    ],
)
def test_a_rule_of_release_that_there_is_not(rule: tuple[str, int, Decimal]) -> None:
    with pytest.raises(VarickError, match=r"^release: "):
        ReleaseRule(*rule)


def test_a_rule_with_noise_comes_back(tmp_path: Path) -> None:
    made = agreed(tmp_path, k=2, release=NOISE)
    assert Charter.read(made.file).release == NOISE


def test_a_card_comes_back_and_a_changed_one_does_not(offices: Offices, tmp_path: Path) -> None:
    office, path = offices[1], tmp_path / "imagined-road.member"
    office.card.write(path, office.keys)
    assert Card.read(path) == office.card
    assert office.card.same(path)
    data = path.read_bytes()
    for at in range(len(data)):
        path.write_bytes(data[:at] + bytes([data[at] ^ 2]) + data[at + 1 :])
        with pytest.raises(VarickError) as caught:
            Card.read(path)
        assert "\n" not in str(caught.value)


def test_a_card_is_of_the_key_that_signed_it(offices: Offices, tmp_path: Path) -> None:
    path = tmp_path / "stolen.member"
    offices[1].card.write(path, offices[0].keys)
    with pytest.raises(VarickError, match="its signature is not of the key on it"):
        Card.read(path)


@pytest.mark.parametrize("name", ["", " two  spaces", "—", "x" * 81, "one\nline"])
def test_a_name_that_no_member_can_have(offices: Offices, name: str) -> None:
    with pytest.raises(VarickError, match="a member's name"):
        replace(offices[0].card, name=name)


def test_a_name_gives_the_name_of_files(offices: Offices) -> None:
    assert replace(offices[0].card, name="Órgano Jurídico, Inc.").slug == "organo-juridico-inc"


def test_keys_open_with_their_passphrase_only() -> None:
    keys = MemberKeys.create(PASSPHRASE, Cost.LIGHT)
    again = MemberKeys.open(keys.sealed, PASSPHRASE)
    assert (again.verify_key, again.recipient, again.desk_key) == (
        keys.verify_key,
        keys.recipient,
        keys.desk_key,
    )
    with pytest.raises(WrongPassphrase):
        MemberKeys.open(keys.sealed, "other words")
    for wrong in (
        b"",
        b"{}",
        b"[" * 5_000,
        keys.sealed[:-2],
        b'{"kind": "varick together keys 1", "slot": 3}',
    ):
        with pytest.raises(VarickError, match="keys are damaged"):
            MemberKeys.open(wrong, PASSPHRASE)


def test_nothing_of_the_seed_is_shown_or_written(offices: Offices) -> None:
    keys = offices[0].keys
    assert keys._seed not in keys.sealed
    assert "seed" not in repr(keys)
    assert len({keys.desk_key, bytes(keys.signing), keys._seed}) == 3
