"""A brief whose every number, name and rule is invented, for tests of layout and of what may be said."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any

import pytest

from varick.report import ActivityRow, FactRow, LeverRow, OutcomeRow, Page, SourceRow, StepRow
from varick.report.page import AnchorRow, Anchors, ClaimRow, SeenRow, TracedRow

INVENTED = "INVENTED NUMBERS, for tests only"


def activity(
    name: str, agency: str, number: float, low: float, high: float, error: float = 0.0
) -> ActivityRow:
    return ActivityRow(
        activity=name,
        agency=agency,
        count=number * 2,
        per_year=number,
        low=low,
        high=high,
        mc_low=number - error,
        mc_high=number + error,
    )


def outcome(change: float, low: float, high: float, number: float = 100.0) -> OutcomeRow:
    return OutcomeRow(
        per_year=number + change,
        low=number / 2,
        high=number * 2,
        change=change,
        change_low=low,
        change_high=high,
        same_sign_share=0.9 if change else 1.0,
        deciding_fact="match_share" if change else None,
        deciding_grade="assumed" if change else None,
        reachable=change != 0,
    )


def lever(name: str, owner: str, told: OutcomeRow, detained: OutcomeRow) -> LeverRow:
    return LeverRow(
        reform=name,
        title=f"Lever {name}",
        controlled_by=owner,
        outcomes={"ice_notified": told, "detained": detained},
    )


def fact(name: str, value: float | bool | str, low: float | None, high: float | None, **more: Any) -> FactRow:
    row: dict[str, Any] = {
        "name": name,
        "description": f"Invented fact {name}.",
        "unit": "share",
        "value": value,
        "low": low,
        "high": high,
        "grade": "assumed",
        "controlled_by": "federal",
        "source": ["T1"],
    }
    return FactRow(**(row | more))  # type: ignore[typeddict-item]


NOTHING = outcome(0.0, 0.0, 0.0)

STEPS = [
    StepRow(
        activity="printed",
        agency="NYPD",
        receives="",
        sends="ten fingerprints",
        to="DCJS",
        seen_by=["the person", "NYPD"],
        authority=["CPL 160.10(1)"],
        explanation="They are taken & sent.",
        probability=1.0,
        value="yes",
        because=["must_fingerprint: yes", "two", "three", "four"],
        controlled_by="state",
    ),
    StepRow(
        activity="ice_notified",
        agency="DHS",
        receives="the prints",
        sends="",
        to="",
        seen_by=["ICE"],
        authority=[],
        probability=0.125,
        value="unknown",
        because=[],
        controlled_by="state, federal",
        article_differs=["The article says otherwise."],
    ),
    StepRow(
        activity="detained",
        agency="ICE",
        receives="",
        sends="",
        to="",
        seen_by=[],
        authority=[],
        probability=None,
        value="unknown",
        because=[],
        controlled_by="federal",
    ),
]


def anchor(what: str, agrees: str, same: bool = True) -> AnchorRow:
    return AnchorRow(
        what=what,
        unit="people",
        area="Testville",
        year="calendar year",
        counts="It counts people twice.",
        published="110",
        expected="100 (60 to 180)",
        comparable="yes" if same else "no",
        counts_the_same=same,
        role="checked",
        agrees=agrees,
        published_value=110.0,
        published_low=None,
        published_high=None,
        expected_value=100.0,
        expected_low=60.0,
        expected_high=180.0,
        source=["T1"],
    )


PAGE = Page(
    title=f"Testville, {INVENTED}",
    scenario="testville",
    hash="0123abcd",
    version="0.0.0",
    seed=7,
    people=2_000,
    period=(date(2018, 1, 1), date(2019, 1, 1)),
    facts_as_of={"federal": date(2026, 11, 22), "city": date(2018, 8, 1)},
    command="varick expect --scenario testville --seed 7",
    activities=[
        activity("arrested", "NYPD", 1_000, 1_000, 1_000),
        activity("printed", "NYPD", 800, 790, 810),
        activity("ice_notified", "DHS", 100, 60, 180),
        activity("detained", "ICE", 25, 9, 55),
    ],
    links=[
        ("arrested", "printed", 800.0),
        ("printed", "ice_notified", 100.0),
        ("ice_notified", "detained", 25.0),
    ],
    facts=[
        fact("match_share", 0.13, 0.08, 0.3, note="A guess & no more.", counted="counted nowhere"),
        fact("prints_forwarded", True, None, None, unit="switch", grade="recalled", controlled_by="state"),
        fact("days_to_letter", 14.0, 10.0, 20.0, unit="days", source=["T1", "T2"]),
        fact("detainer_law", "law_of_2014", None, None, unit="text", grade="seen", source=[]),
    ],
    sources={
        "T1": SourceRow(
            title="An invented source", url="https://example.org/a?b=1&c=2", date="2018", seen="all of it"
        ),
        "T2": SourceRow(title="Another", where="a drawer"),
        "T3": SourceRow(title="One that nothing uses", url="https://example.org/unused"),
    },
    funnel=["arrested", "ice_notified", "detained"],
    key=["arrested", "ice_notified", "detained"],
    marks={"printed": "lever", "detained": "custody"},
    zoom_after="ice_notified",
    zoom=10,
    funnel_zoom=5,
    levers=[
        lever("never", "city", NOTHING, outcome(-4.0, -9.0, -1.0)),
        lever("always", "city", NOTHING, outcome(30.0, 10.0, 90.0)),
        lever("no-prints", "state", outcome(-40.0, -80.0, -20.0), outcome(-10.0, -30.0, 2.0)),
    ],
    outcomes=["ice_notified", "detained"],
    detainer_levers=["never", "always"],
    uncertainty={
        "ice_notified": {"match_share": 0.9, "days_to_letter": 0.1},
        "detained": {"match_share": 0.4},
    },
    traced=[
        TracedRow(name=name, on=date(2018, 2, 15), steps={"en": STEPS, "es": STEPS}, changed_in_month=changed)
        for name, changed in (("second_client", []), ("ticket", ["match_share"]))
    ],
    seen=[
        SeenRow(activity="printed", agency="NYPD", seen_by=["the person", "NYPD", "DCJS"]),
        SeenRow(activity="detained", agency="ICE", seen_by=["the person", "counsel", "ICE", "EOIR"]),
    ],
    anchors={
        lang: Anchors(
            rows=[
                anchor("Invented arrests", "agrees"),
                anchor("Invented removals, 99 of <another> kind", "not claimed", same=False),
            ],
            note="The values are not identified.",
            streams=[("An invented stream: 9", "its parts")],
        )
        for lang in ("en", "es")
    },
    claims={
        lang: [
            ClaimRow(
                said_by="A mayor & co", said="It is so.", bears="It is not.", verdict="differs", source=["T1"]
            )
        ]
        for lang in ("en", "es")
    },
    notes=[INVENTED],
)


@dataclass(frozen=True)
class Node:
    """An element of a page."""

    tag: str
    attributes: dict[str, str]
    inside: "list[Node | str]" = field(default_factory=list)

    def all(self, tag: str = "") -> "Iterator[Node]":
        """This element and those inside it, of one tag or of any."""
        if not tag or self.tag == tag:
            yield self
        for child in self.inside:
            if isinstance(child, Node):
                yield from child.all(tag)

    @property
    def text(self) -> str:
        """All text inside, with single spaces."""
        return " ".join(
            "".join(part if isinstance(part, str) else f" {part.text} " for part in self.inside).split()
        )


class Reader(HTMLParser):
    """Builds the tree, and insists that every element is closed where it was opened."""

    VOID = frozenset({"meta", "link", "br", "hr", "img", "input"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("root", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(attrs) == len(dict(attrs)), f"<{tag}> has an attribute twice"
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].inside.append(node)
        if tag not in self.VOID:
            self.open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].inside.append(Node(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().tag == tag, f"</{tag}> closes something else"

    def handle_data(self, data: str) -> None:
        self.open[-1].inside.append(data)


def read(html: str) -> Node:
    """The tree of a page."""
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == [reader.root], "an element is left open"
    return reader.root


@pytest.fixture
def invented() -> SimpleNamespace:
    """The invented brief: `page(**changes)`, and the makers of its rows."""
    return SimpleNamespace(
        page=lambda **changes: replace(PAGE, **changes),
        activity=activity,
        outcome=outcome,
        lever=lever,
        fact=fact,
        nothing=NOTHING,
        mark=INVENTED,
        read=read,
    )
