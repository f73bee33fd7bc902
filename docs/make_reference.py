"""Writes docs/reference from the code: commands, pathway, rules, facts, reforms, scenarios, results. A test compares.

python docs/make_reference.py
"""

import inspect
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from copy import copy
from pathlib import Path
from typing import Any

import reference_casebook
import reference_record

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "docs" / "reference"
MADE = "<!-- Made by docs/make_reference.py; do not edit. -->\n\n"


def main() -> None:
    """Write every page, and take away those that are no longer made."""
    made = render()
    for page in REFERENCE.rglob("*.md"):
        if str(page.relative_to(REFERENCE)) not in made:
            page.unlink()
    for name, text in made.items():
        (REFERENCE / name).parent.mkdir(parents=True, exist_ok=True)
        (REFERENCE / name).write_text(text, encoding="utf-8")
    print(f"{len(made)} pages in {REFERENCE.relative_to(ROOT)}")


def render() -> dict[str, str]:
    """Every page of the reference: path within docs/reference -> text."""
    pages = {"index.md": INDEX, "commands.md": _commands(), "results.md": _results()}
    pages |= _pathway() | _facts() | {"reforms.md": _reforms(), "scenarios.md": _scenarios()} | _rules()
    pages |= reference_record.pages() | reference_casebook.pages()
    return {name: MADE + text.strip() + "\n" for name, text in pages.items()}


INDEX = """
# Reference

Made from the code, so that it says what the code does.

- [Commands](commands.md): every verb with its options and an example
- [Results](results.md): the JSON that they print
- [The pathway](pathway/index.md): every node, station by station
- [The rules](rules/index.md): every rule, and the cases that it must answer
- [The facts](facts/index.md): every value with its range, grade and source
- [The record](record/index.md): figures, dates, the article, rules and statements, each with its source
- [The fields of a case](casebook-fields.md): question, answers, and what of it is shared
- [Reforms](reforms.md), by who controls them
- [Scenarios](scenarios.md)

JSON Schemas of the files that one writes (facts, sources, reforms, scenarios, places) are printed by `varick schema`.
"""


# Commands


def _commands() -> str:
    from varick.cli import VERBS, cli

    parts = [
        "# Commands",
        "Data goes to standard output, progress and errors to standard error. Exit status: 0 for an",
    ]
    parts[1] += " answer, 1 where the question has none, 2 for bad input, 70 for an error of Varick's own."
    parts[1] += " `varick --version` prints the version, `varick VERB --help` what stands here."
    for question, verbs in VERBS.items():
        parts.append(f"## {question}")
        for verb in verbs:
            parts += _verb(cli, verb, verb)
    return "\n\n".join(parts)


def _verb(group: Any, name: str, verb: str) -> list[str]:
    """One verb; where it is a group, its own verbs after it."""
    import click

    # A copy: click keeps the help option of the first context that asks, and this one has no -h.
    command = copy(group.get_command(click.Context(group), name))
    assert command is not None
    context = click.Context(command, info_name=f"varick {verb}")
    within = command.list_commands(context) if isinstance(command, click.Group) else []
    parts = _command(verb, command, context)
    for under in within:
        parts += _verb(command, under, f"{verb} {under}")
    return parts


def _command(verb: str, command: Any, context: Any) -> list[str]:
    pieces = " ".join(command.collect_usage_pieces(context))
    rows = [option.get_help_record(context) for option in command.params]
    level = "#" * (3 + verb.count(" "))
    text = [f"{level} varick {verb}", *_paragraphs(command.help or ""), f"`varick {verb} {pieces}`"]
    if rows := [row for row in rows if row]:
        text.append(_table(("option", ""), [(f"`{name}`", said) for name, said in rows]))
    if command.epilog:
        said = " ".join(command.epilog.split())
        text.append(re.sub(r"Example: (varick .*?)(?=\. |$)", r"Example: `\1`", said))
    return text


def _paragraphs(text: str) -> list[str]:
    return [" ".join(p.split()) for p in inspect.cleandoc(text).split("\n\n")]


# Results


def _results() -> str:
    sys.path.insert(0, str(ROOT / "docs"))
    from result_forms import FORMS

    parts = ["# Results"]
    parts.append(
        "What the verbs print with `--format json`, as JSON Schema. Tables and CSV hold the same numbers; the "
        "table rounds them. A number of people is a number of arrests, a year is 365.25 days. `low` and `high` "
        "come from the ranges of the facts, `mc_low` and `mc_high` from the size of the sample."
    )
    parts.append(
        "`nodes`, `reforms` and `scenarios` print one list of that name, with the columns of their CSV."
    )
    for form in dict.fromkeys(FORMS.values()):
        verbs = " and ".join(f"varick {v}" for v, f in FORMS.items() if f is form)
        schema = json.dumps(form.model_json_schema(), indent=1)
        parts += [f"## {verbs}", f"```json\n{schema}\n```"]
    return "\n\n".join(parts)


# The pathway


def _pathway() -> dict[str, str]:
    from importlib import import_module

    from varick.model.load import load_scenario
    from varick.model.shipped import model_of, station_of
    from varick.pathway import STATIONS

    model = model_of(load_scenario("nyc-2018"))
    stations, wired = station_of(), {w.node.name: w for w in model.wired}
    readers = _readers(model)
    pages, rows = {}, []
    for station in STATIONS:
        said = _plain(import_module(f"varick.pathway.{station}").__doc__ or "")
        nodes = [n for n in model.nodes if stations[n] == station]
        source = f"../../../src/varick/pathway/{station}.py"
        parts = [f"# {station}", said, f"Source: [`pathway/{station}.py`]({source})"]
        parts += [_node(wired[n], model, stations, readers) for n in nodes]
        pages[f"pathway/{station}.md"] = "\n\n".join(parts)
        rows.append(
            (f"[{station}]({station}.md)", said, ", ".join(f"[`{n}`]({station}.md#{n})" for n in nodes))
        )
    kinds = Counter(str(n.kind) for n in model.nodes.values())
    counted = ", ".join(f"{n} {kind}{'s' if n > 1 else ''}" for kind, n in kinds.most_common())
    pages["pathway/index.md"] = "\n\n".join(
        [
            "# The pathway",
            f"{len(model.nodes)} nodes at {len(STATIONS)} stations, in the order in which the data travels: {counted}.",
            "What they are: [tutorial](../../tutorial.md).",
            _table(("station", "", "nodes"), rows),
        ]
    )
    return pages


def _readers(model: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for w in model.wired:
        for name in (*w.inputs, *w.facts, *w.gates, *filter(None, (w.node.delay,)), *w.node.race):
            found.setdefault(name, []).append(w.node.name)
    return found


def _node(w: Any, model: Any, stations: Mapping[str, str], readers: Mapping[str, list[str]]) -> str:
    from varick.model.kinds import label

    node = w.node

    def link(name: str) -> str:
        return f"[`{name}`]({stations[name]}.md#{name})"

    def fact(name: str) -> str:
        return f"[`{name}`](../facts/{_topic(model.facts[name])}.md#{name})"

    kind = str(node.kind)
    if node.agency:
        kind += f" of {node.agency}"
    if node.sends:
        kind += f", which sends: {node.sends}, to {node.to}"
    if node.race:
        kind += f": whether {link(node.race[0])} is shorter than {link(node.race[1])}"
    before = " or ".join(map(link, w.gates))
    said = {
        "kind": kind,
        "values": ", ".join(label(v) for v in node.values) if len(node.values) > 2 else "",
        ("after" if kind.startswith("event") else "asked only where"): before,
        "delay": link(node.delay) if node.delay else "",
        "reads": ", ".join(map(link, w.inputs)),
        "facts": ", ".join(map(fact, w.facts)),
        "law of the day of": (link(w.clock) if w.clock else "the arrest") if w.facts else "",
        "read by": ", ".join(map(link, dict.fromkeys(readers.get(node.name, [])))),
        "seen by": ", ".join(node.seen_by),
        "cites": "; ".join(node.cites),
        "explanations take for granted": "; ".join(f"{a} implies {b}" for a, b in node.implies),
        "odds of one person": "" if w.odds or not node.values else "not told",
    }
    lines = [f"- **{name}**: {_plain(text)}" for name, text in said.items() if text]
    return f"## `{node.name}`\n\n{_plain(node.explanation)}\n\n" + "\n".join(lines)


# The facts

GRADES = (
    "**Quantities**: *published* was printed by somebody who counted; *estimated* was worked out from something "
    "published; *assumed* is a judgment, with a range. **Law**: *seen* was read in the text; *secondary* in what others "
    "say of it; *recalled* was not opened, check."
)
AS_OF = (
    "The law was looked at, section by section as the [sources](sources.md) say, up to these days; an amendment to a "
    "section that the sources do not name can have been missed:"
)


def _facts() -> dict[str, str]:
    from varick.model.load import library, load_scenario
    from varick.model.shipped import model_of

    within = library()
    scenario = load_scenario("nyc-2018")
    model = model_of(scenario)
    readers = _readers(model)
    setters: dict[str, list[str]] = {}
    for reform in within.reforms.values():
        for name in reform.facts:
            setters.setdefault(name, []).append(reform.name)
    topics: dict[str, list[Any]] = {}
    for fact in within.facts_of("nyc").values():
        topics.setdefault(_topic(fact), []).append(fact)
    pages, rows = {}, []
    for topic, facts in sorted(topics.items()):
        parts = [
            f"# {topic.replace('_', ' ')}",
            f"File: [`facts/{facts[0].file.split('/', 1)[1]}`]({_file(facts[0])})",
        ]
        parts += [_fact(f, readers.get(f.name, []), setters.get(f.name, [])) for f in facts]
        pages[f"facts/{topic}.md"] = "\n\n".join(parts)
        rows.append(
            (
                f"[{topic.replace('_', ' ')}]({topic}.md)",
                ", ".join(f"[`{f.name}`]({topic}.md#{f.name})" for f in facts),
            )
        )
    pages["facts/sources.md"] = _sources(within)
    pages["facts/index.md"] = _facts_index(scenario, model, rows, within)
    return pages


def _facts_index(scenario: Any, model: Any, rows: Iterable[tuple[str, ...]], within: Any) -> str:
    graded = Counter(
        (scenario.facts[n].kind, scenario.facts[n].on(scenario.period[0]).grade) for n in model.used_facts
    )
    law = {grade: n for (kind, grade), n in graded.items() if kind == "law"}
    quantity = {grade: n for (kind, grade), n in graded.items() if kind == "quantity"}

    def told(counts: Mapping[str, int]) -> str:
        return ", ".join(f"{n} {grade}" for grade, n in sorted(counts.items(), key=lambda item: -item[1]))

    said = f"{sum(quantity.values())} of them are quantities ({told(quantity)})"
    said += f" and {sum(law.values())} are law ({told(law)})"
    as_of = ", ".join(f"{who} {day}" for who, day in within.as_of.items())
    return "\n\n".join(
        [
            "# The facts",
            f"The pathway reads {len(model.used_facts)} facts. On the first day of nyc-2018 {said}.",
            GRADES,
            f"{AS_OF} {as_of}.",
            _table(("topic", "facts"), rows),
            "[Sources](sources.md). How to add one: [write a fact file](../../how-to/write-a-fact-file.md).",
        ]
    )


def _fact(fact: Any, readers: Iterable[str], reforms: Iterable[str]) -> str:
    from varick.model.shipped import station_of

    stations = station_of()
    said = {
        "unit": fact.unit,
        "controlled by": fact.controlled_by,
        "kind": fact.kind + (f", estimates a {fact.estimates}" if fact.estimates else ""),
        "counted": fact.counted or "",
        "read by": ", ".join(f"[`{n}`](../pathway/{stations[n]}.md#{n})" for n in dict.fromkeys(readers)),
        "set by the reform": ", ".join(f"[{r}](../reforms.md#{r})" for r in reforms),
    }
    lines = [f"- **{name}**: {_plain(text)}" for name, text in said.items() if text]
    rows = [
        (
            str(v.since),
            _value(v.value),
            "" if v.low is None else f"{_value(v.low)} to {_value(v.high)}",
            v.grade,
            ", ".join(f"[{s}](sources.md#{s.lower()})" for s in v.source),
            v.note,
        )
        for v in fact.values
    ]
    table = _table(("from", "value", "range", "grade", "source", "note"), rows)
    return f"## `{fact.name}`\n\n{_plain(fact.description)}\n\n" + "\n".join(lines) + "\n\n" + table


def _sources(within: Any) -> str:
    cited = Counter(
        s for f in within.facts_of("nyc").values() for v in f.values for s in dict.fromkeys(v.source)
    )
    parts = ["# Sources", "Where each value comes from, and how much of it was read."]
    for source in within.sources.values():
        where = [f"<{source.url}>" if source.url else "", source.where or ""]
        said = {
            "date": source.date,
            "where": "; ".join(filter(None, where)),
            "read": source.seen,
            "note": source.note,
        }
        said["values that rest on it"] = str(cited[source.id])
        lines = [f"- **{name}**: {_plain(text, source.url)}" for name, text in said.items() if text]
        parts.append(f"## {source.id}\n\n{_plain(source.title)}\n\n" + "\n".join(lines))
    return "\n\n".join(parts)


def _rules() -> dict[str, str]:
    sys.path.insert(0, str(ROOT / "docs"))
    from rule_pages import render as rule_pages

    return rule_pages(_plain, _table)


# Reforms and scenarios


def _reforms() -> str:
    from varick.model.load import library

    within = library()
    facts = within.facts_of("nyc")
    parts = [
        "# Reforms",
        "Named changes of facts, by who could make them. Each holds from a scenario's first day.",
    ]
    parts[1] += " Nothing here says what anybody should do."
    for reform in sorted(within.reforms.values(), key=lambda r: (r.controlled_by, r.name)):
        sets = "; ".join(
            f"[`{n}`](facts/{_topic(facts[n])}.md#{n}) = {_value(c.value)}" for n, c in reform.facts.items()
        )
        lines = [f"- **controlled by**: {reform.controlled_by}", f"- **sets**: {sets}"]
        if reform.cites:
            lines.append(f"- **cites**: {_plain('; '.join(reform.cites))}")
        text = f"{_plain(reform.title)}.\n\n{_plain(reform.description)}"
        parts.append(f"## {reform.name}\n\n{text}\n\n" + "\n".join(lines))
    return "\n\n".join(parts)


def _scenarios() -> str:
    from varick.model.load import library, load_scenario

    parts = ["# Scenarios", "How to write one: [write a scenario](../how-to/write-a-scenario.md)."]
    for name in library().scenarios:
        s = load_scenario(name)
        people = f"{s.headcount:,}" + (
            f", the count `{s.people}` of the first day" if isinstance(s.people, str) else ""
        )
        rows = [("place", s.place), ("arrests", people), ("first day", str(s.period[0]))]
        rows += [("day after the last", str(s.period[1])), ("reforms", ", ".join(s.reforms) or "none")]
        rows += [
            ("facts set", ", ".join(s.changes) or "none"),
            ("seed", str(s.seed)),
            ("hash", f"`{s.hash}`"),
        ]
        parts.append(f"## {name}\n\n{_plain(s.title)}.\n\n{_table(('', ''), rows)}")
    return "\n\n".join(parts)


# Words


def _topic(fact: Any) -> str:
    return Path(fact.file).stem


def _file(fact: Any) -> str:
    return f"../../../src/varick/{fact.file}"


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        from varick.model.fact import cells

        numbers = [number for _, number in cells(value)]
        return f"a table of {len(numbers)} numbers, together {sum(numbers):,.0f}"
    return f"{value:.10f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def _plain(text: str, url: str | None = None) -> str:
    """Text on one line, in which nothing is taken for HTML."""
    one = " ".join(str(text).split())
    return one if url else one.replace("<", "&lt;")


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = list(head)
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    lines += ["| " + " | ".join(_plain(cell).replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "src"))
    main()
