"""The pages of the rules for docs/reference: what each says, what it is asked of, and the cases that it must answer."""

import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
CASES = ROOT / "tests" / "cases"
Table = Callable[[Iterable[str], Iterable[Iterable[str]]], str]
HEAD = (
    "Every rule of the pathway can be asked on a day: `varick rule NAME --on DATE --set INPUT=VALUE`. The cases say "
    "what it must answer, and on what authority; they are written from the law, and a test holds the program to them. "
    "How to add one: a line in the file that the page names."
)


def render(plain: Callable[[str], str], table: Table) -> dict[str, str]:
    """The index of the rules, and a page for each that has cases: path within docs/reference -> text."""
    sys.path.insert(0, str(CASES))
    from case_files import OFFENSE, all_cases

    from varick.engine.ask import asker
    from varick.model.shipped import station_of

    known, stations = asker(), station_of()
    cases: dict[str, list[Any]] = {}
    for case in all_cases():
        cases.setdefault(case.rule, []).append(case)
    pages, rows = {}, []
    for name in known.rules:
        of = cases.get(name, [])
        node = f"../pathway/{stations[name]}.md#{name}"
        title = f"[`{name}`]({name}.md)" if of else f"[`{name}`]({node})"
        rows.append((title, known.nodes[name].explanation, str(len(of)) if of else ""))
        if of:
            inputs = ", ".join(f"`{n}`" for n in known.inputs(name))
            said = f"{plain(known.nodes[name].explanation)}\n\n- **node**: [{stations[name]}]({node})\n- **asked of**: {inputs}"
            pages[f"rules/{name}.md"] = _page(name, said, of, plain, table)
    about = "Whether a section is on the city's list of violent or serious crimes, and whether it is fingerprinted"
    data = "[`offences.yaml`](../../../src/varick/facts/record/offences.yaml)"
    more = "[`other_sections.yaml`](../../../src/varick/facts/record/other_sections.yaml)"
    said = f"{about}: `varick offense SECTION --on DATE`. The list: {data}; what is not on it: {more}."
    pages[f"rules/{OFFENSE}.md"] = _page(OFFENSE, said, cases[OFFENSE], plain, table)
    rows.append((f"[`varick offense`]({OFFENSE}.md)", f"{about}.", str(len(cases[OFFENSE]))))
    total = sum(map(len, cases.values()))
    count = f"{total} cases of {len(cases)} rules."
    pages["rules/index.md"] = "\n\n".join(["# The rules", HEAD, count, table(("rule", "", "cases"), rows)])
    return pages


def _page(name: str, said: str, cases: list[Any], plain: Callable[[str], str], table: Table) -> str:
    file = f"[`tests/cases/{name}.yaml`](../../../tests/cases/{name}.yaml)"
    rows = [
        (
            str(case.on),
            ", ".join(f"{n}={v}" for n, v in case.answers),
            _expected(case.expect),
            case.cite,
            " ".join(filter(None, [case.why, f'The reasons say "{case.says}".' if case.says else ""])),
        )
        for case in cases
    ]
    head = ("day", "inputs", "answer", "law", "why")
    return "\n\n".join([f"# {name}", said, f"File: {file}", table(head, rows)])


def _expected(expect: Any) -> str:
    if isinstance(expect, Mapping):
        return ", ".join(f"{field}: {_word(value)}" for field, value in expect.items())
    return _word(expect)


def _word(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    if value is None:
        return "nothing"
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)
