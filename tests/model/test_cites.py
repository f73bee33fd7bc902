"""Citations of a law are told of the days on which it is in force."""

from datetime import date

import pytest

from varick.model.cites import in_force, since
from varick.model.shipped import pathway


@pytest.mark.parametrize(
    ("cite", "day"),
    [
        ("Local Law 59 of 2014, in force 2014-12-14", date(2014, 12, 14)),
        ("DHS memorandum of 2014-11-20, in force 2015-01-05", date(2015, 1, 5)),
        ("PL 222.05 and 222.25, in force 2021-03-31 (recalled, check)", date(2021, 3, 31)),
        ("ICE Directive 11072.1 (2018-01-10)", date(2018, 1, 10)),
        ("Matter of Yajure Hurtado, 29 I&N Dec. 216 (BIA 2025-09-05)", date(2025, 9, 5)),
        ("ICE memorandum of 2011-03-02", date(2011, 3, 2)),
        ("Manhattan District Attorney, marijuana policy from 2018-08-01", date(2018, 8, 1)),
        ("People ex rel. Wells v. DeMarco, 168 AD3d 31 (2d Dept), decided 2018-11-14", date(2018, 11, 14)),
        ("PL 221.10, as it stood until 2019-08-27", None),
        ("PL 240.37(2), repealed 2021-02-02", None),
        ("INA 236(c)(1)(B) (recalled, check)", None),
        ("8 CFR 287.7(a)", None),
    ],
)
def test_a_citation_begins_on_its_own_day(cite: str, day: date | None) -> None:
    assert since(cite) == day


def test_later_law_is_left_out_and_the_order_stays() -> None:
    cites = ("Law B, in force 2020-01-01", "Law A", "Law C (2018-01-10)")
    assert in_force(cites, date(2018, 1, 9)) == ("Law A",)
    assert in_force(cites, date(2018, 1, 10)) == ("Law A", "Law C (2018-01-10)")
    assert in_force(cites, date(2020, 1, 1)) == cites


@pytest.mark.parametrize(
    ("node", "law", "day"),
    [
        ("marijuana_policy", "PL 222.05", date(2021, 3, 31)),
        ("ticket_required", "as amended by L. 2019", date(2020, 1, 1)),
        ("ticket_required", "part UU", date(2022, 5, 1)),
        ("must_detain", "Laken Riley Act", date(2025, 1, 29)),
        ("theft_charge", "Laken Riley Act", date(2025, 1, 29)),
        ("courthouse_reach", "Protect Our Courts Act", date(2020, 12, 15)),
        ("courthouse_reach", "11072.3", date(2025, 1, 21)),
        ("courthouse_target", "11072.1", date(2018, 1, 10)),
        ("bond_eligible", "Yajure Hurtado", date(2025, 9, 5)),
        ("ice_priority", "13768", date(2017, 1, 25)),
        ("ice_priority", "14159", date(2025, 1, 20)),
        ("city_may_hold", "DeMarco", date(2018, 11, 14)),
    ],
)
def test_the_pathway_dates_what_began_within_its_years(node: str, law: str, day: date) -> None:
    found = [since(cite) for cite in pathway().nodes[node].cites if law in cite]
    assert found == [day]
