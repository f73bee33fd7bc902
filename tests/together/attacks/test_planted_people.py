"""The planted people as an oracle: who drafts a charter can look for a seed that invents somebody real, and then waits for what
is said of the matching. What is published of it is the same whether that person is on a list or not."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from offices import agreed, tokens_of
from people import made, written

from varick.together.charter.charter import Charter
from varick.together.estimating.tallied import overlaps_of
from varick.together.planted import planted, planted_lists
from varick.together.release.statement import statement
from varick.together.release.withholding import withheld
from varick.together.ring.first import whole
from varick.together.tallying import Tally, tally
from varick.together.tokens import Row, unique

K = 3


@pytest.fixture(scope="module")
def charter(tmp_path_factory: pytest.TempPathFactory) -> Charter:
    return agreed(tmp_path_factory.mktemp("planted"), K, rows=90, planted=40).charter


def counted(charter: Charter, lists: Sequence[Sequence[Row]]) -> Tally:
    """The count of these lists, on tokens instead of points, which links alike."""
    rows = planted_lists(charter).rows
    points = [
        [
            tuple(
                token if token is not None else f"{at} {n} {kind}".encode() for kind, token in enumerate(row)
            )
            for n, row in enumerate(whole(own, invented))
        ]
        for at, (own, invented) in enumerate(zip(lists, rows, strict=True))
    ]
    return tally(charter, points, [len(own) for own in lists], [unique(invented) for invented in rows])


def test_a_person_whom_the_seed_asks_about_is_not_told_of(charter: Charter) -> None:
    strangers = written(made("strangers", 60), seed="strangers", coverage=(0.4,) * K, errors=0.0).people
    lists = [tokens_of(people, charter) for people in strangers]
    target = next(one for one in planted(charter) if one.like is None and set(one.spellings) == {0, 1})
    there = tokens_of([target.spellings[0]], charter)
    held = {token for other in lists[:2] for row in other for token in row}
    stranger = next(row for row in lists[2] if not held & set(row))
    without = counted(charter, [lists[0], lists[1], lists[2]])
    somebody = counted(charter, [lists[0], lists[1], [*(r for r in lists[2] if r != stranger), *there]])
    assert somebody.cases == without.cases
    assert somebody.counts == without.counts
    # the tally itself sees it, as it sees a probe; nobody else may
    assert somebody.quality.wrong_real > without.quality.wrong_real
    assert somebody.quality.alone == without.quality.alone
    day = date(2026, 11, 23)
    said = {statement(one, withheld(one.counts, 5), day) for one in (without, somebody)}
    assert len(said) == 1
    links = [overlaps_of(one).linkage for one in (without, somebody)]
    assert None not in links
    assert len({one.said for one in links if one is not None}) == 1


def test_what_is_published_is_what_the_charter_gives_to_everybody(charter: Charter, tmp_path: Path) -> None:
    nobody = counted(charter, [[], [], []])
    quality = nobody.quality
    assert quality.alone == (quality.all_found, quality.places, quality.wrong)
    assert quality.wrong_real == 0
