"""The case files beside this: what a rule must say on a day, for which inputs, on what authority. Lawyers write them.

A file has the name of its rule and one entry a line:

    rule: nypd_detainer_response
    cases:
      - {date: 2018-02-15, inputs: {pending_case: true}, expect: decline, cite: "14-154(b)", why: "A charge counts for nothing."}

`expect` is the value of the rule; true and false are yes and no. `says` is a text that must stand among the reasons. The rule
`offense` stands for `varick offense`: its input is `section`, and `expect` holds the fields of its answer that matter.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import Field

from varick.model.files import raise_all, read_yaml
from varick.model.schema import Day, Form, Text, validate

FOLDER = Path(__file__).parent
OFFENSE = "offense"
FIELDS = ("offense", "name", "qualifies", "subdivisions", "listed_since", "fingerprintable")


class CaseForm(Form):
    """One case as it is written."""

    date: Day
    inputs: dict[Text, bool | int | float | str]
    expect: bool | str | dict[str, Any]
    cite: Text = Field(description="The law from which the expectation follows")
    says: Text | None = Field(None, description="A text that must stand among the reasons")
    why: str = ""


class CasesForm(Form):
    """A file of cases of one rule."""

    rule: Text
    cases: list[CaseForm] = Field(min_length=1)


@dataclass(frozen=True)
class Case:
    """One case, and where it is written."""

    rule: str
    on: date
    inputs: dict[str, Any]
    expect: Any
    cite: str
    says: str | None
    why: str
    where: str

    @property
    def answers(self) -> list[tuple[str, str]]:
        """The inputs in words."""
        return [(name, as_word(value)) for name, value in self.inputs.items()]

    def __str__(self) -> str:
        given = ",".join(f"{name}={value}" for name, value in self.answers) or "nothing"
        return f"{self.rule}-{self.on}-{given}"


def as_word(value: Any) -> str:
    """A value as the command line takes it and prints it."""
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def read(path: Path) -> list[Case]:
    """The cases of a file. Raises VarickError with a line for each thing that is wrong in it."""
    parsed = read_yaml(path, f"cases/{path.name}")
    form = None if () in parsed.broken else validate(parsed, CasesForm)
    if isinstance(form, CasesForm):
        if form.rule != path.stem:
            parsed.report(("rule",), f"the file of {form.rule} is named {form.rule}.yaml")
        seen: dict[str, int] = {}
        for i, case in enumerate(form.cases):
            key = f"{case.date} {sorted(case.inputs.items())}"
            if key in seen:
                first = parsed.line(("cases", seen[key]))
                parsed.report(("cases", i), f"the same day and inputs as on line {first}; keep one")
            seen.setdefault(key, i)
            if isinstance(case.expect, dict) != (form.rule == OFFENSE):
                parsed.report(("cases", i, "expect"), "fields for an offense, one value for a rule")
            elif isinstance(case.expect, dict) and (odd := [k for k in case.expect if k not in FIELDS]):
                parsed.report(("cases", i, "expect"), f"{odd[0]} is not one of {', '.join(FIELDS)}")
            if form.rule == OFFENSE and case.inputs.keys() != {"section"}:
                parsed.report(("cases", i, "inputs"), "an offense has one input, section")
    raise_all(parsed.problems)
    assert isinstance(form, CasesForm)
    return [
        Case(
            form.rule,
            case.date,
            dict(case.inputs),
            case.expect,
            case.cite,
            case.says,
            case.why,
            f"tests/cases/{path.name}:{parsed.line(('cases', i))}",
        )
        for i, case in enumerate(form.cases)
    ]


def all_cases(folder: Path = FOLDER) -> list[Case]:
    """The cases of every file, by the names of the files. Raises VarickError as read does."""
    return [case for path in sorted(folder.glob("*.yaml")) for case in read(path)]
