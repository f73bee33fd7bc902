"""Reading the folder of facts, and scenarios by name or path: every problem at once, one line each."""

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, cast

from varick.errors import VarickError
from varick.model import schema
from varick.model.checks import Sources, check_changes, check_facts, check_scenario, check_where
from varick.model.fact import SET, Dated, Fact
from varick.model.files import Parsed, Problem, raise_all, read_yaml
from varick.model.library import Change, Library, Place, Reform, ScenarioFile, Source, is_path, unknown
from varick.model.scenario import Scenario
from varick.model.schema import validate

NOT_TOPICS = ("sources", "reforms", "as_of")
"""Files beside the topics that hold something other than facts."""
FIRST_SEED = 7
"""The seed of a scenario that names none."""


@cache
def library() -> Library:
    """What comes with Varick. Raises VarickError as load_library does."""
    return load_library(files("varick") / "facts")


def load_library(folder: Path | Traversable) -> Library:
    """Read a folder: topics (facts), sources, reforms and as_of (.yaml), and its places/ and scenarios/.

    Raises VarickError with a line for each problem of each file."""
    if not folder.is_dir():
        raise VarickError(f"{folder}: no such folder")
    return _Folder(folder).library()


def load_scenario(name: str | Path, within: Library | None = None) -> Scenario:
    """A scenario by its name, or by the path of its file (which ends in .yaml or holds a slash).

    Reads the file that the path names: for words from elsewhere, such as a web address, use scenario_from.
    Raises VarickError with a line for each problem of the file."""
    within = within or library()
    return _resolve(_find(name, within), within)


def scenario_from(
    fields: Mapping[str, Any], name: str = "scenario", within: Library | None = None
) -> Scenario:
    """A scenario from the fields of its file, held in memory; ``extends`` may only name a known scenario.

    Raises VarickError as load_scenario does."""
    within = within or library()
    return _resolve(_checked(Parsed(name, dict(fields)), name, within), within)


class _Folder:
    """One reading of a folder: its files, and through them all that is wrong."""

    def __init__(self, folder: Path | Traversable) -> None:
        self.folder = folder
        self.read: list[Parsed] = []

    def library(self) -> Library:
        sources, reforms, as_of = (self._one(name) for name in NOT_TOPICS)
        source_forms = self._forms(sources, schema.Sources)
        check_where(sources)
        reform_forms = self._forms(reforms, schema.Reforms)
        days = self._forms(as_of, schema.AsOfForm) if as_of.data else {}
        ids = source_forms if not sources.broken else None
        facts: dict[str, Fact] = {}
        for _, topic in self._all(self.folder):
            self._add(facts, topic, ids)
        places = {name: self._place(name, parsed, ids) for name, parsed in self._all(self.folder / "places")}
        scenarios = dict(self._all(self.folder / "scenarios"))
        scenario_forms = {
            name: self._forms(parsed, schema.ScenarioForm) for name, parsed in scenarios.items()
        }
        if not any(p.problems for p in self.read if p is not reforms):
            everywhere = facts | {n: f for place in places.values() for n, f in place.facts.items()}
            for name in reform_forms:
                check_changes(reforms, (name, "facts"), reforms.data[name]["facts"], everywhere, ids)
        self._stop_if_wrong()
        made = Library(
            facts=facts,
            sources={
                i: Source(i, **dict(f), file=sources.file, line=sources.line((i,)))
                for i, f in source_forms.items()
            },
            reforms={n: _reform(n, form, reforms) for n, form in reform_forms.items()},
            places=places,
            scenarios={n: ScenarioFile(n, form, scenarios[n].file) for n, form in scenario_forms.items()},
            as_of={owner: day for owner, day in dict(days).items() if day is not None},
        )
        for parsed in scenarios.values():
            check_scenario(parsed, made)
        self._stop_if_wrong()
        for written in made.scenarios.values():
            _resolve(written, made)
        return made

    def _stop_if_wrong(self) -> None:
        raise_all([problem for parsed in self.read for problem in parsed.problems])

    def _one(self, name: str) -> Parsed:
        """A file at the top of the folder; empty where there is none."""
        file = self.folder / f"{name}.yaml"
        return self._parsed(file) if file.is_file() else Parsed(f"{self.folder.name}/{name}.yaml", {})

    def _all(self, folder: Path | Traversable) -> Iterable[tuple[str, Parsed]]:
        """The YAML files of a folder and their names, in the order of their names."""
        within = sorted(folder.iterdir(), key=lambda f: f.name) if folder.is_dir() else []
        for file in within:
            stem, _, ending = file.name.rpartition(".")
            if ending == "yml":
                what = "this ending is not read; name the file .yaml"
                self.read.append(Parsed(file.name, problems=[Problem(self._label(file), 0, "", what)]))
            elif ending == "yaml" and not (folder is self.folder and stem in NOT_TOPICS):
                yield stem, self._parsed(file)

    def _parsed(self, file: Path | Traversable) -> Parsed:
        self.read.append(read_yaml(file, self._label(file)))
        return self.read[-1]

    def _label(self, file: Path | Traversable) -> str:
        """How messages name a file: from the folder on, wherever that is, in a zip file too."""
        within = str(file)[len(str(self.folder)) :].replace("\\", "/").strip("/")
        return f"{self.folder.name}/{within}"

    def _forms(self, parsed: Parsed, what: Any) -> Any:
        """The forms of a whole file; empty if it is wrong."""
        return (validate(parsed, what) if () not in parsed.broken else None) or {}

    def _add(self, facts: dict[str, Fact], parsed: Parsed, ids: Sources) -> None:
        """Add the facts of a file; one that another file has already is a problem of this one."""
        forms = self._forms(parsed, schema.Facts)
        check_facts(parsed, ids)
        for name in parsed.data if isinstance(parsed.data, Mapping) else ():
            if name in facts:
                parsed.report((name,), f"already a fact, at {facts[name].where}; keep one")
        if not parsed.problems:
            facts |= {name: _fact(name, form, parsed) for name, form in forms.items()}

    def _place(self, name: str, parsed: Parsed, ids: Sources) -> Place:
        head = schema.PlaceHead(title=name)
        if isinstance(parsed.data, dict) and "place" in parsed.data:
            head = validate(parsed, schema.PlaceHead, ("place",)) or head
            parsed.data = {key: value for key, value in parsed.data.items() if key != "place"}
        facts: dict[str, Fact] = {}
        self._add(facts, parsed, ids)
        return Place(name, head.title, facts, head.description, parsed.file)


def _fact(name: str, form: schema.FactForm, parsed: Parsed) -> Fact:
    values = []
    for day, v in form.values.items():
        line = parsed.line((name, "values", day.isoformat()))
        values.append(Dated(day, v.value, v.low, v.high, v.grade, tuple(v.source), v.note, line))
    return Fact(
        name=name,
        unit=form.unit,
        controlled_by=form.controlled_by,
        kind=form.kind,
        values=tuple(values),
        description=form.description,
        estimates=form.estimates,
        counted=form.counted,
        file=parsed.file,
        line=parsed.line((name,)),
    )


def _changes(forms: Mapping[str, Any]) -> dict[str, Change]:
    return {name: _change(form) for name, form in forms.items()}


def _change(form: Any) -> Change:
    if not isinstance(form, schema.ChangeForm):
        return Change(form)
    return Change(form.value, form.low, form.high, form.grade or SET, tuple(form.source), form.note)


def _reform(name: str, form: schema.ReformForm, parsed: Parsed) -> Reform:
    return Reform(
        name=name,
        title=form.title,
        controlled_by=form.controlled_by,
        description=form.description,
        facts=_changes(form.facts),
        cites=tuple(form.cites),
        file=parsed.file,
        line=parsed.line((name,)),
    )


def _find(name: str | Path, within: Library) -> ScenarioFile:
    """The file of a scenario, read and checked. Raises VarickError."""
    if is_path(name):
        path = Path(name)
        return _checked(read_yaml(path), path.stem, within, path)
    if str(name) not in within.scenarios:
        raise VarickError(
            f"{unknown('scenario', str(name), within.scenarios)} (or give the path of a .yaml file)"
        )
    return within.scenarios[str(name)]


def _checked(parsed: Parsed, name: str, within: Library, path: Path | None = None) -> ScenarioFile:
    form = None if () in parsed.broken else validate(parsed, schema.ScenarioForm)
    check_scenario(parsed, within)
    raise_all(parsed.problems)
    return ScenarioFile(name, cast(schema.ScenarioForm, form), parsed.file, path)


def _resolve(file: ScenarioFile, within: Library) -> Scenario:
    """Follow ``extends`` to its end and put it together. Raises VarickError for a circle or a gap."""
    chain = [file]
    while extends := chain[-1].form.extends:
        if is_path(extends) and chain[-1].path is None:
            raise VarickError(
                f"{chain[-1].file}: extends: only the name of a scenario can stand here, not a path"
            )
        parent = _find(
            chain[-1].path.parent / extends if is_path(extends) and chain[-1].path else extends, within
        )
        if any(parent.same(child) for child in chain):
            circle = " -> ".join(f.name for f in (*chain, parent))
            raise VarickError(
                f"{chain[-1].file}: extends: a circle: {circle}; one of them must not extend the next"
            )
        chain.append(parent)
    forms = [f.form for f in chain]
    given: dict[str, Any] = {}
    for field in ("place", "period", "people", "seed"):
        given[field] = next((v for form in forms if (v := getattr(form, field)) is not None), None)
        if given[field] is None and field != "seed":
            raise VarickError(f"{file.file}: {field}: missing; give it, or extend a scenario that has it")
    changes: dict[str, Change] = {}
    for form in reversed(forms):
        changes |= _changes(form.facts)
    return Scenario.of(
        within,
        name=file.name,
        title=file.form.title or "",
        place=given["place"],
        period=given["period"],
        reforms=[name for form in reversed(forms) for name in form.reforms],
        changes=changes,
        people=given["people"],
        seed=FIRST_SEED if given["seed"] is None else given["seed"],
    )
