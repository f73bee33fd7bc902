"""An organization's own file: its name, its contacts, its texts, and who reviewed which language when."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NoReturn

from varick.errors import VarickError, did_you_mean
from varick.letters.flyer.content import STAMPS, language, languages

Place = tuple[str | int, ...]
"""The keys and list positions that lead to a value."""
Where = Callable[[Place], str]
"""How messages name a place of the file: ``organisation.yaml:12``."""

LONGEST_NAME = 120
LONGEST_TEXT = 600
MOST_CONTACTS = 8
_BRACES = re.compile(r"\{\w+\}|[{}]")
_JOINERS = frozenset("\u200c\u200d")
"""Invisible characters that Bengali and Persian words need. No other may stand in the file: some turn the direction of what
follows, and the sheet sets its own around whatever comes from the file."""
_UNPRINTED = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "So"})
"""Unicode categories of what no sheet prints: control and invisible characters, unassigned ones, symbols such as emoji."""


@dataclass(frozen=True)
class Contact:
    """One way to reach the organization. Texts are by language code, or "" for all languages."""

    label: Mapping[str, str]
    phones: tuple[str, ...]
    address: str
    hours: Mapping[str, str]


@dataclass(frozen=True)
class Review:
    """Who answers for one language: a lawyer for the content, a native reader for the wording, and the text's version."""

    lawyer: str
    lawyer_on: date
    reader: str
    reader_on: date
    text: str

    @property
    def first(self) -> date:
        """The earlier of the two days: what changed after it was not seen by both."""
        return min(self.lawyer_on, self.reader_on)


@dataclass(frozen=True)
class Organisation:
    """An organization as its file says; ``texts`` by language and id replace the sheet's own."""

    name: Mapping[str, str]
    contacts: tuple[Contact, ...]
    reviews: Mapping[str, Review] = field(default_factory=dict)
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def said(texts: Mapping[str, str], lang: str) -> str:
    """A text of the file in a language; empty where the file has none."""
    return texts.get(lang, texts.get("", ""))


def organisation(
    data: Any, where: Where, today: date, langs: tuple[str, ...], practice_name: str
) -> Organisation:
    """Check what an organization's file holds, for a sheet in these languages.

    ``data``: dicts, lists, text and dates, as YAML gives them. Raises VarickError in one line for the first thing that
    is wrong: its place in the file, and what to write.
    """
    return _Reader(where, today, langs, practice_name).organisation(data)


class _Reader:
    """Walks over the file and stops at what is wrong."""

    def __init__(self, where: Where, today: date, langs: tuple[str, ...], practice_name: str) -> None:
        self.where, self.today, self.langs, self.practice = where, today, langs, practice_name

    def organisation(self, data: Any) -> Organisation:
        top = self.mapping(data, (), ("name", "contacts", "reviews", "texts"), ("name", "contacts"))
        contacts = self.items(top["contacts"], ("contacts",))
        return Organisation(
            name=self.spoken(top["name"], ("name",), LONGEST_NAME),
            contacts=tuple(self.contact(each, ("contacts", n)) for n, each in enumerate(contacts)),
            reviews={
                lang: self.review(each, ("reviews", lang))
                for lang, each in self.by_language(top.get("reviews"), ("reviews",)).items()
            },
            texts={
                lang: self.texts(each, lang)
                for lang, each in self.by_language(top.get("texts"), ("texts",)).items()
            },
        )

    def contact(self, data: Any, place: Place) -> Contact:
        each = self.mapping(data, place, ("label", "phone", "phones", "address", "hours"), ())
        if "phone" in each and "phones" in each:
            self.wrong((*place, "phones"), "phone and phones are both given; keep one of them")
        many = each.get("phones", [each["phone"]] if "phone" in each else [])
        key: Place = (*place, "phones") if "phones" in each else (*place, "phone")
        listed = self.items(many, key) if "phones" in each else many
        phones = tuple(
            self.text(phone, (*key, n) if "phones" in each else key, 40) for n, phone in enumerate(listed)
        )
        address = self.text(each["address"], (*place, "address"), LONGEST_NAME) if "address" in each else ""
        if not phones and not address:
            self.wrong(place, "a contact without phone or address reaches nobody; add one")
        return Contact(
            label=self.spoken(each["label"], (*place, "label"), LONGEST_NAME) if "label" in each else {},
            phones=phones,
            address=address,
            hours=self.spoken(each["hours"], (*place, "hours"), LONGEST_NAME) if "hours" in each else {},
        )

    def review(self, data: Any, place: Place) -> Review:
        keys = ("lawyer", "lawyer_on", "reader", "reader_on", "text")
        each = self.mapping(data, place, keys, keys)
        text = self.text(each["text"], (*place, "text"), 20)
        return Review(
            lawyer=self.text(each["lawyer"], (*place, "lawyer"), LONGEST_NAME),
            lawyer_on=self.day(each["lawyer_on"], (*place, "lawyer_on")),
            reader=self.text(each["reader"], (*place, "reader"), LONGEST_NAME),
            reader_on=self.day(each["reader_on"], (*place, "reader_on")),
            text=text,
        )

    def texts(self, data: Any, lang: str) -> dict[str, str]:
        words = language(lang, self.practice)
        known = (*words.texts, *(key for key in words.labels if key not in STAMPS))
        read = self.mapping(data, ("texts", lang), known, ())
        made = {key: self.text(value, ("texts", lang, key), LONGEST_TEXT) for key, value in read.items()}
        for key, value in made.items():
            self.braces(value, {**words.labels, **words.texts}[key], ("texts", lang, key))
        return made

    def braces(self, value: str, instead: str, place: Place) -> None:
        """A replaced label waits for the same dates as the one that it replaces."""
        wanted = sorted(_BRACES.findall(instead))
        if wanted and sorted(_BRACES.findall(value)) != wanted:
            self.wrong(place, f"this text must hold {', '.join(wanted)}, each once and no other brace")

    def spoken(self, data: Any, place: Place, longest: int) -> dict[str, str]:
        """A text for all languages, or one for each that is printed."""
        if not isinstance(data, Mapping):
            return {"": self.text(data, place, longest)}
        read = self.by_language(data, place)
        for lang in self.langs:
            if lang not in read:
                self.wrong(place, f"has no text in {lang}; add it, or write one text for all languages")
        return {lang: self.text(value, (*place, lang), longest) for lang, value in read.items()}

    def by_language(self, data: Any, place: Place) -> dict[str, Any]:
        return {} if data is None else self.mapping(data, place, languages(), ())

    def mapping(
        self, data: Any, place: Place, known: tuple[str, ...], needed: tuple[str, ...]
    ) -> dict[str, Any]:
        if not isinstance(data, Mapping):
            self.wrong(place, f"holds no keys; write {', '.join((needed or known)[:5])} below it")
        for key in data:
            if key not in known:
                hint = did_you_mean(key, known) or f"; there is {', '.join(known[:12])}"
                self.wrong((*place, str(key)), f"not a key that is known here{hint}")
        for key in needed:
            if key not in data:
                self.wrong(place, f"{key} is missing{self.help(key)}")
        return dict(data)

    def help(self, key: str) -> str:
        if key == "text":
            return "; write the version at the foot of the sheet that was reviewed"
        return "; a review has a lawyer and a native reader, each with a day" if "_on" in key else "; add it"

    def items(self, data: Any, place: Place) -> list[Any]:
        if not isinstance(data, list) or not data:
            self.wrong(place, "write a list with at least one entry, each line after a dash")
        if len(data) > MOST_CONTACTS:
            self.wrong(place, f"{len(data)} entries do not fit on a sheet; keep at most {MOST_CONTACTS}")
        return data

    def text(self, data: Any, place: Place, longest: int) -> str:
        if isinstance(data, bool | int | float | date):
            self.wrong(place, "a number or date, not text; put it in quotes")
        if not isinstance(data, str) or not data.strip():
            self.wrong(place, "no text; write one, or take the key out")
        text = unicodedata.normalize("NFC", " ".join(data.split()))
        if len(text) > longest:
            self.wrong(place, f"{len(text)} characters are too long here; keep it to {longest}")
        for sign in text:
            if sign not in _JOINERS and unicodedata.category(sign) in _UNPRINTED:
                self.wrong(place, f"the character U+{ord(sign):04X} cannot be printed here; take it out")
        return text

    def day(self, data: Any, place: Place) -> date:
        if type(data) is not date:
            self.wrong(place, "not a day; write it as 2026-11-23")
        if data > self.today:
            self.wrong(
                place, f"{data} is after today, {self.today}; give the day on which the text was reviewed"
            )
        return data

    def wrong(self, place: Place, what: str) -> NoReturn:
        name = ".".join(str(part) for part in place)
        told = f"{self.where(place)}: {name}: {what}" if name else f"{self.where(place)}: {what}"
        raise VarickError(" ".join(told.split()))
