"""The page of a count: valid in both languages, whole with its CSVs, telling no more of a tally than a release may."""

import re
from base64 import b64decode
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from varick.errors import NoAnswer, VarickError
from varick.report.together import Source, write_together
from varick.report.together.page import together_page
from varick.report.together.write import render_together
from varick.together.estimating.side_by_side import Estimates, estimate
from varick.together.estimating.table import Linkage, Overlaps, read
from varick.words import LANGUAGES, Words

SOURCE = Source("overlaps.csv", "ab" * 32, "varick together estimate overlaps.csv --write page")
LISTS = ("First office", "Second office", "Third office")
COUNTS = [60, 49, 4, 247, 113, 142, 12]
PLANTED = Linkage(120, 110, 3, people=60, rows=150, places=200)


@pytest.fixture(scope="module")
def three() -> Estimates:
    return estimate(Overlaps.of(COUNTS, LISTS), linkage=PLANTED)


@pytest.fixture(scope="module")
def unlinked() -> Estimates:
    return estimate(Overlaps.of(COUNTS, LISTS))


@pytest.fixture(scope="module")
def few() -> Estimates:
    return estimate(Overlaps.of([20, 30, 0, 40, 0, 6, 0]))


@pytest.fixture(scope="module")
def two() -> Estimates:
    return estimate(Overlaps.of([300, 200, 60], ("A", "B")))


def page(found: Estimates, lang: str = "en", **asked: Any) -> str:
    words = Words(lang)
    return render_together(together_page(found, words, **asked), SOURCE, words)


def carried(root: Any) -> dict[str, str]:
    return {
        link.attributes["download"]: b64decode(link.attributes["href"].partition("base64,")[2]).decode()
        for link in root.all("a")
        if "download" in link.attributes
    }


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("which", ["three", "unlinked", "few", "two"])
def test_a_page_is_whole_and_fetches_nothing(
    invented: SimpleNamespace, request: pytest.FixtureRequest, which: str, lang: str
) -> None:
    found = request.getfixturevalue(which)
    html = page(found, lang)
    root = invented.read(html)
    assert f'<html lang="{lang}">' in html
    assert not re.search(r'(src|href)="(https?:)?//', html)
    assert "default-src 'none'" in html
    ids = [node.attributes["id"] for node in root.all() if "id" in node.attributes]
    assert len(ids) == len(set(ids))
    for link in root.all("a"):
        target = link.attributes["href"]
        assert not target.startswith("#") or target[1:] in ids
    made = together_page(found, Words(lang))
    assert carried(root) == {f"{item.table.name}.csv": item.table.csv() for item in made.items}
    for figure in root.all("figure"):
        assert list(figure.all("table"))
        assert all(next(svg.all("desc")).text for svg in figure.all("svg"))
    for table in root.all("table"):
        heads = [head.text for head in next(table.all("thead")).all("th")]
        for row in next(table.all("tbody")).all("tr"):
            assert len([*row.all("th"), *row.all("td")]) == len(heads)


def test_the_headline_has_the_union_and_the_span_and_no_single_number(unlinked: Estimates) -> None:
    made = together_page(unlinked, Words("en"))
    assert made.title == "627 people on 3 lists together, and how many more there may be"
    assert [number.what for number in made.numbers] == [
        "people on any list",
        "people on two lists or more",
        "people in all, those on no list included",
    ]
    assert "\u2013" in made.numbers[2].number
    assert "No one of them is the answer." in " ".join(made.lead)
    methods = {row[0] for item in made.items if item.table.name == "assumptions" for row in item.table.rows}
    assert {"Independent lists", "At least (Chao)", "Graphs of dependence, averaged"} <= methods


def test_where_nothing_is_estimated_the_reason_stands_first_and_the_union_stays(
    invented: SimpleNamespace, few: Estimates
) -> None:
    root = invented.read(page(few))
    assert "96 people on 3 lists together; how many are on none cannot be told" in root.text
    notice = next(node for node in root.all("p") if node.attributes.get("class") == "notice")
    assert notice.text == (
        "Those on no list cannot be estimated: the number of people on two lists or more is 6, and at least 10 are needed."
    )
    assert "Independent lists" not in root.text
    assert [figure.attributes["id"] for figure in root.all("figure")] == ["overlaps"]


def test_what_links_do_is_said_or_that_nobody_knows(three: Estimates, unlinked: Estimates) -> None:
    assert "Of 120 pairs that are the same person 110 were linked again; wrong links: 3." in page(three)
    assert "was not measured" in page(unlinked)
    assert "dotted line" in page(three)
    assert "dotted line" not in page(unlinked)


def numbers_in(html: str) -> str:
    """All that a reader can get from a page: its text and its CSVs, without coordinates and styles."""
    csvs = [b64decode(data).decode() for data in re.findall(r"base64,([A-Za-z0-9+/=]+)", html)]
    text = re.sub(r"<[^>]*>", " ", re.sub(r"<style>.*?</style>|<svg.*?</svg>", " ", html, flags=re.DOTALL))
    alts = re.findall(r"<desc[^>]*>(.*?)</desc>|<text[^>]*>(.*?)</text>", html)
    return "\n".join([text, *csvs, *(one for pair in alts for one in pair)])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_page_of_a_tally_gives_no_count_but_the_union(three: Estimates, lang: str) -> None:
    """Neither a count of an overlap, nor a size of a list, nor an estimate with digits from which one could be solved."""
    found = replace(three, table=replace(three.table, publish="union"))
    open_page, private = numbers_in(page(three, lang)), numbers_in(page(found, lang))
    pairs = [three.table.pair(i, j)[2] for i, j in ((0, 1), (0, 2), (1, 2))]
    for count in (*COUNTS, *three.table.sizes, three.table.overlaps, *pairs):
        assert re.search(rf"(?<![\d.,]){count}(?![\d.,]*\d)", open_page)
    for count in (49, 247, 113, 142, *three.table.sizes, three.table.overlaps, *pairs):
        assert not re.search(rf"(?<![\d.,]){count}(?![\d.,]*\d)", private)
    assert not re.search(r"\d\.\d{3,}", private)
    assert "627" in private
    lead = Words(lang)("together_page.lead_private")
    assert lead in private
    assert lead not in open_page
    assert {item.table.name for item in together_page(found, Words(lang)).items}.isdisjoint(
        {"overlaps", "pairs", "models"}
    )


@pytest.mark.parametrize("counts", [[20, 30, 0, 40, 0, 6, 0], [200, 300, 0, 400, 0, 60, 0]])
def test_a_refusal_of_a_tally_tells_no_count(counts: Sequence[int]) -> None:
    found = estimate(replace(Overlaps.of(counts), publish="union"))
    made = together_page(found, Words("en"))
    assert made.refused == "Those on no list cannot be estimated: the lists overlap too little."
    assert found.refused in ("few_overlaps", "apart")


def test_where_not_even_the_union_may_be_told_there_is_no_page(three: Estimates) -> None:
    with pytest.raises(NoAnswer, match="varick together release"):
        together_page(replace(three, table=replace(three.table, publish="nothing")), Words("en"))


def test_counts_that_a_release_shows_may_be_given(three: Estimates) -> None:
    html = page(three, shown=[60, None, None, 247, 113, 142, 12])
    assert "withheld" in html
    assert 'data-lists="100"' in html
    assert 'data-lists="010"' not in html


def test_what_was_seen_outside_is_a_section_of_its_own(unlinked: Estimates) -> None:
    html = page(unlinked, checks=lambda words: [f"Seen outside ({words.lang})."])
    assert "What was seen outside the lists" in html
    assert "Seen outside (en)." in html


def test_the_folder_has_both_languages_and_each_csv(tmp_path: Path, three: Estimates) -> None:
    index = write_together(tmp_path / "page", three, SOURCE)
    names = {path.name for path in index.parent.iterdir()}
    assert names == {
        "index.html", "index.es.html", "overlaps.csv", "estimates.csv", "assumptions.csv", "pairs.csv", "models.csv",
        "dependence.csv", "one-pair.csv", "links-found.csv",
    }  # fmt: skip
    again = read(index.parent / "overlaps.csv")
    assert again.counts.tolist() == COUNTS
    assert write_together(tmp_path / "page", three, SOURCE) == index
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "mine.txt").write_text("keep")
    with pytest.raises(VarickError, match="something else is there"):
        write_together(tmp_path / "other", three, SOURCE)


def test_names_of_lists_are_text_and_nothing_else(unlinked: Estimates) -> None:
    table = Overlaps.of(COUNTS, ("<script>x</script>", 'a"b', "c & d"))
    html = page(replace(unlinked, table=table))
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
