"""What the sheets say: sentences with their sources, and their texts in six languages, read from `content/`."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from varick.errors import NoAnswer, VarickError, did_you_mean

PRACTICES = (
    "call-in-letter",
    "courthouse-arrest",
    "home-arrest",
    "transfer-from-custody",
    "check-in-detention",
)
"""The practices that a case may be of. A sheet exists only where the content has sentences for it."""
STAMPS = frozenset({"draft", "draft_why", "changed_why", "expired", "expired_why"})
"""Labels that no organization can replace: the stamp says the same on everybody's sheets."""
WEAK = frozenset({"secondary", "recalled"})
"""Confidences that a reviewing lawyer is told of: another told of it, or nobody looked it up."""


@dataclass(frozen=True)
class Source:
    """A source of the content: what it is, and its day (None where it bears none)."""

    id: str
    says: str
    dated: date | None


@dataclass(frozen=True)
class Sentence:
    """One sentence of a sheet: where it stands, what it rests on, and the facts of Varick that it leans on."""

    id: str
    section: str
    kind: str
    confidence: str
    sources: tuple[Source, ...]
    facts: tuple[str, ...]

    @property
    def weak(self) -> bool:
        """Whether a part of it rests on what was seen at second hand or is only recalled."""
        return self.confidence in WEAK or any(source.id == "RECALLED" for source in self.sources)

    @property
    def dated(self) -> date | None:
        """The day of its newest dated source."""
        return max((source.dated for source in self.sources if source.dated), default=None)


@dataclass(frozen=True)
class Practice:
    """A sheet without its words: the sections of each side in their order, and the sentences."""

    name: str
    sides: tuple[tuple[str, ...], ...]
    sentences: tuple[Sentence, ...]

    def section(self, name: str) -> list[str]:
        """The ids of a section's sentences."""
        return [sentence.id for sentence in self.sentences if sentence.section == name]


@dataclass(frozen=True)
class Language:
    """A language of the sheets with its words, for one practice; ``texts`` hold headings and sentences by id."""

    code: str
    name: str
    own: str
    tag: str
    script: str
    months: tuple[str, ...]
    pattern: str
    labels: Mapping[str, str]
    texts: Mapping[str, str]

    def date(self, day: date) -> str:
        """A date in full, as the language writes it."""
        return self.pattern.format(day=day.day, month=self.months[day.month - 1], year=day.year)

    @property
    def version(self) -> str:
        """Eight characters that change with any word printed in this language: what a review says it is of."""
        said = json.dumps(
            [self.code, dict(self.labels), dict(self.texts)], ensure_ascii=False, sort_keys=True
        )
        return hashlib.blake2b(said.encode(), digest_size=4).hexdigest()


def languages() -> tuple[str, ...]:
    """Codes of the languages that the sheets exist in, English and Spanish first."""
    found = sorted(f.name.removesuffix(".yaml") for f in _folder().iterdir() if f.name.endswith(".yaml"))
    others = [code for code in found if code not in ("content", "en", "es")]
    return ("en", "es", *others)


def practice(name: str) -> Practice:
    """The sentences of a practice. Raises VarickError for a name that is none, NoAnswer where no sheet exists."""
    known = _yaml("content.yaml")["practices"]
    if name in known:
        return _practice(name)
    have = ", ".join(known)
    if name in PRACTICES:
        raise NoAnswer(
            f"--practice {name}: the content has no sentences for this practice, and none are made up; there is {have}"
        )
    hint = did_you_mean(name, PRACTICES) or f"; there is {have}"
    raise VarickError(f"--practice {name}: not a practice{hint}")


def language(code: str, of: str, replaced: Mapping[str, str] | None = None) -> Language:
    """The words of a practice in one language, with those that an organization replaced.

    Raises VarickError for a language that the sheets do not exist in."""
    if code not in languages():
        raise VarickError(
            f"--lang {code[:40]}: the sheets exist in {', '.join(languages())}; choose from these"
        )
    read = _yaml(f"{code}.yaml")
    new = {key: said for key, said in (replaced or {}).items() if key not in STAMPS}
    return Language(
        code=code,
        name=read["name"],
        own=read["own"],
        tag=read["tag"],
        script=read["script"],
        months=tuple(read["months"]),
        pattern=read["date"],
        labels={key: new.get(key, said) for key, said in read["labels"].items()},
        texts={key: new.get(key, said) for key, said in read[of].items()},
    )


def gathered() -> date:
    """The day on which the content was put together from its sources."""
    day: date = _yaml("content.yaml")["gathered"]
    return day


def facts_of(sentences: Sequence[Sentence]) -> tuple[str, ...]:
    """Names of the dated facts that any of the sentences leans on."""
    return tuple(sorted({fact for sentence in sentences for fact in sentence.facts}))


@cache
def _practice(name: str) -> Practice:
    read = _yaml("content.yaml")
    sources = {
        key: Source(key, each["says"], each["dated"] if isinstance(each["dated"], date) else None)
        for key, each in read["sources"].items()
    }
    one = read["practices"][name]
    sentences = tuple(
        Sentence(
            id=key,
            section=each["section"],
            kind=each["kind"],
            confidence=each["confidence"],
            sources=tuple(sources[source] for source in each["source"]),
            facts=tuple(each.get("facts", ())),
        )
        for key, each in one["sentences"].items()
    )
    return Practice(name, tuple(tuple(side) for side in one["sides"]), sentences)


def _folder() -> Any:
    return files("varick.letters.flyer").joinpath("content")


@cache
def _yaml(name: str) -> Any:
    import yaml

    return yaml.load(_folder().joinpath(name).read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
