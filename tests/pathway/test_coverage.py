"""Everything that the pathway must show lives somewhere, and every node of it is there for something and can be met."""

import csv
from pathlib import Path

import pytest

from varick.engine.coverage import asked_ranges
from varick.errors import VarickError
from varick.model.coverage import load_coverage, shipped_coverage
from varick.model.load import library
from varick.model.shipped import pathway
from varick.words import LANGUAGES, table

FOLDER = Path(__file__).resolve().parents[2] / "src/varick/facts/record"


def test_the_stations_name_every_node_and_no_other() -> None:
    """A node that is taken out, or that stands for nothing that was asked for, fails here."""
    items = [item for station in shipped_coverage().stations.values() for item in station.values()]
    assert {name for item in items for name in item.nodes} == set(pathway().nodes)


def test_every_item_of_a_station_works() -> None:
    for station, items in shipped_coverage().stations.items():
        assert items
        for name, item in items.items():
            assert item.nodes, f"{station}.{name} has no node"
            assert item.context is None, f"{station}.{name} is no context"


def test_every_node_is_met_in_a_shipped_scenario() -> None:
    never = [name for name, (_, most) in asked_ranges(library()).items() if not most > 0]
    assert not never


def test_every_fact_of_the_article_is_there() -> None:
    assert list(shipped_coverage().article) == [f"A{n:02d}" for n in range(1, 42)]


def test_every_researched_rule_is_there(shared: Path) -> None:
    with (shared / "facts/rules.csv").open(encoding="utf-8", newline="") as file:
        rules = [row["id"] for row in csv.DictReader(file)]
    assert list(shipped_coverage().rules) == rules


@pytest.mark.parametrize("name", sorted(pathway().nodes))
def test_a_missing_node_is_said_with_its_line(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    left = {one: node for one, node in pathway().nodes.items() if one != name}
    monkeypatch.setattr(pathway(), "nodes", left)
    with pytest.raises(VarickError, match=rf'record/coverage\.yaml:\d+: .*there is no node "{name}"'):
        load_coverage(FOLDER, library())


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("nodes: [encounter]", "nodes: [encouter]", 'there is no node "encouter"'),
        ("facts: [pending_application_share]", "facts: [pending_share]", 'there is no fact "pending_share"'),
        ("record: [article.A01]", "record: [article.A77]", 'there is no entry of the record "article.A77"'),
        ("encounter: {nodes: [encounter]}", "encounter: {}", "lives nowhere"),
        ("encounter: {nodes: [encounter]}", "encounter: {node: [encounter]}", "not a field"),
    ],
)
def test_what_is_wrong_in_the_file_is_said_with_its_line(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    for file in FOLDER.glob("*.yaml"):
        text = file.read_text(encoding="utf-8")
        if file.name == "coverage.yaml":
            assert old in text
            text = text.replace(old, new, 1)
        (tmp_path / file.name).write_text(text, encoding="utf-8")
    with pytest.raises(VarickError, match=r"record/coverage\.yaml:\d+: ") as error:
        load_coverage(tmp_path, library())
    assert said in str(error.value)


def test_every_item_and_context_has_its_words() -> None:
    items = list(shipped_coverage().items())
    wanted = {f"coverage_item.{name}" for kind, name, _ in items if kind == "stations"}
    wanted |= {f"coverage_context.{item.context}" for _, _, item in items if item.context is not None}
    for lang in LANGUAGES:
        kept = {k for k in table(lang) if k.split(".")[0] in ("coverage_item", "coverage_context")}
        assert kept == wanted
