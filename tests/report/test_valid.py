"""The page as HTML: elements only where they may stand, tables whose rows fit, colours that can be read, data that is whole."""

import re
from base64 import b64decode
from collections.abc import Iterator
from importlib.resources import files
from types import SimpleNamespace
from typing import Any

import pytest

from varick.report.write import render
from varick.words import LANGUAGES

CSS = files("varick.report").joinpath("templates/page.css").read_text(encoding="utf-8")
MUST_BE_IN = {
    "li": {"ol", "ul"},
    "dt": {"div", "dl"},
    "dd": {"div", "dl"},
    "tr": {"thead", "tbody"},
    "th": {"tr"},
    "td": {"tr"},
    "caption": {"table"},
    "thead": {"table"},
    "tbody": {"table"},
    "summary": {"details"},
    "figcaption": {"figure"},
}
BLOCKS = {
    "p",
    "div",
    "ul",
    "ol",
    "dl",
    "table",
    "section",
    "article",
    "figure",
    "details",
    "h1",
    "h2",
    "h3",
    "h4",
}
ONLY_WORDS = {"p", "h1", "h2", "h3", "h4", "span", "a", "b", "strong", "dt", "summary", "caption"}


def pairs(node: Any) -> Iterator[tuple[Any, Any]]:
    for child in node.inside:
        if not isinstance(child, str):
            yield node, child
            yield from pairs(child)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_elements_stand_only_where_they_may(invented: SimpleNamespace, lang: str) -> None:
    root = invented.read(render(invented.page(), lang)[0])
    for parent, child in pairs(root):
        assert parent.tag in MUST_BE_IN.get(child.tag, {parent.tag}), f"<{child.tag}> in <{parent.tag}>"
        assert not (parent.tag in ONLY_WORDS and child.tag in BLOCKS), f"<{child.tag}> in <{parent.tag}>"
        if parent.tag in {"ol", "ul"}:
            assert child.tag == "li"
        if parent.tag == "dl":
            assert child.tag == "div"
            assert next(part.tag for part in child.inside if not isinstance(part, str)) == "dt"
    for details in root.all("details"):
        assert next(part.tag for part in details.inside if not isinstance(part, str)) == "summary"
        assert next(details.all("summary")).text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_row_has_a_cell_for_each_heading(invented: SimpleNamespace, lang: str) -> None:
    root = invented.read(render(invented.page(), lang)[0])
    for table in root.all("table"):
        heads = [head.text for head in next(table.all("thead")).all("th")]
        for row in next(table.all("tbody")).all("tr"):
            cells = [*row.all("th"), *row.all("td")]
            assert len(cells) == len(heads)
            assert cells[0].attributes["scope"] == "row"
            labels = [" ".join(cell.attributes["data-label"].split()) for cell in cells[1:]]
            assert labels == heads[1:]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_carries_the_numbers_of_every_figure_and_table(invented: SimpleNamespace, lang: str) -> None:
    html, tables = render(invented.page(), lang)
    root = invented.read(html)
    carried = {
        link.attributes["download"]: b64decode(link.attributes["href"].partition("base64,")[2]).decode()
        for link in root.all("a")
        if "download" in link.attributes
    }
    assert carried == {f"{table.name}.csv": table.csv() for table in tables}
    for figure in root.all("figure"):
        name = figure.attributes["id"]
        assert f"{name}.csv" in carried
        assert list(figure.all("table"))
        assert all(next(svg.all("desc")).text for svg in figure.all("svg"))


def test_every_link_and_fold_can_be_reached_by_keyboard(invented: SimpleNamespace) -> None:
    root = invented.read(render(invented.page(), "en")[0])
    assert next(root.all("a")).attributes["href"] == "#main", "the first stop skips to the content"
    assert all("href" in link.attributes for link in root.all("a"))
    assert {node.attributes["tabindex"] for node in root.all() if "tabindex" in node.attributes} <= {
        "0",
        "-1",
    }
    assert "focus-visible" in CSS


def luminance(colour: str) -> float:
    channels = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_words_stand_out_from_their_ground() -> None:
    named = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", CSS))
    grounds = ("#ffffff", "#fff6e8", named["band"])
    for ink in ("ink", "soft", "link"):
        for ground in grounds:
            assert contrast(named[ink], ground) >= 4.5, (ink, ground)
    assert contrast("#ffffff", named["rule"]) >= 4.5
    assert contrast("#b35c00", "#ffffff") >= 3, "the ring around what has the focus"


def test_paper_gets_the_folded_account_and_no_cut_figure() -> None:
    paper = CSS.partition("@media print")[2]
    assert "details-content" in paper
    assert re.search(r"figure[^{]*\{[^}]*break-inside: avoid", paper)
    assert re.search(r"thead \{ display: table-header-group", paper)


def test_the_two_people_are_told_without_odds_of_what_ice_does(invented: SimpleNamespace) -> None:
    root = invented.read(render(invented.page(), "en")[0])
    people = list(root.all("article"))
    assert len(people) == 2
    for person in people:
        last = list(person.all("li"))[-1]
        assert "%" not in last.text
    assert "no date for the arrest" in people[0].text
    assert "No rule or quantity used here changed within that month." in people[0].text
    assert "Within that month changed: match_share" in people[1].text


def test_who_knew_has_a_mark_only_where_somebody_sees_it(invented: SimpleNamespace) -> None:
    root = invented.read(render(invented.page(), "en")[0])
    (table,) = (node for node in root.all("div") if node.attributes.get("id") == "who-knew")
    rows = [[cell.text for cell in row.all("td")] for row in next(table.all("tbody")).all("tr")]
    assert rows[0] == ["sees", "–", "sees", "–", "sees", "–", "–", "–", "–", "–"]
    assert rows[1] == ["sees", "sees", "–", "–", "–", "–", "–", "sees", "–", "Immigration court"]


def test_the_city_sees_nothing_of_a_letter_only_where_the_table_says_so(invented: SimpleNamespace) -> None:
    letter = {"activity": "letter", "agency": "ICE", "seen_by": ["the person", "ICE"]}
    rows = [*invented.page().activities, invented.activity("letter", "ICE", 50, 20, 90)]
    told = invented.read(render(invented.page(seen=[letter], activities=rows), "en")[0]).text
    assert "50 (20 to 90) letters a year" in told
    for watcher in ("NYPD", "city hall", "NYC Department of Correction", "NYPD or Correction"):
        seen = [{**letter, "seen_by": ["the person", "ICE", watcher]}]
        told = invented.read(render(invented.page(seen=seen, activities=rows), "en")[0]).text
        assert "city sees nothing" not in told
        assert "letters a year in this scenario" not in told


def test_letters_change_only_through_hand_overs_if_the_graph_says_so(invented: SimpleNamespace) -> None:
    change = {"change": 4.0, "change_low": 1.0, "change_high": 9.0}
    lever = invented.lever("always", "city", invented.nothing, invented.nothing)
    outcomes = {**lever["outcomes"], "letter": invented.outcome(-3.0, -8.0, -1.0)}
    for only_so, said in ((True, "nothing else leads from this lever"), (False, "there are other ways")):
        levers = [
            {**lever, "outcomes": outcomes, "handed_over": change, "letter_only_through_handed_over": only_so}
        ]
        text = invented.read(render(invented.page(levers=levers, detainer_levers=["always"]), "en")[0]).text
        assert said in text
        assert (
            "letters a year −3.0 (−8.0 to −1.0); people handed over to ICE a year +4.0 (+1.0 to +9.0)" in text
        )


def test_the_largest_unknown_is_the_fact_that_moves_most_outcomes(invented: SimpleNamespace) -> None:
    moved = {
        "ice_notified": {"match_share": 0.9, "days_to_letter": 0.1},
        "letter": {"days_to_letter": 0.5, "match_share": 0.4},
        "detained": {"days_to_letter": 0.6},
    }
    text = invented.read(render(invented.page(uncertainty=moved), "en")[0]).text
    assert "Invented fact days_to_letter, 14 (10 to 20) days, assumed" in text
    assert "Of the 3 outcomes that uncertain facts move, it is the fact that moves 2 most." in text
