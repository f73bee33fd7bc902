"""What a brief says and how it is made: meaning, links, sources, languages. All numbers are invented."""

import re
from base64 import b64encode
from hashlib import sha256
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import pytest

from varick.errors import VarickError
from varick.pathway.terms import Agency
from varick.report import record
from varick.report.write import render
from varick.words import LANGUAGES, Words

EN = Words("en")


def tree(invented: SimpleNamespace, lang: str = "en", **changes: Any) -> Any:
    return invented.read(render(invented.page(**changes), lang)[0])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_is_whole_html_with_language_title_and_one_heading(
    invented: SimpleNamespace, lang: str
) -> None:
    root = tree(invented, lang)
    (html,) = root.all("html")
    assert html.attributes["lang"] == lang
    assert "Varick" in next(root.all("title")).text
    assert len(list(root.all("h1"))) == 1
    levels = [int(node.tag[1]) for node in root.all() if re.fullmatch(r"h[1-6]", node.tag)]
    assert all(after <= before + 1 for before, after in pairwise(levels)), levels


@pytest.mark.parametrize("lang", LANGUAGES)
def test_ids_are_unique_and_every_link_leads_somewhere(invented: SimpleNamespace, lang: str) -> None:
    html, tables = render(invented.page(), lang)
    root = invented.read(html)
    ids = [node.attributes["id"] for node in root.all() if "id" in node.attributes]
    assert len(ids) == len(set(ids))
    files = {f"{table.name}.csv" for table in tables} | {"index.html", "index.es.html"}
    for link in root.all("a"):
        href = link.attributes["href"]
        if href.startswith("#"):
            assert href[1:] in ids, href
        elif not href.startswith("https://"):
            assert href in files or href.startswith("data:text/csv;"), href[:80]
        assert link.text, "a link has words"
    for node in root.all():
        for name in ("aria-labelledby", "aria-describedby"):
            assert set(node.attributes.get(name, "").split()) <= set(ids)


def test_nothing_is_fetched_and_nothing_runs(invented: SimpleNamespace) -> None:
    html, _ = render(invented.page(), "en")
    root = invented.read(html)
    for node in root.all():
        assert node.tag not in {"script", "img", "iframe", "object", "embed", "form", "use", "image"}
        assert "src" not in node.attributes
        assert "style" not in node.attributes, "inline styles are forbidden by the page's own policy"
        assert not [name for name in node.attributes if name.startswith("on")]
    outside = {
        link.attributes["href"] for link in root.all("a") if link.attributes["href"].startswith("http")
    }
    assert outside == {"https://example.org/a?b=1&c=2"}, "only sources are cited"
    assert [link.attributes["href"] for link in root.all("link")] == ["data:,"]
    assert "@import" not in html
    assert not re.search(r"url\((?!#)", html)
    (policy,) = (n for n in root.all("meta") if n.attributes.get("http-equiv") == "Content-Security-Policy")
    (style,) = root.all("style")
    digest = b64encode(sha256("".join(style.inside).encode()).digest()).decode()
    assert policy.attributes["content"].startswith(f"default-src 'none'; style-src 'sha256-{digest}'")


def test_tables_have_captions_and_scopes_and_figures_a_text(invented: SimpleNamespace) -> None:
    root = tree(invented)
    tables = list(root.all("table"))
    assert len(tables) == 13
    for table in tables:
        assert next(table.all("caption")).text
        assert all(head.attributes.get("scope") in {"row", "col"} for head in table.all("th"))
    drawings = list(root.all("svg"))
    assert len(drawings) == 3 + 2 * 3
    for svg in drawings:
        assert svg.attributes["role"] == "img"
        assert next(svg.all("title")).text
        assert len(next(svg.all("desc")).text) > 40
    for figure in root.all("figure"):
        assert re.match(r"Figure \d\. ", next(figure.all("figcaption")).text)


def test_no_number_in_the_headline_goes_without_its_interval(invented: SimpleNamespace) -> None:
    root = tree(invented)
    (key,) = (node for node in root.all("dl") if node.attributes.get("class") == "key")
    said = [entry.text for entry in key.all("dd")]
    assert said == [
        "1,000 the same in every draw",
        "100 90% interval 60 to 180",
        "25 90% interval 9.0 to 55",
    ]


def test_the_headline_says_that_detainers_come_too_late_when_the_numbers_show_it(
    invented: SimpleNamespace,
) -> None:
    h1 = next(tree(invented).all("h1")).text
    assert h1 == "Whatever the city answers to a detainer, it comes after ICE already knew."


@pytest.mark.parametrize("changed", ["change", "change_low", "change_high"])
def test_the_headline_falls_silent_at_the_smallest_change(invented: SimpleNamespace, changed: str) -> None:
    told = dict(invented.nothing) | {changed: -1e-12 if changed != "change_high" else 1e-12}
    levers = [*invented.page().levers[1:], invented.lever("never", "city", told, invented.nothing)]
    h1 = next(tree(invented, levers=levers).all("h1")).text
    assert "already knew" not in h1
    assert invented.mark in h1


@pytest.mark.parametrize(
    "changes",
    [
        {"detainer_levers": []},
        {"detainer_levers": ["never", "absent"]},
        {"detainer_levers": ["no-prints"]},
        {"levers": []},
    ],
)
def test_the_headline_falls_silent_without_the_city_s_levers(
    invented: SimpleNamespace, changes: dict[str, Any]
) -> None:
    assert "already knew" not in next(tree(invented, **changes).all("h1")).text


def test_the_headline_needs_the_city_as_owner(invented: SimpleNamespace) -> None:
    levers = [invented.lever("never", "federal", invented.nothing, invented.nothing)]
    root = tree(invented, levers=levers, detainer_levers=["never"])
    assert "already knew" not in next(root.all("h1")).text


def test_legal_advice_is_refused_once(invented: SimpleNamespace) -> None:
    assert tree(invented).text.count("legal advice") == 1
    assert tree(invented, "es").text.count("asesoría legal") == 1


def test_the_spanish_page_says_that_it_is_unreviewed_and_marks_what_is_english(
    invented: SimpleNamespace,
) -> None:
    spanish, english = tree(invented, "es"), tree(invented)
    assert "Translation not yet reviewed" in spanish.text
    assert "not yet reviewed" not in english.text
    marked = [node.text for node in spanish.all() if node.attributes.get("lang") == "en" and node.tag != "a"]
    assert any("Invented fact match_share." in text for text in marked)
    assert not [
        node
        for node in english.all()
        if node.attributes.get("lang") == "en" and node.tag not in {"html", "a"}
    ]


def test_the_account_of_facts_gives_value_range_grade_owner_and_source(invented: SimpleNamespace) -> None:
    root = tree(invented)
    (row,) = (node for node in root.all("tr") if node.attributes.get("id") == "fact-match_share")
    assert next(row.all("th")).text == "Invented fact match_share. counted nowhere A guess & no more."
    assert [cell.text for cell in row.all("td")] == [
        "13% (8% to 30%)",
        "assumed",
        "The federal government",
        "T1",
    ]
    (row,) = (node for node in root.all("tr") if node.attributes.get("id") == "fact-prints_forwarded")
    assert [cell.text for cell in row.all("td")] == ["yes", "recalled, check", "The state", "T1"]
    (row,) = (node for node in root.all("tr") if node.attributes.get("id") == "fact-days_to_letter")
    assert next(row.all("td")).text == "14 (10 to 20) days"
    (row,) = (node for node in root.all("tr") if node.attributes.get("id") == "fact-detainer_law")
    assert next(row.all("td")).text == "law of 2014"
    assert "unused" not in root.text, "a source that no fact names is not listed"


def test_a_fact_that_changed_within_the_period_says_from_when_each_value_holds(
    invented: SimpleNamespace,
) -> None:
    facts = [
        invented.fact("law", "old", None, None, unit="text", since="2014-12-01"),
        invented.fact("law", "new", None, None, unit="text", since="2018-11-14"),
    ]
    root = tree(invented, facts=facts)
    (table,) = (node for node in root.all("table") if node.attributes.get("class") == "facts")
    values = [next(row.all("td")).text for row in list(table.all("tr"))[1:]]
    assert values == ["old, from December 1, 2014", "new, from November 14, 2018"]
    assert [row.attributes.get("id") for row in list(table.all("tr"))[1:]] == ["fact-law", None]


def test_the_uncertainty_is_shared_out_by_fact(invented: SimpleNamespace) -> None:
    root = tree(invented)
    (table,) = (t for t in root.all("table") if next(t.all("caption")).text == EN("page.uncertainty_caption"))
    rows = [[cell.text for cell in row.all("td")] for row in table.all("tr")][1:]
    assert rows == [["assumed", "90%", "40%"], ["assumed", "10%", "0%"]]


def test_the_example_tells_what_can_happen_and_no_odds_that_were_withheld(invented: SimpleNamespace) -> None:
    root = tree(invented)
    (steps,) = (node for node in root.all("ol") if node.attributes.get("class") == "steps")
    said = [step.text for step in steps.all("li")]
    assert "This happens." in said[0]
    assert "ten fingerprints → DCJS" in said[0]
    assert "must_fingerprint: yes" in said[0]
    assert "2 more reasons" in said[0], "the third reason and the fourth unfold"
    assert "The state, The federal government" in said[1]
    assert "This can happen" in said[2]
    assert not any("%" in text for text in said), "no share of one person"


def test_reasons_stand_after_the_event_without_which_they_do_not_hold(invented: SimpleNamespace) -> None:
    known = invented.page().traced[0]
    step = {
        **known["steps"]["en"][0],
        "once": "once ICE learns of the arrest",
        "because": ["It may ask.", "It may not."],
        "because_cites": [["8 CFR 287.7"], []],
        "authority": ["8 CFR 287.7", "CPL 160.20"],
        "controlled_by": "nobody's rule",
    }
    certain = {**step, "activity": "arrested", "once": ""}
    bare = {**step, "activity": "detained", "because": [], "because_cites": []}
    none = {**step, "activity": "removed", "value": "no"}
    root = tree(invented, traced=[{**known, "steps": {"en": [step, certain, bare, none]}}])
    (steps,) = (node for node in root.all("ol") if node.attributes.get("class") == "steps")
    said = [one.text for one in steps.all("li")]
    assert "Because Once ICE learns of the arrest: It may ask. [8 CFR 287.7] It may not." in said[0]
    assert "Authority CPL 160.20" in said[0], "what is cited beside a reason is not cited again"
    assert "Who could change it" not in said[0]
    assert "Once ICE" not in said[1]
    assert "When Once ICE learns of the arrest." in said[2]
    (absent,) = (node for node in root.all("dl") if node.attributes.get("class") == "absent")
    assert "4. Removed Once ICE learns of the arrest: It may ask." in absent.text


def test_of_a_second_person_only_what_differs_stands_open(invented: SimpleNamespace) -> None:
    first, second = invented.page().traced
    same, other, last = second["steps"]["en"]
    changed = [same, {**other, "because": ["Another reason."]}, last]
    root = tree(invented, traced=[first, {**second, "steps": {"en": changed}}])
    _, article = root.all("article")
    (steps,) = (node for node in article.all("ol") if node.attributes.get("class") == "steps")
    assert [node.text for node in steps.all("h4")] == ["ICE learns of the arrest DHS"]
    (again,) = (node for node in article.all("p") if node.attributes.get("class") == "again")
    assert "Fingerprinted, Detained by ICE" in again.text
    (folded,) = (node for node in article.all("ol") if node.attributes.get("class") == "steps same")
    assert len(list(folded.all("li"))) == 2


def test_totals_that_count_something_else_are_folded_and_in_the_csv(invented: SimpleNamespace) -> None:
    html, tables = render(invented.page(), "en")
    root = invented.read(html)
    (shown,) = (node for node in root.all("div") if node.attributes.get("id") == "anchors")
    (folded,) = (node for node in root.all("details") if node.attributes.get("class") == "totals")
    assert "Invented arrests" in shown.text
    assert "Invented removals" not in shown.text
    assert "Invented removals" in folded.text
    (csv,) = (table for table in tables if table.name == "anchors")
    assert len(csv.rows) == 2


def test_probation_is_the_city(invented: SimpleNamespace) -> None:
    seen = [{"activity": "letter", "agency": "ICE", "seen_by": [Agency.PROBATION]}]
    assert not record.unseen_by_the_city(invented.page(seen=seen), "letter")


def test_the_page_cites_itself_and_can_be_made_again(invented: SimpleNamespace) -> None:
    root = tree(invented)
    for said in (
        "0123abcd",
        "seed 7",
        "Varick 0.0.0",
        "varick expect --scenario testville --seed 7",
        "2,000",
    ):
        assert said in root.text
    assert "Law known to November 22, 2026: federal. Law known to August 1, 2018: New York City." in root.text
    assert "January 1, 2018 to December 31, 2018" in root.text


def test_sampling_limits_are_shown_only_where_people_were_sampled(invented: SimpleNamespace) -> None:
    assert "Limits from sampling" not in tree(invented).text
    activities = [
        invented.activity(row["activity"], row["agency"], row["per_year"], row["low"], row["high"], 3.0)
        for row in invented.page().activities
    ]
    sampled = tree(invented, activities=activities).text
    assert "Limits from sampling" in sampled
    assert "97 to 103" in sampled
    assert "2,000 people with seed 7" in sampled


def test_a_brief_without_levers_example_and_funnel_still_reads(invented: SimpleNamespace) -> None:
    root = tree(
        invented,
        levers=[],
        outcomes=[],
        traced=[],
        seen=[],
        anchors={},
        claims={},
        funnel=[],
        uncertainty={},
        notes=[],
        key=[],
        detainer_levers=[],
    )
    assert [node.attributes["id"] for node in root.all("h2")] == ["where", "known", "cite"]


HOSTILE = "</style><script>alert('&')</script>\"><img src=x onerror=alert(1)>"


def test_hostile_words_stay_words(invented: SimpleNamespace) -> None:
    levers = [{**lever, "title": HOSTILE} for lever in invented.page().levers]
    steps = [
        {**step, "explanation": HOSTILE, "sends": HOSTILE, "because": [HOSTILE]}
        for step in invented.page().traced[0]["steps"]["en"]
    ]
    traced = [
        {**row, "steps": {"en": steps}, "changed_in_month": [HOSTILE]} for row in invented.page().traced
    ]
    shown = invented.page().anchors["en"]
    anchors = {
        "en": {
            "rows": [{**shown["rows"][0], "what": HOSTILE, "published": HOSTILE, "counts": HOSTILE}],
            "note": HOSTILE,
            "streams": [(HOSTILE, HOSTILE)],
        }
    }
    claims = {"en": [{"said_by": HOSTILE, "said": HOSTILE, "bears": HOSTILE, "verdict": HOSTILE}]}
    facts = [
        invented.fact("match_share", HOSTILE, None, None, description=HOSTILE, note=HOSTILE, source=["T1"])
    ]
    sources = {"T1": {"title": HOSTILE, "url": "javascript:alert(1)", "seen": HOSTILE}}
    activities = [{**row, "agency": HOSTILE} for row in invented.page().activities]
    root = tree(
        invented,
        title=HOSTILE,
        command=HOSTILE,
        hash=HOSTILE,
        levers=levers,
        traced=traced,
        anchors=anchors,
        claims=claims,
        facts=facts,
        sources=sources,
        activities=activities,
        notes=[HOSTILE],
        reforms=[HOSTILE],
        facts_as_of={HOSTILE: invented.page().period[0]},
    )
    assert not [node for node in root.all() if node.tag in {"script", "img"}]
    assert not [link for link in root.all("a") if link.attributes["href"].startswith("javascript")]
    assert root.text.count("alert(1)") > 10


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"key": ["absent"]}, "no activity 'absent'"),
        ({"flow": ["arrested", "absent"]}, "no activity 'absent'"),
        ({"zoom_after": "absent"}, "no stage"),
        ({"sources": {}}, "the source 'T1', which is not given"),
        ({"funnel": ["detained", "arrested"]}, "larger than"),
    ],
)
def test_parts_that_do_not_fit_are_refused_in_one_line(
    invented: SimpleNamespace, changes: dict[str, Any], complaint: str
) -> None:
    with pytest.raises(VarickError, match=complaint) as caught:
        render(invented.page(**changes), "en")
    assert "\n" not in str(caught.value)


def test_a_step_is_yes_no_or_unknown(invented: SimpleNamespace) -> None:
    person = invented.page().traced[0]
    steps = [{**person["steps"]["en"][0], "value": "perhaps"}]
    with pytest.raises(VarickError, match="give yes, no or unknown"):
        render(invented.page(traced=[{**person, "steps": {"en": steps}}]), "en")
