"""New and growing practices: the odds by hand, what is called and what is not, unknowns apart, and how often a call is false."""

import importlib.util
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from math import ceil, comb, floor
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from varick.casebook.cases.answers import Answer, parse_answer
from varick.casebook.cases.fields import field
from varick.casebook.watching import chance
from varick.casebook.watching.patterns import Pattern, look
from varick.casebook.watching.practices import read_practices, shipped
from varick.errors import VarickError
from varick.eventlog.measures.changes.novelty import tail
from varick.words import LANGUAGES, Words

START = date(2015, 12, 1)
ROOT = Path(__file__).parents[3]


@dataclass
class Made:
    id: str
    answers: Mapping[str, Answer]


def made(name: str, **told: str) -> Made:
    return Made(name, {n: parse_answer(field(n), text) for n, text in told.items()})


def others(count: int, every: int = 10, practice: str = "courthouse_arrest") -> list[Made]:
    return [
        made(f"o{i}", practice=practice, ice_action_on=str(START + timedelta(days=i * every)))
        for i in range(count)
    ]


def letters(days: list[int], **told: str) -> list[Made]:
    """Letters so many days after February 1, 2018, each two weeks after an arrest with fingerprints."""
    found = []
    for i, day in enumerate(days):
        on = date(2018, 2, 1) + timedelta(days=day)
        usual = {
            "fingerprinted": "yes",
            "arrest_date": str(on - timedelta(days=14)),
            "letter_authority_cited": "none",
        }
        found.append(made(f"l{i}", practice="call_in_letter", letter_date=str(on), **(usual | told)))
    return found


def of(found: tuple[Pattern, ...], name: str) -> Pattern:
    return next(one for one in found if one.practice.name == name)


SIX = [0, 9, 22, 33, 42, 53]


def test_the_six_letters_of_the_article_are_called_new() -> None:
    looked = look([*others(88), *letters(SIX)], date(2018, 4, 1))
    for name in ("call_in_letter", "letter_after_printed_arrest"):
        one = of(looked.patterns, name)
        assert one.kind == "new"
        assert [day for day, _ in one.cases] == [date(2018, 2, 1) + timedelta(days=day) for day in SIX]
        odds = one.odds
        assert odds is not None
        assert odds.before[:2] == (793, 0)
        assert odds.since[:2] == (60, 6)
        assert odds.calendar == pytest.approx(float(tail(793, 60, 6)))
        earlier, later = odds.before[2], odds.since[2]
        assert odds.among == pytest.approx(comb(later + 5, 5) / comb(earlier + later + 5, 5))
    assert {one.kind for one in looked.patterns} == {"new", "none", "chance"}


def test_one_letter_says_nothing_and_two_are_too_few() -> None:
    for days in ([0], [0, 1]):
        assert (
            of(look([*others(88), *letters(days)], date(2018, 4, 1)).patterns, "call_in_letter").kind == "few"
        )


def test_letters_of_one_day_are_one_and_those_of_one_week_are_not_called() -> None:
    same_day = of(look([*others(88), *letters([0] * 6)], date(2018, 4, 1)).patterns, "call_in_letter")
    assert (same_day.kind, len(same_day.cases)) == ("few", 6)
    one_week = of(
        look([*others(88), *letters([0, 1, 2, 3, 4, 5])], date(2018, 4, 1)).patterns, "call_in_letter"
    )
    assert one_week.kind == "week"


def test_without_other_cases_or_when_they_grew_too_it_is_the_intake() -> None:
    alone = of(look(letters(SIX), date(2018, 4, 1)).patterns, "call_in_letter")
    assert (alone.kind, alone.odds) == ("short", None)
    said = of(look(letters(SIX), date(2018, 4, 1), since=date(2016, 2, 1)).patterns, "call_in_letter")
    assert said.kind == "intake"
    grew = others(8, every=100) + [
        made(f"x{i}", practice="home_arrest", ice_action_on=str(date(2018, 2, 1) + timedelta(days=i)))
        for i in range(55)
    ]
    assert of(look([*grew, *letters(SIX)], date(2018, 4, 1)).patterns, "call_in_letter").kind == "intake"


def test_a_pause_in_the_cases_hides_what_came_before_it() -> None:
    early = [made("old", practice="home_arrest", ice_action_on="2014-01-01")]
    looked = look([*early, *others(88), *letters(SIX)], date(2018, 4, 1))
    assert looked.since == START
    assert look([*early, *others(3)], date(2018, 4, 1)).since is None


def test_a_practice_that_was_there_grows() -> None:
    before = letters([-600, -400, -200])
    after = [
        made(f"n{i}", practice="call_in_letter", letter_date=str(date(2018, 2, 1) + timedelta(days=9 * i)))
        for i in range(7)
    ]
    one = of(look([*others(88), *before, *after], date(2018, 4, 1)).patterns, "call_in_letter")
    assert one.kind == "growing"
    assert one.odds is not None
    assert one.odds.before[1] == 3


def test_what_is_not_known_is_counted_apart() -> None:
    cases = [*others(88), *letters(SIX[:5]), *letters(SIX[5:], fingerprinted="unknown")]
    cases[-1].id = "doubt"
    one = of(look(cases, date(2018, 4, 1)).patterns, "letter_after_printed_arrest")
    assert (len(one.cases), one.could, one.settles) == (5, ("doubt",), {"fingerprinted": 1})
    assert of(look(cases, date(2018, 4, 1)).patterns, "call_in_letter").could == ()
    unasked = [
        *others(88),
        *[Made(c.id, {n: a for n, a in c.answers.items() if n != "fingerprinted"}) for c in letters(SIX)],
    ]
    one = of(look(unasked, date(2018, 4, 1)).patterns, "letter_after_printed_arrest")
    assert (one.kind, one.with_could, len(one.could)) == ("none", "new", 6)


@pytest.mark.parametrize(
    ("told", "holds"),
    [
        ({}, True),
        ({"arrest_date": "2018-02-20", "letter_date": "2018-03-02"}, True),  # 10 days
        ({"arrest_date": "2018-02-20", "letter_date": "2018-03-12"}, True),  # 20 days
        ({"arrest_date": "2018-02-20", "letter_date": "2018-03-13"}, False),
        ({"arrest_date": "2018-02-20", "letter_date": "2018-03-01"}, False),
        ({"arrest_date": "2018-02", "letter_date": "2018-03-08"}, None),
        ({"arrest_date": "2018-01", "letter_date": "2018-03-08"}, False),
        ({"arrest_date": "week of 2018-02-19", "letter_date": "2018-03-08"}, True),  # 11 to 17 days
        ({"arrest_date": "~2018-02-20", "letter_date": "2018-03-08"}, None),
        ({"arrest_date": "none"}, None),
        ({"letter_date": "none", "letter_received_on": "2018-03-08"}, True),
        ({"letter_authority_cited": "Section 287 of the Act"}, True),
        ({"letter_authority_cited": "a Warrant of arrest"}, False),
        ({"letter_authority_cited": "unknown"}, None),
        ({"fingerprinted": "refused"}, None),
        ({"fingerprinted": "no", "letter_authority_cited": "unknown"}, False),
        ({"practice": "unknown"}, None),
        ({"practice": "home_arrest"}, False),
    ],
)  # fmt: skip
def test_the_example_of_the_issue(told: dict[str, str], holds: bool | None) -> None:
    usual = {
        "practice": "call_in_letter",
        "fingerprinted": "yes",
        "arrest_date": "2018-02-22",
        "letter_date": "2018-03-08",
        "letter_authority_cited": "none",
    }
    practice = shipped().only(["letter_after_printed_arrest"]).practices[0]
    assert practice.holds(made("c", **(usual | told)).answers)[0] is holds


def test_odds_among_cases_are_those_of_counting_every_order() -> None:
    """4 of a practice among 9 cases, 2 of them in the last 3: by hand over all orders."""
    places = list(combinations(range(9), 4))
    share = sum(sum(p >= 6 for p in order) >= 2 for order in places) / len(places)
    assert chance._hypergeometric(2, 2, 1, 4) == pytest.approx(share)
    assert chance._hypergeometric(0, 2, 1, 4) == pytest.approx(1)
    late = sum(min(order) >= 3 for order in combinations(range(8), 2)) / len(list(combinations(range(8), 2)))
    assert chance._all_late(2, 3, 3) == pytest.approx(late)
    assert chance._binomial(2, 1, 0.25) == pytest.approx(3 * 0.25**2 * 0.75 + 0.25**3)


def test_how_late_cases_are_learned_of() -> None:
    def told(after: list[int]) -> list[Made]:
        on = [START + timedelta(days=10 * i) for i in range(len(after))]
        days = zip(on, after, strict=True)
        return [
            made("c", practice="home_arrest", ice_action_on=str(d), told_on=str(d + timedelta(days=n)))
            for d, n in days
        ]

    assert look(told([0, 1, 2, 3, 4, 5, 6, 7, 90, 400]), date(2018, 4, 1)).late == (4, 90)
    assert look(told([3] * 9), date(2018, 4, 1)).late is None
    assert look(others(20), date(2018, 4, 1)).late is None


def test_what_happens_later_is_not_looked_at() -> None:
    cases = [*others(120), *letters(SIX)]
    now = look(cases, date(2018, 2, 15))
    known = [
        c
        for c in cases
        if str((c.answers.get("letter_date") or c.answers["ice_action_on"]).value) <= "2018-02-15"
    ]
    assert now.patterns[0].odds == look(known, date(2018, 2, 15)).patterns[0].odds


def test_an_own_file_of_practices(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(
        "practices:\n  two_letters:\n    says: A letter after a letter\n    dates: letter_date\n    needs:\n"
        "      - {any: [{field: warrant_shown, is: [none, administrative]}, {field: attended, is: [no]}]}\n"
    )
    read = read_practices(own)
    assert read.practices[0].says == "A letter after a letter"
    assert read.practices[0].holds(made("c", attended="no").answers)[0] is True
    assert read.practices[0].holds(made("c", warrant_shown="none").answers)[0] is True
    assert read.practices[0].holds(made("c", warrant_shown="judicial").answers) == (
        None,
        frozenset({"attended"}),
    )
    assert read.practices[0].holds(made("c", warrant_shown="judicial", attended="yes").answers)[0] is False


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("practices: [", "own.yaml, line 1: not YAML"),
        ("nothing: 1", "own.yaml: practices: is missing"),
        ("practices: {a: 3}", "own.yaml: a: write dates: and needs:"),
        ("practices: {a: {dates: letter_dat, needs: []}}", "did you mean \"letter_date\""),
        ("practices: {a: {dates: attended, needs: []}}", "attended is no field of kind date"),
        ("practices: {a: {dates: letter_date, needs: []}}", "write a list of conditions"),
        ("practices: {a: {dates: letter_date, needs: [{field: attended, is: [maybe]}]}}", "attended is one of"),
        ("practices: {a: {dates: letter_date, needs: [{field: attended}]}}", "a condition is field:"),
        ("practices: {a: {dates: letter_date, needs: [{from: arrest_date, to: letter_date, days: [3]}]}}", "two whole numbers"),
        ("practices: {a: {dates: letter_date, needs: [{field: account, lacks: [1]}]}}", "lacks: is a list of words"),
    ],
)  # fmt: skip
def test_a_bad_file_of_practices_is_refused_in_one_line(tmp_path: Path, text: str, says: str) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(text)
    with pytest.raises(VarickError) as error:
        read_practices(own)
    assert says in str(error.value)
    assert "\n" not in str(error.value)


def test_every_practice_has_its_name_in_both_languages() -> None:
    for lang in LANGUAGES:
        named = {
            key
            for key in (f"casebook_practice.{one.name}" for one in shipped().practices)
            if Words(lang).find(key)
        }
        assert len(named) == len(shipped().practices) == 7


def bench() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bench_patterns", ROOT / "bench" / "patterns.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    import sys

    sys.modules["bench_patterns"] = module
    spec.loader.exec_module(module)
    return module


def false_share(world: str, others_a_month: int, offices: int) -> float:
    simulated = bench()
    rng = np.random.default_rng([1, others_a_month])
    got = [
        simulated.calls(rng, simulated.WORLDS[world], others_a_month, simulated.RATES) for _ in range(offices)
    ]
    return 100 * float(np.mean([any(row) for row in got]))


def test_what_users_are_told_is_the_table_of_the_page_rounded_outward() -> None:
    page = (ROOT / "docs" / "decisions" / "patterns.md").read_text(encoding="utf-8")
    table = page[page.index("| world | |") : page.index("So an office in which no practice changed")]
    rows = {
        cells[0]: [float(cell) for cell in cells[2:5]]
        for line in table.splitlines()[2:]
        if len(cells := [cell.strip() for cell in line.strip("|").split("|")]) == 6
    }
    assert rows.keys() == bench().WORLDS.keys()
    own, bunched, attention = (
        rows.pop("season") + rows.pop("own scatter"),
        rows.pop("sweeps"),
        rows.pop("attention"),
    )
    plain = [share for row in rows.values() for share in row]
    assert dict(chance.FALSE_CALLS) == {
        "low": floor(min(plain)), "high": ceil(max(plain)), "own": ceil(max(own)), "bunched": ceil(max(bunched)),
        "attention_low": floor(min(attention)), "attention_high": ceil(max(attention)),
    }  # fmt: skip


def test_the_false_calls_that_users_are_told_of_in_a_few_offices() -> None:
    assert false_share("steady", 5, 60) <= 3 * chance.FALSE_CALLS["high"]


@pytest.mark.long
@pytest.mark.parametrize(
    ("world", "told"),
    [("steady", "high"), ("rising", "high"), ("jump", "high"), ("scatter", "high"), ("fewer", "high"), ("delay", "high"),
     ("delay apart", "high"), ("season", "own"), ("own scatter", "own"), ("sweeps", "bunched"), ("attention", "attention_high")],
)  # fmt: skip
def test_the_false_calls_that_users_are_told_of(world: str, told: str) -> None:
    """300 offices of another seed than the tables of docs/decisions/patterns.md; within three standard errors of what is told."""
    for others_a_month in (2, 20):
        share, limit = false_share(world, others_a_month, 300), chance.FALSE_CALLS[told]
        assert share <= limit + 3 * 100 * (limit / 100 * (1 - limit / 100) / 300) ** 0.5
