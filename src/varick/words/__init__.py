"""Every label and explanation that a reader meets, in English and Spanish, with numbers and dates as each writes them.

`Words("es")("flow.leaves", count="120")` looks a sentence up; `label("agency", "ice")` names a thing of the model.
The Spanish has not been reviewed by a translator; whatever shows it says so (`Words.notice`).
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from math import floor, log10
from string import Formatter
from typing import Any, Literal

from varick.errors import VarickError
from varick.words.numbers import decimals, place, rounded, same

LANGUAGES = ("en", "es")
MINUS = "\u2212"
_CONTRACTED = re.compile(r"\b([Dd]e|[Aa]) el\b")
"""Where a name with its article follows "de" or "a", Spanish writes one word: "del", "al"."""
_INITIALS = frozenset({"dat", "dcjs", "dhs", "doc", "eoir", "fbi", "ice", "ident", "ngi", "nta", "nypd"})


@cache
def table(lang: str) -> Mapping[str, str]:
    """All words of a language, by dotted key. Raises VarickError for a language that Varick does not speak."""
    if lang not in LANGUAGES:
        raise VarickError(f"language {lang!r}: Varick speaks {' and '.join(LANGUAGES)}; choose one of them")
    folder = files("varick.words").joinpath(lang)
    topics = sorted((f for f in folder.iterdir() if f.name.endswith(".yaml")), key=lambda f: f.name)
    return merged({f"words/{lang}/{f.name}": f.read_text(encoding="utf-8") for f in topics})


def merged(files: Mapping[str, str]) -> dict[str, str]:
    """The words of several files (name -> YAML) by dotted key.

    Raises VarickError for a family that stands in two of them, and for what is not text."""
    import yaml

    flat: dict[str, str] = {}
    home: dict[str, str] = {}
    for file, text in files.items():
        for family, node in (yaml.load(text, Loader=yaml.CSafeLoader) or {}).items():
            if family in home:
                raise VarickError(f"{file}: {family} stands in {home[family]} too; keep it in one of them")
            home[family] = file
            _flatten({family: node}, "", flat, file)
    return flat


def _flatten(node: Mapping[Any, Any], prefix: str, flat: dict[str, str], file: str) -> None:
    for key, value in node.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict):
            _flatten(value, f"{name}.", flat, file)
        elif isinstance(value, str):
            flat[name] = value
        else:
            raise VarickError(f"{file}: {name} is {value!r}, not text; put it in quotes")


def _sound(text: str) -> str:
    """The vowel with which a Spanish text begins to sound, for "y" and "o"; an i before a vowel ("hielo") is none."""
    found = re.match(r"h?([ioíó])(?![aeou])", text.lower())
    return found[1].translate(str.maketrans("íó", "io")) if found else ""


def placeholders(template: str) -> frozenset[str]:
    """The names in braces that a sentence waits for, as `str.format` reads it; a doubled brace is none."""
    return frozenset(name for _, name, _, _ in Formatter().parse(template) if name is not None)


class Words:
    """The words and number formats of one language ("en" or "es")."""

    def __init__(self, lang: str = "en") -> None:
        self.lang = lang
        self._table = table(lang)

    def __call__(self, key: str, **values: str) -> str:
        """The sentence of `key` with its placeholders filled. Raises VarickError for what does not fit."""
        template = self._table.get(key)
        if template is None:
            raise VarickError(f"words/{self.lang}: no entry {key!r}; add it in every language")
        if placeholders(template) != values.keys():
            wanted = ", ".join(sorted(placeholders(template))) or "nothing"
            raise VarickError(
                f"words/{self.lang}: {key!r} waits for {wanted}, got {sorted(values)}; give them"
            )
        said = template.format(**values)
        return _CONTRACTED.sub(r"\1l", said) if self.lang == "es" else said

    def find(self, key: str) -> str | None:
        """The text of a key that may be missing."""
        return self._table.get(key)

    def family(self, name: str) -> list[str]:
        """All texts below a key, in their order; none where it has none."""
        return [said for key, said in self._table.items() if key.startswith(f"{name}.")]

    def title(self, family: str, name: str, given: str) -> str:
        """The title of a scenario or reform that comes with Varick; ``given``, what its file says, for any other."""
        return self.find(f"{family}.{name}") or given

    def listed(self, parts: Sequence[str], by: Literal["and", "or"] = "and") -> str:
        """Parts as a list: "a, b and c". Spanish says "e" before an i and "u" before an o."""
        if len(parts) < 2:
            return "".join(parts)
        sound = _sound(parts[-1])
        key = (
            f"list.{by}_i"
            if by == "and" and sound == "i"
            else f"list.{by}_o"
            if by == "or" and sound == "o"
            else f"list.{by}"
        )
        return self(key, first=", ".join(parts[:-1]), last=parts[-1])

    @property
    def notice(self) -> str:
        """What a reader must be told about this language; empty for English."""
        return self._table["notice"]

    def label(self, family: str, name: str) -> str:
        """The name of a thing of the model: an agency, an activity, an owner, a grade.

        A name without an entry is spelt out: `ice_notified` becomes "ICE notified".
        """
        found = self._table.get(f"{family}.{name.lower()}")
        if found is not None:
            return found
        if "_" not in name and not name.islower():
            return name
        parts = [part.upper() if part in _INITIALS else part for part in re.split(r"[_\s-]+", name)]
        spelt = " ".join(parts)
        return spelt[:1].upper() + spelt[1:]

    def figures(self, text: str) -> str:
        """A number that is written as Python does, "1,234.5", with this language's signs."""
        return text.translate(
            {ord(","): self._table["number.group"], ord("."): self._table["number.decimal"]}
        )

    def number(self, value: float, to: float | None = None) -> str:
        """A number rounded to `to`, a power of ten; by default a whole one as it is, others as `place` says."""
        if to is None:
            to = 1.0 if value == round(value) else place(value, value, value)
        text = f"{abs(rounded(value, to)):,.{decimals(to)}f}"
        if set(text) <= set("0.,"):
            return "0"
        return MINUS + self.figures(text) if value < 0 else self.figures(text)

    def signed(self, value: float, to: float | None = None) -> str:
        """A change: with its sign, unless it is zero."""
        text = self.number(value, to)
        return text if text == "0" or text.startswith(MINUS) else f"+{text}"

    def percent(self, share: float) -> str:
        """A share of 1 in percent: whole from 10 % to 90 %, else one decimal, and never a false 0 or 100."""
        hundred = share * 100
        for limit, key in ((0.1, "number.percent_under"), (99.9, "number.percent_over")):
            beyond = 0 < hundred < limit if limit < 1 else limit < hundred < 100
            if beyond:
                return self(key, value=self.number(limit, 0.1))
        whole = 10 <= hundred <= 90 or hundred in (0, 100)
        return self("number.percent", value=self.number(hundred, 1 if whole else 0.1))

    def stated(self, value: float) -> str:
        """A number as somebody stated it: up to three significant digits after the point, no zeros at the end."""
        text = (
            f"{abs(value):,.{max(0, 2 - floor(log10(abs(value))))}f}"
            if 0 < abs(value) < 100
            else f"{abs(value):,.0f}"
        )
        text = text.rstrip("0").rstrip(".") if "." in text else text
        text = self.figures(text)
        return MINUS + text if value < 0 and text != "0" else text

    def interval(self, low: float, high: float) -> str:
        """Two limits, "5,200 to 12,400"."""
        numbers = {
            "low": self.number(low, place(low, low, high)),
            "high": self.number(high, place(high, low, high)),
        }
        return self("number.interval", **numbers)

    def range(self, low: float, high: float) -> str:
        """The same two limits where there is little room, "5,200–12,400"."""
        numbers = {
            "low": self.number(low, place(low, low, high)),
            "high": self.number(high, place(high, low, high)),
        }
        return self("number.range", **numbers)

    def point(self, value: float, low: float, high: float) -> str:
        """A number alone, rounded as its interval asks; the interval must stand beside it."""
        return self.number(value, place(value, low, high))

    def estimate(self, value: float, low: float, high: float) -> str:
        """A number with its interval, "8,100 (5,200 to 12,400)"; alone where there is nothing uncertain."""
        if same(low, high):
            return self.number(value)
        return self("number.estimate", value=self.point(value, low, high), interval=self.interval(low, high))

    def change(self, value: float, low: float, high: float) -> str:
        """A difference with its interval; "no change" where it is exactly zero in every draw."""
        if value == low == high == 0:
            return self("number.no_change")
        if same(low, high):
            return self.signed(value)
        first, last = self.signed(low, place(low, low, high)), self.signed(high, place(high, low, high))
        interval = self("number.interval", low=first, high=last)
        return self("number.estimate", value=self.signed(value, place(value, low, high)), interval=interval)

    def date(self, day: date) -> str:
        """A date in full: "January 31, 2018", "31 de enero de 2018"."""
        month = self._table[f"month.m{day.month}"]
        return self("number.date", day=str(day.day), month=month, year=str(day.year))
