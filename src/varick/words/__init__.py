"""Every label and explanation that a reader meets, in English and Spanish, with numbers and dates as each writes them.

`Words("es")("flow.leaves", count="120")` looks a sentence up; `label("agency", "ice")` names a thing of the model.
The Spanish has not been reviewed by a translator; whatever shows it says so (`Words.notice`).
"""

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from math import floor, log10
from typing import Any

import yaml

from varick.errors import VarickError
from varick.words.numbers import decimals, place, rounded, same

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

    def number(self, value: float, to: float | None = None) -> str:
        """A number rounded to `to`, a power of ten; by default a whole one as it is, others as `place` says."""
        if to is None:
            to = 1.0 if value == round(value) else place(value, value, value)
        text = f"{abs(rounded(value, to)):,.{decimals(to)}f}"
        if set(text) <= set("0.,"):
            return "0"
        text = text.translate(
            {ord(","): self._table["number.group"], ord("."): self._table["number.decimal"]}
        )
        return MINUS + text if value < 0 else text

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
        text = text.translate(
            {ord(","): self._table["number.group"], ord("."): self._table["number.decimal"]}
        )
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
