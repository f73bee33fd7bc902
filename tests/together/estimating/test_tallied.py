"""A tally as a table of overlaps: its counts, what its planted people tell, and what of it a page may show."""

from decimal import Decimal
from pathlib import Path

import pytest
from tallies import in_order, invented_tally

from varick.casebook.file.slots import Cost
from varick.errors import NoAnswer, VarickError
from varick.together.charter.charter import ReleaseRule
from varick.together.estimating.table import Linkage, read
from varick.together.estimating.tallied import overlaps_of
from varick.together.keys import MemberKeys
from varick.together.release import withheld
from varick.together.tallying import write

COUNTS = [60, 49, 4, 247, 112, 142, 12]


TALLY = invented_tally(in_order(COUNTS))


def test_a_tally_is_read_where_a_table_is_asked_for(tmp_path: Path) -> None:
    keys = MemberKeys.create("correct horse battery staple", Cost.LIGHT)
    write(TALLY, keys, tmp_path / "count.tally")
    table = read(tmp_path / "count.tally")
    assert table.lists == TALLY.lists
    assert table.counts.tolist() == COUNTS
    assert table.sizes == TALLY.cases
    assert table.linkage == Linkage(
        31, 27, 2, people=20, rows=45, places=36, by_lists=((2, 16, 13), (3, 15, 14)), told=(26, 2)
    )
    data = (tmp_path / "count.tally").read_bytes()
    (tmp_path / "changed.tally").write_bytes(data.replace(b'"001":60', b'"001":61'))
    with pytest.raises(VarickError, match="changed.tally: its signature"):
        read(tmp_path / "changed.tally")


@pytest.mark.parametrize(
    ("counts", "rule", "publish"),
    [
        (COUNTS, ReleaseRule("suppress", 4), "all"),
        (COUNTS, ReleaseRule("suppress", 10), "union"),
        ([40, 30, 9, 50, 12, 7, 0], ReleaseRule("suppress", 5), "union"),  # nobody is as few as one
        (COUNTS, ReleaseRule("noise", epsilon=Decimal("0.5")), "nothing"),
        ([1, 0, 0, 1, 0, 0, 1], ReleaseRule("suppress", 5), "nothing"),  # fewer people than may be told
        (
            [4, 0, 0, 0, 0, 0, 2],
            ReleaseRule("suppress", 5),
            "nothing",
        ),  # two members know of all six but the four
    ],
)
def test_what_a_page_may_show_follows_the_release(counts: list[int], rule: ReleaseRule, publish: str) -> None:
    by_pattern = in_order(counts)
    tally = invented_tally(by_pattern, rule)
    table = overlaps_of(tally)
    assert table.publish == publish
    try:
        shown = rule.kind == "suppress" and withheld(by_pattern, rule.threshold).union is not None
    except NoAnswer:
        shown = False
    assert shown == (publish != "nothing")
    assert table.only([0, 1]).publish == publish
