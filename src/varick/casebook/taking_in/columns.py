"""Which column of a table is which field: by name, by label or question in either language, or as the user says."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from varick.casebook.cases.consent import USES
from varick.casebook.cases.fields import fields
from varick.casebook.cases.identity import NAME_KINDS
from varick.casebook.taking_in.numbers import looks_like_a_numbers, names_an_a_number
from varick.casebook.taking_in.reading import Table
from varick.errors import VarickError, did_you_mean
from varick.words import LANGUAGES, Words

What = Literal[
    "field", "derived", "name", "birth_date", "phone", "case_id", "retain_until", "privileged", "consent"
]
KEY = "own_reference"
"""The field that holds an organisation's own number of a case."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a column holds. `name`: the field, the kind of name, or of a consent its use with "", "_on" or "_how" behind."""

    what: What
    name: str = ""

    @property
    def title(self) -> str:
        """As `--column "Heading=..."` names it."""
        if self.what in ("field", "derived"):
            return self.name
        return f"{self.what}_{self.name}" if self.name else self.what


@dataclass(frozen=True)
class Matched:
    """Each column's target, None where it is left out; `left_out` names the headings of those."""

    targets: tuple[Target | None, ...]
    left_out: tuple[str, ...]
    keyed: bool = False
    """Whether every row must have the organisation's own number."""

    def place(self, target: Target) -> int | None:
        """The column of this target."""
        return self.targets.index(target) if target in self.targets else None


def plain(text: str) -> str:
    """Letters and digits only, without accents and capitals: what headings are compared by."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return " ".join(re.findall(r"[a-z0-9]+", bare))


@cache
def targets() -> Mapping[str, Target]:
    """Every target by its title."""
    every = [Target("derived" if one.tier == "derived" else "field", one.name) for one in fields().values()]
    every += [Target("name", kind) for kind in NAME_KINDS]
    every += [Target(what) for what in ("birth_date", "phone", "case_id", "retain_until", "privileged")]
    every += [Target("consent", f"{use}{part}") for use in USES for part in ("", "_on", "_how")]
    return {one.title: one for one in every}


@cache
def spellings() -> Mapping[str, frozenset[Target]]:
    """`plain` heading -> the targets that are called so: by title, and by label, question and heading in each language."""
    found: dict[str, set[Target]] = {}
    for title, target in targets().items():
        texts = [title]
        for words in map(Words, LANGUAGES):
            if target.what in ("field", "derived"):
                texts += [words.find(f"casebook_{kind}.{target.name}") or "" for kind in ("label", "field")]
            else:
                texts += (words.find(f"casebook_heading.{title}") or "").split("|")
        for text in texts:
            if spelt := plain(text):
                found.setdefault(spelt, set()).add(target)
    return {spelt: frozenset(those) for spelt, those in found.items()}


def match(
    table: Table, said: Sequence[str] = (), ignored: Iterable[str] = (), key: str | None = None
) -> Matched:
    """The columns of a table. `said`: "Heading=field"; `ignored`: headings to leave out, "*" for all that are not known;
    `key`: the heading of the organisation's own number.

    Raises VarickError for a heading that is not known, means two fields or stands twice, for a column of A-numbers, and for
    what is said of a heading that is not there."""
    if not said and not any(plain(heading) in spellings() for heading in table.headings):
        raise VarickError(
            f"{table.file}: row {table.header_row} was read as the headings, and none of them is a field's name or question; "
            "if it holds a case, put headings above it (a bare No or number is taken for data), else map them with --column"
        )
    given = {plain(heading): heading for heading in table.headings if plain(heading)}
    chosen = _said(said, given, table.file)
    if key is not None:
        chosen[_there(key, given, table.file, "--key")] = targets()[KEY]
    leave = {text for text in ignored if text != "*"}
    out = {_there(text, given, table.file, "--ignore") for text in leave}
    found: list[Target | None] = []
    left: list[str] = []
    unknown: list[str] = []
    for place, heading in enumerate(table.headings):
        spelt, shown = plain(heading), heading or f"(column {place + 1})"
        if spelt in out:
            found.append(None)
            left.append(shown)
            continue
        filled = [row[place] or "" for _, row in table.rows if row[place]]
        if not spelt and not filled:
            found.append(None)
            continue
        target = chosen.get(spelt)
        those = spellings().get(spelt, frozenset()) if spelt and target is None else frozenset()
        if len(those) == 1:
            target = next(iter(those))
        if target is None or target.what != "phone":
            _no_a_numbers(table.file, shown, heading, filled, target)
        if len(those) > 1:
            names = " or ".join(sorted(one.title for one in those))
            raise VarickError(f'{table.file}: column "{shown[:80]}" may be {names}; say which with --column')
        if target is None:
            unknown.append(shown)
        if target is None or target.what == "derived":
            left.append(shown)
            target = None
        found.append(target)
    if unknown and "*" not in set(ignored):
        listed = ", ".join(f'"{one[:80]}"' for one in unknown[:12])
        more = f" and {len(unknown) - 12} more" if len(unknown) > 12 else ""
        raise VarickError(
            f"{table.file}: no field for {listed}{more}; map each with --column HEADING=FIELD, or leave it out with "
            "--ignore HEADING (--ignore '*' for all of them); --key HEADING for your own numbers"
        )
    _once(table, found)
    return Matched(tuple(found), tuple(left), key is not None)


def _said(said: Sequence[str], given: Mapping[str, str], file: str) -> dict[str, Target]:
    chosen: dict[str, Target] = {}
    for text in said:
        heading, equals, title = text.rpartition("=")
        target = targets().get(title.strip())
        if not equals or not heading.strip():
            raise VarickError(
                '--column: write "HEADING=FIELD", such as --column "Date of letter=letter_date"'
            )
        if target is None:
            raise VarickError(
                f"--column: there is no field {title.strip()[:60]!r}{did_you_mean(title.strip(), targets())}"
            )
        if target.what == "derived":
            raise VarickError(
                f"--column: {target.name} is computed from other fields; leave the column out with --ignore"
            )
        chosen[_there(heading, given, file, "--column")] = target
    return chosen


def _there(heading: str, given: Mapping[str, str], file: str, option: str) -> str:
    spelt = plain(heading)
    if spelt not in given:
        near = did_you_mean(heading.strip(), given.values())
        raise VarickError(f"{file}: {option}: no column is called {heading.strip()[:80]!r}{near}")
    return spelt


def _no_a_numbers(file: str, shown: str, heading: str, filled: Sequence[str], target: Target | None) -> None:
    """Raise VarickError for a column of A-numbers, by its heading or its cells."""
    bare = target is not None and (target.what == "name" or _is_text(target))
    if names_an_a_number(heading) or looks_like_a_numbers(filled, bare):
        raise VarickError(
            f'{file}: column "{shown[:80]}" looks like A-numbers; a casebook keeps none, so that nobody can be made to '
            "hand them over: delete the column, or leave it out with --ignore"
        )


def _is_text(target: Target) -> bool:
    return target.what == "field" and fields()[target.name].kind in ("text", "place")


def _once(table: Table, found: Sequence[Target | None]) -> None:
    for target in filter(None, found):
        both = [table.headings[place] for place, one in enumerate(found) if one == target]
        if len(both) > 1:
            listed = " and ".join(f'"{one[:80]}"' for one in both)
            raise VarickError(f"{table.file}: {listed} are both {target.title}; leave one out with --ignore")
