"""What is known of names in general: forms of one name, surnames and given names that tell order apart, Chinese surnames."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True)
class Lexicon:
    """``same``: form -> the form that stands for it; ``chinese``: spelling -> (surname, rank, the commonest 0)."""

    same: Mapping[str, str]
    surnames: frozenset[str]
    given: frozenset[str]
    chinese: Mapping[str, tuple[str, int]]


@cache
def lexicon() -> Lexicon:
    """The lexicon of this version of the recipe."""
    import yaml

    read: dict[str, Any] = yaml.safe_load(
        files(__package__).joinpath("lexicon.yaml").read_text(encoding="utf-8")
    )
    same: dict[str, str] = {}
    for name, forms in read["same"].items():
        stands = same.get(name, name)
        for form in (name, *forms):
            same.setdefault(form, stands)
    chinese: dict[str, tuple[str, int]] = {}
    for rank, spellings in enumerate(read["chinese"].split()):
        first, *others = spellings.split("/")
        for spelling in (first, *others):
            chinese.setdefault(spelling, (first, rank))
    return Lexicon(same, frozenset(read["surnames"].split()), frozenset(read["given"].split()), chinese)
