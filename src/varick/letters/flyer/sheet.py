"""A sheet as plain data for the layout: every text isolated, so that an address reads the same in each direction."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from varick.letters.flyer.content import Language, Practice
from varick.letters.flyer.org import Contact, Organisation, Review, said
from varick.letters.flyer.review import DAYS, Standing, State

LEFT_TO_RIGHT, AS_IT_BEGINS, CLOSE = "\u2066", "\u2068", "\u2069"
"""Unicode's isolates: what stands between them is set in its own direction and moves nothing around it."""
_MARKED = re.compile(r"\[\[(.+?)\]\]")
_NUMBERS = re.compile(r"\d[\dA-Za-z:.,/()+\u2010-\u2015 -]*[\dA-Za-z]|\d")
"""A number with what belongs to it: "9:00–17:00", "5 pm", "212-555-0100"."""
_ISOLATES = re.compile(f"[{LEFT_TO_RIGHT}{AS_IT_BEGINS}{CLOSE}]")
_LOOKS = {"first": "first", "neither": "strong", "limits": "limits"}
"""Section -> how it is set; any other is a list below its heading."""


def latin(text: str) -> str:
    """A text that always reads from left to right: a telephone number, a form's number."""
    return f"{LEFT_TO_RIGHT}{text}{CLOSE}"


def own(text: str) -> str:
    """A text in the direction of its first letter: a name, an address, a date."""
    return f"{AS_IT_BEGINS}{_numbered(text)}{CLOSE}"


def marked(text: str) -> str:
    """A sentence in which what stands in [[double brackets]] reads from left to right, on one line."""
    parts = _MARKED.split(text)  # every second one stood in brackets
    return "".join(
        latin(part.replace(" ", "\u00a0")) if n % 2 else _numbered(part) for n, part in enumerate(parts)
    )


def _turned(text: str) -> bool:
    return any(unicodedata.bidirectional(sign) in ("R", "AL") for sign in text)


def _numbered(text: str) -> str:
    """A text that reads from right to left, with each number in an isolate of its own: Unicode would turn "9:00–17:00"."""
    return _NUMBERS.sub(lambda found: latin(found[0]), text) if _turned(text) else text


def sheet(
    words: Language,
    english: Language,
    practice: Practice,
    org: Organisation,
    standing: Standing,
    fonts: Sequence[str],
) -> dict[str, Any]:
    """Everything that is printed in one language. ``english``: the words of the stamp that everybody who prints can read."""
    printed = {
        "tag": words.tag,
        "rtl": words.script == "arabic",
        "script": words.script,
        "fonts": list(fonts),
        "title": marked(words.texts["title"]),
        "subtitle": marked(words.texts["subtitle"]),
        "sides": [_side(side, words, practice, org) for side in practice.sides],
        "stamp": _stamp(words, english, standing),
        "reviewed": _reviewed(words, org.reviews.get(words.code), standing),
        "foot": [
            own(said(org.name, words.code)),
            own(words.own),
            own(words.labels["version"].format(version=latin(words.version))),
        ],
    }
    turned = any(
        unicodedata.bidirectional(sign) in ("R", "AL") for text in texts_of(printed) for sign in text
    )
    return printed if turned else _bare(printed)


def texts_of(printed: Mapping[str, Any]) -> list[str]:
    """All texts of a sheet, for whoever must know which letters are in it."""
    found: list[str] = []
    waiting: list[Any] = [printed[key] for key in ("title", "subtitle", "sides", "stamp", "reviewed", "foot")]
    while waiting:
        each = waiting.pop()
        if isinstance(each, str):
            found.append(each)
        elif isinstance(each, Mapping):
            waiting += each.values()
        elif isinstance(each, list):
            waiting += each
    return found


def _bare(value: Any) -> Any:
    """The same without isolates, which a sheet of one direction does not need: what is copied from it is then clean."""
    if isinstance(value, str):
        return _ISOLATES.sub("", value)
    if isinstance(value, Mapping):
        return {key: _bare(each) for key, each in value.items()}
    return [_bare(each) for each in value] if isinstance(value, list) else value


def _side(
    names: Sequence[str], words: Language, practice: Practice, org: Organisation
) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = []
    for name in names:
        if name == "contacts":
            made.append({"look": "contacts", **_contacts(words, org)})
            continue
        block = {
            "look": _LOOKS.get(name, "list"),
            "heading": marked(words.texts.get(name, "")),
            "items": [marked(words.texts[key]) for key in practice.section(name)],
        }
        if name == "stay" and made and made[-1].get("name") == "go":
            # both risks side by side, neither above the other
            made[-1] = {"look": "pair", "both": [made[-1]["block"], block]}
        elif name == "go":
            made.append({"name": "go", "block": block})
        else:
            made.append(block)
    return made


def _contacts(words: Language, org: Organisation) -> dict[str, Any]:
    def one(contact: Contact) -> dict[str, Any]:
        hours, label = said(contact.hours, words.code), said(contact.label, words.code)
        return {
            "label": own(label) if label else "",
            "phones": [latin(phone) for phone in contact.phones],
            "address": own(contact.address) if contact.address else "",
            "hours": own(hours) if hours else "",
        }

    return {
        "heading": marked(words.texts["contacts"]),
        "name": own(said(org.name, words.code)),
        "contacts": [one(contact) for contact in org.contacts],
        "labels": {key: words.labels[key] for key in ("phone", "address", "hours")},
    }


def _stamp(words: Language, english: Language, standing: Standing) -> dict[str, Any] | None:
    if standing.state is State.REVIEWED:
        return None
    word, why = {
        State.DRAFT: ("draft", "draft_why"),
        State.CHANGED: ("draft", "changed_why"),
        State.EXPIRED: ("expired", "expired_why"),
    }[standing.state]
    both = [words] if words.code == english.code else [english, words]
    return {
        "words": [each.labels[word] for each in both],
        "why": [marked(each.labels[why]) for each in both],
        "tags": [each.tag for each in both],
    }


def _reviewed(words: Language, review: Review | None, standing: Standing) -> str:
    """The days of the review, and the day after which the sheet is too old. Nobody's name: the sheet goes from hand to hand."""
    if review is None or standing.state is not State.REVIEWED:
        return ""
    days: dict[str, date] = {
        "lawyer_on": review.lawyer_on,
        "reader_on": review.reader_on,
        "until": review.first + timedelta(days=DAYS),
    }
    return marked(words.labels["reviewed"]).format(**{key: own(words.date(day)) for key, day in days.items()})
