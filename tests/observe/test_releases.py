"""Releases: how they are recognised, what their identifiers may be used for, and which tables are refused."""

from datetime import date

import numpy as np
import pytest

from varick.errors import VarickError
from varick.observe import releases
from varick.observe.frame import Coded, Dates, Frame, Numbers
from varick.observe.importing import derive, parts
from varick.observe.importing.refused import known_wrong
from varick.observe.layouts import table as layout

DDP = "2025-ICLI-00019_2024-ICFO-39357"


@pytest.mark.parametrize(
    ("preamble", "sheet", "file", "published", "name"),
    [
        (("ERO-LESA", "2019-ICFO-53623"), "", "x.csv", (), "2019-ICFO-53623"),
        ((), "", "2026-ICLI-00005_Arrests_FY24_20260311_Redacted.xlsx", (), "2026-ICLI-00005"),
        ((), "", f"{DDP}_ERO Admin Arrests_LESA-STU_FINAL Redacted.xlsx", (), DDP),
        ((), "2024-ICFO-39357", "x.xlsx", (), DDP),
        ((), "", "2023_ICFO_42034 arrests.xlsx", (), "2023-ICFO-42034"),
        ((), "", "arrests-latest.parquet", ("2026-ICLI-00005_Arrests_FY24.xlsx", "2026-ICLI-00005_Arrests_FY25.xlsx"), "2026-ICLI-00005"),
        ((), "", "all.parquet", ("2026-ICLI-00005_A.xlsx", "2023-ICFO-42034_B.xlsx"), "compiled-2026-ICLI-00005+2023-ICFO-42034"),
        (("2031-ICFO-00001",), "", "x.csv", (), "2031-ICFO-00001"),
        ((), "", "NYC_EROArrests_FY2016.csv.gz", (), "unstated-arrests"),
    ],
)  # fmt: skip
def test_recognised(
    preamble: tuple[str, ...], sheet: str, file: str, published: tuple[str, ...], name: str
) -> None:
    assert releases.release_of(preamble, sheet, file, published, "arrests").name == name


def test_the_title_goes_before_the_file_name() -> None:
    found = releases.release_of(("2019-ICFO-53623",), "", "2026-ICLI-00005.csv", (), "arrests")
    assert (found.name, found.identifiers) == ("2019-ICFO-53623", "none")


def test_what_identifiers_may_be_used_for() -> None:
    assert releases.named("2019-ICFO-53623").identifiers == "none"
    assert releases.named("2026-ICLI-00005").identifiers == "link"
    assert releases.named("mine").identifiers == "link"
    cut = releases.named("2022-ICFO-22955")
    assert cut.identifiers == "refuse"
    assert "15 digits" in cut.reason
    mixed = releases.release_of((), "", "x", ("2026-ICLI-00005", "2023-ICFO-42034"), "arrests")
    assert (mixed.identifiers, "2 releases" in mixed.reason) == ("refuse", True)


def test_every_release_says_where_it_is_known_from() -> None:
    for name, rules in layout("releases")["releases"].items():
        assert rules["source"], name
        assert rules["identifiers"] in ("none", "link", "refuse")
        assert (rules["identifiers"] == "refuse") == ("reason" in rules)
        first, last = rules["window"]
        assert date(2005, 1, 1) < first < last < date(2027, 1, 1)


def arrests(release: str, identifiers: list[str | None], row: int = 1) -> Frame:
    rows = len(identifiers)
    return Frame.of_columns(
        "arrests",
        release,
        "apprehension_date",
        {
            "identifier": Coded.of(identifiers),
            "apprehension_date": Dates(np.full(rows, "2024-01-01", "datetime64[s]"), True, Coded.blank(rows)),
            "file": Coded.of(["x"] * rows),
            "sheet": Coded.of([""] * rows),
            "row": Numbers(np.arange(row, row + rows, dtype=float), Coded.blank(rows)),
        },
    )


def test_persons_are_numbered_inside_a_release() -> None:
    rule = releases.named("2026-ICLI-00005")
    (first,) = derive.whole([arrests("2026-ICLI-00005", ["b", None, "a", "b", "(b)(6)"])], rule)
    assert first.person is not None
    assert first.person.tolist() == [1, -1, 2, 1, -1]
    assert "duplicate_ddp_2026" in first.names
    (plain,) = derive.whole([arrests("2022-ICFO-22955", ["b", "a"])], releases.named("2022-ICFO-22955"))
    assert plain.person is None
    assert not [name for name in plain.names if name.startswith("duplicate_")]
    (none,) = derive.whole([arrests("2026-ICLI-00005", [None, "NA"])], rule)
    assert none.person is None, "no row has an identifier"


def test_identifiers_that_a_spreadsheet_cut_are_refused() -> None:
    long = Numbers(np.array([1234567890123450000.0]), Coded.blank(1))

    class Sheet:
        sheet, header, preamble = (
            "",
            ("Apprehension Date", "Apprehension Method", "Anonymized Identifier"),
            (),
        )
        columns = (Coded.of(["1/1/2024"]), Coded.of(["Located"]), long)
        rows = np.array([2], dtype=np.int32)

    part = parts.part_of(Sheet(), "x.xlsx", date(2026, 1, 1), None)
    assert part.table == "arrests"
    assert part.truncated
    rule = derive.rule_of(part.release.name, [part], {})
    assert (rule.identifiers, "x.xlsx" in rule.reason) == ("refuse", True)
    again = derive.rule_of(part.release.name, [], {"identifiers": "refuse", "reason": rule.reason})
    assert again == rule, "what was refused once stays refused"


def removals(last: str, rows_2024: int) -> Frame:
    days = np.concatenate(
        [np.full(rows_2024, "2024-03-01", "datetime64[s]"), np.full(3, last, "datetime64[s]")]
    )
    file = Coded(np.zeros(len(days), np.int32), ("late.xlsx",))
    return Frame.of_columns(
        "removals",
        DDP,
        "departed_date",
        {"departed_date": Dates(days, True, Coded.blank(len(days))), "file": file},
    )


def test_the_removals_of_late_june_2025_are_refused() -> None:
    with pytest.raises(
        VarickError, match=r"late.xlsx: refused, since .*170,000.*deportationdata.org"
    ) as said:
        known_wrong([removals("2025-06-26", 100_000)])
    assert "\n" not in str(said.value)
    known_wrong([removals("2025-06-26", 271_000)])
    known_wrong([removals("2025-07-28", 100_000)])
