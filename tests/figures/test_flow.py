"""The flow: ribbons to scale, words that do not lie on one another, a text that says the same. Numbers are invented."""

import re
from itertools import combinations
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from varick.errors import VarickError
from varick.figures import Stage, fitting_zoom, flow
from varick.figures.typeset import width
from varick.words import Words

SVG = "{http://www.w3.org/2000/svg}"
EN, ES = Words("en"), Words("es")

STAGES = [
    Stage("arrested", "Arrested", "NYPD", 1000, 1000, 1000),
    Stage("printed", "Fingerprinted", "NYPD", 800, 790, 810, "lever"),
    Stage("told", "ICE learns of the arrest", "DHS", 100, 60, 180),
    Stage("mailed", "Letter mailed", "ICE", 30, 10, 60),
    Stage("found", "Arrested at home", "ICE", 20, 8, 40, "custody"),
    Stage("detained", "Detained", "ICE", 25, 9, 55, "custody"),
]
LINKS = [
    ("arrested", "printed", 800.0),
    ("printed", "told", 100.0),
    ("told", "mailed", 30.0),
    ("told", "found", 20.0),
    ("mailed", "detained", 5.0),
    ("found", "detained", 20.0),
]


def elements(svg: str, name: str) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(svg).iter(SVG + name))


def bars(svg: str, down: bool) -> dict[str, float]:
    """Stage -> size of its bar across the flow."""
    found = {}
    for rect in elements(svg, "rect"):
        if stage := rect.get("data-stage"):
            found[stage] = float(rect.get("width" if down else "height", "0"))
    return found


def ends(path: ElementTree.Element, down: bool) -> tuple[float, float]:
    """Thickness of a ribbon where it leaves and where it arrives, measured on its outline."""
    along_then_back = path.get("d", "").split("z")[0]
    points = [
        (float(x), float(y)) for x, y in re.findall(r"(-?[\d.]+) (-?[\d.]+)(?=[CLzM ]|$)", along_then_back)
    ]
    near, far = points[: len(points) // 2], points[len(points) // 2 :]
    place = 0 if down else 1
    return far[-1][place] - near[0][place], far[0][place] - near[-1][place]


def test_the_outline_is_measured_rightly() -> None:
    path = ElementTree.fromstring('<path d="M0 1C5 1 5 2 10 2L10 5C5 5 5 3 0 3z"/>')
    assert ends(path, down=False) == (2, 3)


@pytest.mark.parametrize("view", ["svg", "narrow", "paper"])
def test_ribbons_and_bars_are_to_scale(view: str) -> None:
    figure = flow(STAGES, LINKS, EN, zoom_after="told", zoom=10)
    svg, down = getattr(figure, view), view != "svg"
    size = bars(svg, down)
    scale = size["arrested"] / 1000
    zoomed = {"mailed", "found", "detained"}
    for stage in STAGES:
        expected = stage.per_year * scale * (10 if stage.id in zoomed else 1)
        assert size[stage.id] == pytest.approx(max(expected, 2), abs=0.02)
    people = {(a, b): n for a, b, n in LINKS}
    ribbons = [path for path in elements(svg, "path") if path.get("data-from")]
    assert len(ribbons) == len(LINKS)
    left: dict[str, float] = {}
    for path in ribbons:
        source, target = path.get("data-from", ""), path.get("data-to", "")
        leaves, arrives = ends(path, down)
        number = people[source, target]
        assert leaves == pytest.approx(number * scale * (10 if source in zoomed else 1), abs=0.05)
        assert arrives == pytest.approx(number * scale * (10 if target in zoomed else 1), abs=0.05)
        left[source] = left.get(source, 0) + leaves
    for path in elements(svg, "path"):
        if stage_id := path.get("data-leaves"):
            left[stage_id] += ends(path, down)[0] if down is False else _stub_width(path)
    for stage_id, total in left.items():
        assert total == pytest.approx(size[stage_id], abs=0.1), f"what leaves {stage_id} adds up to its bar"


def _stub_width(path: ElementTree.Element) -> float:
    step = re.search(r"h(-?[\d.]+)", path.get("d", ""))
    assert step
    return float(step.group(1))


def placed(svg: str) -> list[tuple[float, float, ElementTree.Element]]:
    """Every text with what its groups move it by."""
    found = []

    def look(element: ElementTree.Element, dx: float, dy: float) -> None:
        if moved := re.match(r"translate\((-?[\d.]+) (-?[\d.]+)\)", element.get("transform", "")):
            dx, dy = dx + float(moved[1]), dy + float(moved[2])
        if element.tag == SVG + "text":
            found.append((dx, dy, element))
        for child in element:
            look(child, dx, dy)

    look(ElementTree.fromstring(svg), 0, 0)
    return found


def boxes(svg: str) -> list[tuple[float, float, float, float, str]]:
    """Where every line of text lies, by the same estimate that the drawing uses; halos left out."""
    found = []
    for dx, dy, text in placed(svg):
        if text.get("stroke"):
            continue
        size = float(text.get("font-size", "12"))
        wide = float(text.get("textLength") or width(text.text or "", size, text.get("font-weight") == "600"))
        x, y = dx + float(text.get("x", "0")), dy + float(text.get("y", "0"))
        x -= {"middle": wide / 2, "end": wide}.get(text.get("text-anchor", ""), 0)
        found.append((x, y - size * 0.72, x + wide, y, text.text or ""))
    return found


def overlapping(svg: str) -> list[tuple[str, str]]:
    return [
        (a[4], b[4])
        for a, b in combinations(boxes(svg), 2)
        if a[0] < b[2] - 0.5 and b[0] < a[2] - 0.5 and a[1] < b[3] - 0.5 and b[1] < a[3] - 0.5
    ]


WORDS = st.sampled_from(
    ["Arrested", "State record check", "Fingerprinted", "ICE se entera del arresto", "Handed to ICE", "Llave"]
)


@st.composite
def pathways(draw: st.DrawFn) -> tuple[list[Stage], list[tuple[str, str, float]]]:
    """Random trees, with some stages fed a second time: people are never more than the stage they come from."""
    people = [draw(st.floats(100, 1e6))]
    rest = list(people)
    links: list[tuple[str, str, float]] = []
    for number in range(1, draw(st.integers(1, 13))):
        arriving = 0.0
        for parent in draw(st.lists(st.integers(0, number - 1), min_size=1, max_size=2, unique=True)):
            gone = rest[parent] * draw(st.sampled_from([0.0, 0.001, 0.1, 0.5, 1.0]))
            rest[parent] -= gone
            arriving += gone
            links.append((f"s{parent}", f"s{number}", gone))
        people.append(arriving)
        rest.append(arriving)
    kinds = st.sampled_from(["passes", "lever", "custody"])
    stages = [
        Stage(
            f"s{number}",
            draw(WORDS),
            draw(st.sampled_from(["NYPD", "ICE", "New York State courts"])),
            count,
            count * 0.5,
            count * draw(st.sampled_from([0.5, 1.0, 3.0])) + count * 0.5,
            draw(kinds),
        )
        for number, count in enumerate(people)
    ]
    return stages, links


@given(pathway=pathways(), zoomed=st.integers(-1, 12), lang=st.sampled_from([EN, ES]))
def test_words_never_lie_on_one_another(
    pathway: tuple[list[Stage], list[tuple[str, str, float]]], zoomed: int, lang: Words
) -> None:
    stages, links = pathway
    after = f"s{zoomed}" if 0 <= zoomed < len(stages) else None
    zoom = fitting_zoom(stages, links, after) if after else 1
    figure = flow(stages, links, lang, zoom_after=after, zoom=zoom)
    for svg in (figure.svg, figure.narrow, figure.paper):
        assert overlapping(svg) == []
        across = float(ElementTree.fromstring(svg).get("width", "0"))
        for left, top, right, _, said in boxes(svg):
            assert left > -1, said
            assert top > -1, said
            assert right < across + 1, said


@pytest.mark.parametrize("lang", [EN, ES])
def test_the_text_says_the_numbers_and_intervals(lang: Words) -> None:
    figure = flow(STAGES, LINKS, lang, zoom_after="told", zoom=10)
    for svg in (figure.svg, figure.narrow, figure.paper):
        root = ElementTree.fromstring(svg)
        assert root.get("role") == "img"
        title, desc = root.find(SVG + "title"), root.find(SVG + "desc")
        assert title is not None
        assert desc is not None
        assert root.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
        assert desc.text == figure.alt
    for stage in STAGES:
        assert stage.label in figure.alt
        assert lang.estimate(stage.per_year, stage.low, stage.high) in figure.alt
    assert "200" in figure.alt, "those who are not fingerprinted"
    assert lang.number(10) in figure.caption


def test_each_drawing_has_ids_of_its_own() -> None:
    figure = flow(STAGES, LINKS, EN)
    ids = [
        found
        for svg in (figure.svg, figure.narrow, figure.paper)
        for found in re.findall(r' id="([^"]+)"', svg)
    ]
    assert len(ids) == len(set(ids)) == 9


def test_colour_is_never_alone() -> None:
    svg = flow(STAGES, LINKS, EN).svg
    fills = {
        rect.get("data-stage"): rect.get("fill") for rect in elements(svg, "rect") if rect.get("data-stage")
    }
    assert fills["printed"] == "url(#flow-hatch)"
    legend = {text.text for text in elements(svg, "text")}
    assert {EN(f"flow.{kind}") for kind in ("passes", "lever", "custody", "leaves")} <= legend
    assert len(elements(svg, "circle")) >= 4, (
        "a disc for custody and a ring for leaving, in the legend and beside words"
    )


def test_a_halo_is_a_text_of_its_own_below_the_words() -> None:
    texts = elements(flow(STAGES, LINKS, EN).svg, "text")
    halos = [number for number, text in enumerate(texts) if text.get("stroke") == "#ffffff"]
    assert halos
    for number in halos:
        assert texts[number].text == texts[number + 1].text
        assert texts[number + 1].get("stroke") is None
    assert "paint-order" not in flow(STAGES, LINKS, EN).svg


def test_everybody_going_on_is_said_so() -> None:
    stages = [Stage(name, name, "X", 10, 8, 30) for name in "abc"]
    links = [("a", "b", 10.0), ("b", "c", 10.0)]
    said = [text.text for text in elements(flow(stages, links, EN).svg, "text")]
    assert said.count(EN("flow.all")) == 2, "once and its halo, for b"
    assert said.count("8.0–30") == 4, "a and the last stage keep their number and interval"


def test_those_who_leave_can_be_given_a_reason() -> None:
    stages = [Stage("a", "A", "X", 10, 10, 10, leaving_label="no match"), Stage("b", "B", "Y", 4, 4, 4)]
    figure = flow(stages, [("a", "b", 4.0)], EN)
    assert "no match: 6" in figure.svg
    assert "no match: 6" in figure.paper
    assert figure.rows[0][5] == 6.0


def test_branches_that_overlap_are_not_called_leaving() -> None:
    stages = [Stage("a", "A", "X", 10, 10, 10), Stage("b", "B", "Y", 8, 8, 8), Stage("c", "C", "Y", 7, 7, 7)]
    figure = flow(stages, [("a", "b", 8.0), ("a", "c", 7.0)], EN)
    assert "data-leaves" not in figure.svg
    assert EN("flow.caption_overlap") in figure.caption
    told = [Stage("a", "A", "X", 10, 10, 10, leaving=1.5), *stages[1:]]
    assert "data-leaves" in flow(told, [("a", "b", 8.0), ("a", "c", 7.0)], EN).svg


def test_the_zoom_and_scale_stay_as_chosen() -> None:
    """Two pictures that will be compared must not change their scale when the numbers move."""
    half = [Stage(s.id, s.label, s.agency, s.per_year / 2, s.low / 2, s.high / 2, s.kind) for s in STAGES]
    links = [(a, b, people / 2) for a, b, people in LINKS]
    full = bars(flow(STAGES, LINKS, EN, zoom_after="told", zoom=10, largest=1000).svg, False)
    less = bars(flow(half, links, EN, zoom_after="told", zoom=10, largest=1000).svg, False)
    for stage in STAGES:
        assert less[stage.id] == pytest.approx(max(full[stage.id] / 2, 2), abs=0.02)


def test_the_proposed_zoom_lets_no_later_column_outgrow_the_first() -> None:
    assert fitting_zoom(STAGES, LINKS, "told") == 20
    assert fitting_zoom(STAGES, LINKS, "detained") == 1
    with pytest.raises(VarickError, match="no stage"):
        fitting_zoom(STAGES, LINKS, "absent")


def test_the_vertical_layout_can_be_asked_for() -> None:
    figure = flow(STAGES, LINKS, EN, vertical=True)
    assert figure.svg == figure.narrow
    assert 'width="360"' in figure.svg


@pytest.mark.parametrize(
    ("stages", "links", "complaint"),
    [
        ([], [], "no stages"),
        ([STAGES[0], STAGES[0]], [], "given twice"),
        (STAGES, [("arrested", "absent", 1.0)], "'absent', which is no stage"),
        (STAGES, [("printed", "arrested", 1.0)], "pathway order"),
        (STAGES, [("told", "mailed", 101.0)], "more than are there"),
        (STAGES, [("told", "mailed", -1.0)], "more than are there|check"),
        ([Stage("a", "A", "X", -1, 0, 0)], [], "check it"),
        ([Stage("a", "A", "X", 1, 2, 0)], [], "check it"),
    ],
)
def test_what_does_not_fit_is_refused(
    stages: list[Stage], links: list[tuple[str, str, float]], complaint: str
) -> None:
    with pytest.raises(VarickError, match=complaint):
        flow(stages, links, EN)


def test_an_unknown_or_shrinking_zoom_is_refused() -> None:
    with pytest.raises(VarickError, match="no stage"):
        flow(STAGES, LINKS, EN, zoom_after="absent", zoom=2)
    with pytest.raises(VarickError, match="smaller"):
        flow(STAGES, LINKS, EN, zoom_after="told", zoom=0.5)


@given(label=st.text(max_size=30))
def test_hostile_labels_stay_text(label: str) -> None:
    hostile = f"</text><script>alert(1)</script>{label}"
    stages = [Stage("a", hostile, "NYPD", 10, 5, 20), Stage('"b"', "B & <b>", "ICE", 5, 1, 9)]
    figure = flow(stages, [("a", '"b"', 5.0)], EN)
    for svg in (figure.svg, figure.narrow, figure.paper):
        root = ElementTree.fromstring(svg)
        assert not list(root.iter(SVG + "script"))
        assert "<script" not in svg
    assert "<script" not in figure._repr_html_()
