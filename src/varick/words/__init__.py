"""Every label and explanation that a reader meets, in English and Spanish, with numbers and dates as each writes them.

`Words("es")("flow.leaves", count="120")` looks a sentence up; `label("agency", "ice")` names a thing of the model.
The Spanish has not been reviewed by a translator; whatever shows it says so (`Words.notice`).
"""

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from varick.errors import VarickError
from varick.words.numbers import decimals, rounded, step

LANGUAGES = ("en", "es")
MINUS = "\u2212"
_INITIALS = frozenset({"dat", "dcjs", "dhs", "doc", "eoir", "fbi", "ice", "ident", "ngi", "nta", "nypd"})


@cache
def table(lang: str) -> Mapping[str, str]:
    """All words of a language, by dotted key. Raises VarickError for a language that Varick does not speak."""
    if lang not in LANGUAGES:
        raise VarickError(f"language {lang!r}: Varick speaks {' and '.join(LANGUAGES)}; choose one of them")
    text = files("varick.words").joinpath(f"{lang}.yaml").read_text(encoding="utf-8")
    flat: dict[str, str] = {}
    _flatten(yaml.load(text, Loader=yaml.CSafeLoader), "", flat)
    return flat


def _flatten(node: Mapping[Any, Any], prefix: str, flat: dict[str, str]) -> None:
    for key, value in node.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict):
            _flatten(value, f"{name}.", flat)
        elif isinstance(value, str):
            flat[name] = value
        else:
            raise VarickError(f"words: {name} is {value!r}, not text; put it in quotes")


def placeholders(template: str) -> frozenset[str]:
    """The names in braces that a sentence waits for."""
    return frozenset(re.findall(r"\{(\w+)\}", template))


class Words:
    """The words and number formats of one language ("en" or "es")."""

    def __init__(self, lang: str = "en") -> None:
        self.lang = lang
        self._table = table(lang)

    def __call__(self, key: str, **values: str) -> str:
        """The sentence of `key` with its placeholders filled. Raises VarickError for what does not fit."""
        template = self._table.get(key)
        if template is None:
            raise VarickError(f"words/{self.lang}.yaml: no entry {key!r}; add it in every language")
        if placeholders(template) != values.keys():
            wanted = ", ".join(sorted(placeholders(template))) or "nothing"
            raise VarickError(
                f"words/{self.lang}.yaml: {key!r} waits for {wanted}, got {sorted(values)}; give them"
            )
        return template.format(**values)

    @property
    def notice(self) -> str:
        """What a reader must be told about this language; empty for English."""
        return self._table.get("notice", "")

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

    def number(self, value: float, place: float | None = None) -> str:
        """A number rounded to `place` (a power of ten; by default as `numbers.step` without an interval)."""
        place = step(value, value, value) if place is None else place
        text = f"{abs(rounded(value, place)):,.{decimals(place)}f}"
        if set(text) <= set("0.,"):
            text = "0"
        grouped = text.replace(",", "\0").replace(".", self._table["number.decimal"])
        grouped = grouped.replace("\0", self._table["number.group"])
        return MINUS + grouped if rounded(value, place) < 0 and grouped != "0" else grouped

    def signed(self, value: float, place: float | None = None) -> str:
        """A change: with its sign, unless it is zero."""
        text = self.number(value, place)
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

    def interval(self, low: float, high: float, value: float | None = None) -> str:
        """Two limits, "5,200 to 12,400", rounded alike."""
        place = step(low, high, low if value is None else value)
        return self("number.interval", low=self.number(low, place), high=self.number(high, place))

    def estimate(self, value: float, low: float, high: float) -> str:
        """A number with its interval, "8,100 (5,200 to 12,400)"; alone where there is nothing uncertain."""
        if low == high:
            return self.number(value)
        return self(
            "number.estimate",
            value=self.number(value, step(low, high, value)),
            interval=self.interval(low, high, value),
        )

    def change(self, value: float, low: float, high: float) -> str:
        """A difference with its interval; "no change" where it is exactly zero in every draw."""
        if value == low == high == 0:
            return self("number.no_change")
        place = step(low, high, value)
        if low == high:
            return self.signed(value, place)
        interval = self("number.interval", low=self.signed(low, place), high=self.signed(high, place))
        return self("number.estimate", value=self.signed(value, place), interval=interval)

    def date(self, day: date) -> str:
        """A date in full: "January 31, 2018", "31 de enero de 2018"."""
        month = self._table[f"month.m{day.month}"]
        return self("number.date", day=str(day.day), month=month, year=str(day.year))
