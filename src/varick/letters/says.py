"""What a letter's text says and does not say, signs of a scam, and where it is like or unlike letters seen before."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from varick.letters.reading import Likeness, Line, Sign
from varick.letters.text import units

LONGEST_QUOTE = 160
PAYMENT = ("payment", "gift_card", "wire", "crypto")


@cache
def _signs() -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
    import yaml

    text = files("varick.letters").joinpath("signs.yaml").read_text(encoding="utf-8")
    loaded: Mapping[str, Mapping[str, Mapping[str, Any]]] = yaml.load(text, Loader=yaml.CSafeLoader)
    return loaded


def codes(group: str) -> tuple[str, ...]:
    """The codes of a group of signs.yaml: "says", "scam" or "like"."""
    return tuple(_signs()[group])


@cache
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text.replace(" ", r"\s*"), re.IGNORECASE)


def texts(lines: Mapping[str, Sequence[Line]]) -> list[str]:
    """The running text of each engine's units, engine after engine."""
    return [unit.text for one in lines.values() for unit in units(one)]


def says(read: Sequence[str]) -> tuple[Sign, ...]:
    """Which of the things that a letter may say are said, each with the sentence."""
    return _found("says", read)


def scam_signs(read: Sequence[str]) -> tuple[Sign, ...]:
    """Signs of a scam, each with the words in which it stands."""
    return _found("scam", read)


def likeness(read: Sequence[str], fields: Iterable[str], poor: bool) -> tuple[Likeness, ...]:
    """Each feature of letters seen before: like, unlike, or unclear where the page could hardly be read.

    `fields` are the names of the fields that have a value; `poor` says that much of the page was not read."""
    have = set(fields)
    said = {sign.code for sign in (*says(read), *scam_signs(read))}
    if said & set(PAYMENT):
        said.add("payment")
    if "letter_authority_cited" in have:
        said.add("authority")
    made = []
    for code, rule in _signs()["like"].items():
        if "absent" in rule:
            holds = rule["absent"] not in said
            sure = not holds or not poor
        else:
            holds = (set(rule["fields"]) <= have) if "fields" in rule else _first(rule, read) is not None
            sure = holds or not poor
        verdict: Literal["like", "unlike", "unclear"] = (
            "unclear" if not sure else "like" if holds else "unlike"
        )
        made.append(Likeness(code, verdict, str(rule["seen"])))
    return tuple(made)


def _found(group: str, read: Sequence[str]) -> tuple[Sign, ...]:
    found = []
    for code, rule in _signs()[group].items():
        quote = _first(rule, read)
        if quote is not None:
            found.append(Sign(code, quote))
    return tuple(found)


def _first(rule: Mapping[str, Any], read: Sequence[str]) -> str | None:
    """The words about the first place where one of the rule's patterns stands, or None."""
    for text in read:
        for written in rule["patterns"]:
            for match in _pattern(written).finditer(text):
                before = re.findall(r"[^\W\d_]+", text[: match.start()].casefold())[-3:]
                if not set(before) & set(rule.get("not_after", ())):
                    return _quote(text, match.start(), match.end())
    return None


def _quote(text: str, start: int, end: int) -> str:
    if len(text) <= LONGEST_QUOTE:
        return text
    room = (LONGEST_QUOTE - (end - start)) // 2
    begin = max(0, start - room)
    piece = text[begin : begin + LONGEST_QUOTE]
    return f"{'… ' if begin else ''}{piece.strip()}{' …' if begin + LONGEST_QUOTE < len(text) else ''}"
