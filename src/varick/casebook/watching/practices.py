"""Practices as conditions over the fields of a case: which cases are of a practice, which could be, and when they happened."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from varick.casebook.cases.answers import Answer, day_in, known
from varick.casebook.cases.dates import days_between
from varick.casebook.cases.fields import Field, fields
from varick.errors import VarickError, did_you_mean

Answers = Mapping[str, Answer]
Told = tuple[bool | None, frozenset[str]]
"""Whether a condition holds (None: cannot be told), and the fields whose answers would settle it."""
Condition = Callable[[Answers], Told]
ABOUT = 7
"""Days by which a date that is only about right may be off, either way. Judged."""
MOST = 40
"""Practices in one file."""
_YES: Told = (True, frozenset())
_NO: Told = (False, frozenset())


@dataclass(frozen=True)
class Practice:
    """A practice: its name, the dates that say when it happened (the first known counts), and whether a case holds it.

    ``says`` is the name in an organisation's own file; those that come with Varick are named in ``words``."""

    name: str
    dates: tuple[str, ...]
    holds: Condition
    says: str = ""

    def day(self, answers: Answers) -> date | None:
        """When it happened, to the day or, of a week or month, in its middle; None where only a year or nothing is known."""
        return day_of(answers, self.dates)


@dataclass(frozen=True)
class Practices:
    """The practices of a file, and the dates by which cases are set against them."""

    practices: tuple[Practice, ...]
    case_dates: tuple[str, ...]

    def only(self, names: Sequence[str]) -> "Practices":
        """Those of these names, all where none is given. Raises VarickError for a name that there is not."""
        known = {one.name: one for one in self.practices}
        for name in names:
            if name not in known:
                raise VarickError(
                    f"there is no practice {name[:60]!r}{did_you_mean(name, known)}; there are {', '.join(known)}"
                )
        return replace(self, practices=tuple(known[name] for name in dict.fromkeys(names or known)))


def day_of(answers: Answers, names: Iterable[str]) -> date | None:
    """The first of these dates that is known to the month or better; of a week or month its middle."""
    for name in names:
        on = day_in(answers, name)
        if on is not None and on.precision != "year":
            return on.day + (on.last - on.day) / 2
    return None


@cache
def shipped() -> Practices:
    """The practices that come with Varick."""
    return _read(
        files("varick.casebook.watching").joinpath("practices.yaml").read_text(encoding="utf-8"),
        "practices.yaml",
    )


def read_practices(path: Path) -> Practices:
    """An organisation's own practices, written as practices.yaml is. Raises VarickError with the place of what is wrong."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise VarickError(
            f"{path.name}: cannot be read as UTF-8 text; give a YAML file of practices"
        ) from error
    if len(text) > 1 << 20:
        raise VarickError(f"{path.name}: over a megabyte; a file of practices is short")
    return _read(text, path.name)


def _read(text: str, file: str) -> Practices:
    import yaml

    try:
        read = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark is not None else ""
        raise VarickError(f"{file}{where}: not YAML; see practices.yaml for how one is written") from error
    given = read.get("practices") if isinstance(read, dict) else None
    if not isinstance(given, dict) or not 0 < len(given) <= MOST:
        raise VarickError(f"{file}: practices: is missing; write 1 to {MOST} practices under it")
    found = tuple(_practice(str(name), one, f"{file}: {str(name)[:60]}") for name, one in given.items())
    dates = read.get("case_dates")
    common = _dates(dates, f"{file}: case_dates") if dates is not None else shipped().case_dates
    return Practices(found, common)


def _practice(name: str, given: Any, where: str) -> Practice:
    if not isinstance(given, dict) or given.keys() - {"dates", "needs", "says"}:
        raise VarickError(f"{where}: write dates: and needs: and, if you like, says: under it")
    says = given.get("says", "")
    if not isinstance(says, str):
        raise VarickError(f"{where}: says: is not text; put it in quotes")
    return Practice(name, _dates(given.get("dates"), where), _all(_several(given.get("needs"), where)), says)


def _dates(given: Any, where: str) -> tuple[str, ...]:
    names = given if isinstance(given, list) else [given]
    return tuple(_field(name, where, "date").name for name in names)


def _field(name: Any, where: str, *kinds: str) -> Field:
    found = fields().get(name) if isinstance(name, str) else None
    if found is None or found.tier == "derived":
        raise VarickError(f"{where}: no field {str(name)[:60]!r}{did_you_mean(name, fields())}")
    if kinds and found.kind not in kinds:
        raise VarickError(f"{where}: {found.name} is no field of kind {' or '.join(kinds)}; name one that is")
    return found


def _several(given: Any, where: str) -> list[Condition]:
    if not isinstance(given, list) or not given:
        raise VarickError(f"{where}: write a list of conditions, - one a line")
    return [_condition(one, where) for one in given]


def _condition(given: Any, where: str) -> Condition:
    keys = set(given) if isinstance(given, dict) else set()
    if keys == {"field", "is"}:
        return _is(_field(given["field"], where, "choice", "choices"), given["is"], where)
    if keys == {"field", "lacks"}:
        return _lacks(_field(given["field"], where, "text", "place"), given["lacks"], where)
    if keys == {"from", "to", "days"}:
        return _days(
            _field(given["from"], where, "date").name, _dates(given["to"], where), given["days"], where
        )
    if keys == {"any"}:
        return _any(_several(given["any"], where))
    if keys == {"all"}:
        return _all(_several(given["all"], where))
    raise VarickError(
        f"{where}: a condition is field: and is:, field: and lacks:, from: to: and days:, any: or all:"
    )


def _is(field: Field, codes: Any, where: str) -> Condition:
    """Of several choices one is enough. That there is none is a known answer, and so "none" may stand among the codes."""
    wanted = {
        ("yes" if code else "no") if isinstance(code, bool) else code
        for code in (codes if isinstance(codes, list) else [codes])
    }  # YAML reads a bare yes as true
    allowed = {*field.choices, *(("none",) if field.none else ())}
    if not wanted or not wanted <= allowed:
        raise VarickError(f"{where}: {field.name} is one of {', '.join(sorted(allowed))}")

    def holds(answers: Answers) -> Told:
        answer = answers.get(field.name)
        if answer is not None and answer.state == "none":
            return ("none" in wanted), frozenset()
        value = known(answers, field.name)
        if value is None:
            return None, frozenset({field.name})
        held = set(value) if isinstance(value, tuple) else {value}
        return bool(held & wanted), frozenset()

    return holds


def _lacks(field: Field, words: Any, where: str) -> Condition:
    texts = words if isinstance(words, list) else [words]
    if not texts or not all(isinstance(one, str) and one.strip() for one in texts):
        raise VarickError(f"{where}: lacks: is a list of words that the text must not have")

    def holds(answers: Answers) -> Told:
        answer = answers.get(field.name)
        if answer is not None and answer.state == "none":
            return _YES
        value = known(answers, field.name)
        if value is None:
            return None, frozenset({field.name})
        plain = " ".join(str(value).casefold().split())
        return not any(one.casefold() in plain for one in texts), frozenset()

    return holds


def _days(first: str, last: tuple[str, ...], span: Any, where: str) -> Condition:
    if not (
        isinstance(span, list)
        and len(span) == 2
        and all(type(one) is int for one in span)
        and -36_525 <= span[0] <= span[1] <= 36_525
    ):
        raise VarickError(f"{where}: days: is two whole numbers, the fewest and the most, such as [10, 20]")
    low, high = span

    def holds(answers: Answers) -> Told:
        begin = known(answers, first)
        end = next((one for name in last if (one := known(answers, name)) is not None), None)
        if begin is None or end is None:
            lacking = ({first} if begin is None else set()) | ({last[0]} if end is None else set())
            return None, frozenset(lacking)
        between = days_between(begin, end)
        loose = ABOUT * ((begin.precision == "about") + (end.precision == "about"))
        least, most = between.low - loose, between.high + loose
        if low <= least and most <= high:
            return _YES
        vague = {first} if begin.precision != "day" else set()
        vague |= {last[0]} if end.precision != "day" else set()
        return _NO if most < low or least > high else (None, frozenset(vague))

    return holds


def _all(conditions: list[Condition]) -> Condition:
    def holds(answers: Answers) -> Told:
        told = [one(answers) for one in conditions]
        if any(it is False for it, _ in told):
            return _NO
        open_ = frozenset().union(*(names for it, names in told if it is None))
        return (None, open_) if open_ else _YES

    return holds


def _any(conditions: list[Condition]) -> Condition:
    def holds(answers: Answers) -> Told:
        told = [one(answers) for one in conditions]
        if any(it for it, _ in told):
            return _YES
        open_ = frozenset().union(*(names for it, names in told if it is None))
        return (None, open_) if open_ else _NO

    return holds
