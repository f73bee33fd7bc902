"""Malformed charters, cards and sealed keys: each is refused in one line, or is exactly what was written."""

import json
import random
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any
from unicodedata import category

import pytest
from mutated_files import changed
from offices import PASSPHRASE, Offices, agreed

from varick.errors import VarickError
from varick.together.charter.card import Card
from varick.together.charter.charter import KIND, Charter
from varick.together.keys import MemberKeys

FEW, MANY = 600, 7_000
"""Files of each kind without and with --long: three kinds."""
ODD: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 2, 3, 6, 7, 10**6, 10**30, 1.5, float("1e400"), "", "x", "names", "suppress", "noise", "2018-01-01",
    "2018-13-01", "0" * 64, "f" * 64, "é", "\ud800", "\x00", "a" * 70_000, "9" * 5_000, [], [[]], {}, {"rule": "noise", "epsilon": "NaN"},
    {"rule": "noise", "epsilon": "1.0"}, {"rule": "suppress", "threshold": 5}, {"seed": "0" * 64, "count": 3}, ["names"], [1], ["x"] * 9,
)  # fmt: skip


@pytest.fixture(scope="module")
def offices(tmp_path_factory: pytest.TempPathFactory) -> Offices:
    made = agreed(tmp_path_factory.mktemp("offices"))
    made[0].card.write(made.folder / "one.member", made[0].keys)
    return made


def tries(luck_of: str, number: int) -> list[random.Random]:
    return [random.Random(f"{luck_of} {at}") for at in range(number)]


def number(long: bool) -> int:
    return MANY if long else FEW


LENGTHS = [False, pytest.param(True, marks=pytest.mark.long)]


def one_line(read: Callable[[], Any], wanted: Any) -> bool:
    """Whether it was refused; what was not refused is what was written."""
    try:
        found = read()
    except VarickError as error:
        said = str(error)
        assert said
        assert "\n" not in said
        assert len(said) < 1_000
        assert not any(category(c) == "Cc" for c in said)
        return True
    assert found == wanted
    return False


def odd_json(luck: random.Random, said: Any) -> Any:
    """The body with one to three parts put in place of others, left out or added."""
    for _ in range(luck.randint(1, 3)):
        place: Any = said
        while True:
            keys: list[Any] = list(place) if isinstance(place, dict) else list(range(len(place)))
            if not keys:
                break
            key = luck.choice(keys)
            if isinstance(place[key], dict | list) and place[key] and luck.random() < 0.6:
                place = place[key]
                continue
            act = luck.random()
            if act < 0.15:
                del place[key]
            elif act < 0.25 and isinstance(place, dict):
                place[f"{key}x"] = deepcopy(luck.choice(ODD))
            else:
                place[key] = deepcopy(luck.choice(ODD))
            break
    return said


@pytest.mark.parametrize("long", LENGTHS)
def test_a_malformed_charter_is_refused_in_one_line(offices: Offices, tmp_path: Path, long: bool) -> None:
    data, path = offices.file.read_bytes(), tmp_path / "count.charter"
    refused = 0
    for luck in tries("charter", number(long)):
        path.write_bytes(changed(data, luck, luck.randint(1, 3), text=True))
        refused += one_line(lambda: Charter.read(path), offices.charter)
    assert refused > number(long) // 2


@pytest.mark.parametrize("long", LENGTHS)
def test_a_charter_of_odd_parts_is_refused_in_one_line(offices: Offices, tmp_path: Path, long: bool) -> None:
    """The JSON is whole, its parts are not: nothing of it reaches a signature."""
    path = tmp_path / "count.charter"
    for luck in tries("parts", number(long)):
        said = odd_json(luck, json.loads(offices.charter.canonical))
        text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=luck.random() < 0.5)
        path.write_bytes(f"{KIND}\n{text}\n".encode("utf-8", "surrogatepass"))
        assert one_line(lambda: Charter.read(path), None)


@pytest.mark.parametrize("long", LENGTHS)
def test_a_malformed_card_or_key_is_refused_in_one_line(offices: Offices, tmp_path: Path, long: bool) -> None:
    card, path = (offices.folder / "one.member").read_bytes(), tmp_path / "one.member"
    keys = offices[0].keys
    for luck in tries("card", number(long)):
        path.write_bytes(changed(card, luck, luck.randint(1, 3), text=True))
        one_line(lambda: Card.read(path), offices[0].card)
        if luck.random() < 0.2:
            odd = changed(keys.sealed, luck, luck.randint(1, 3), text=True)
            if b'"memory":8192' in odd and b'"ops":1' in odd:  # no test of how long argon2id may take
                one_line(lambda odd=odd: MemberKeys.open(odd, PASSPHRASE).verify_key, keys.verify_key)
