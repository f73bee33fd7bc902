"""Which release a sheet belongs to, and what that release's identifiers may be used for."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache

from varick.errors import VarickError
from varick.observe.layouts import table as layout

_FOIA = re.compile(r"(20\d\d)[-_ ](IC[A-Z]{2})[-_ ](\d{5})(?!\d)")


@dataclass(frozen=True, slots=True)
class Release:
    """A release by name. `identifiers` is link, none or refuse (with the `reason`); `known` says that
    layouts/releases.yaml has it; `window` are its first and last day, where they are known."""

    name: str
    identifiers: str
    known: bool
    reason: str = ""
    window: tuple[date, date] | None = None


@cache
def _by_number() -> dict[str, str]:
    found = layout("releases")["releases"]
    return {number: name for name, rules in found.items() for number in rules["numbers"]}


def numbers(texts: Iterable[str]) -> tuple[str, ...]:
    """The FOIA numbers that stand in the texts, each once, as 2019-ICFO-53623."""
    return tuple(dict.fromkeys("-".join(found.groups()) for text in texts for found in _FOIA.finditer(text)))


def stated(name: str | None) -> str | None:
    """A release as the user names it: with a FOIA number in it, that number as ICE writes it.

    Raises VarickError for an empty name."""
    if name is None:
        return None
    plain = " ".join(name.split())
    if not plain:
        raise VarickError(
            "--release: no name was given; write the FOIA number, such as 2019-ICFO-53623, or leave it out"
        )
    found = numbers([plain])
    return found[0] if len(found) == 1 else plain


def named(name: str) -> Release:
    """The release of that name. One that is not known links inside itself, as every release with identifiers may."""
    rules = layout("releases")["releases"].get(_by_number().get(name, name))
    if rules is None:
        return Release(name, "link", False)
    return Release(
        _by_number().get(name, name),
        rules["identifiers"],
        True,
        rules.get("reason", ""),
        tuple(rules["window"]),
    )


def release_of(
    preamble: Iterable[str],
    sheet: str,
    file: str,
    published: Iterable[str],
    table: str,
    cover: Iterable[str] = (),
) -> Release:
    """The release of a sheet, from its title lines, else its name, the workbook's title sheets (`cover`), the file's name
    or the original files that it names.

    A file that states no number is of the release `unstated-<table>`, which is never merged with another. A file
    compiled from several releases may not be linked: an identifier means something inside one of them only.
    """
    for texts in (preamble, (sheet,), cover, (file,), published):
        found = numbers(texts)
        names = tuple(dict.fromkeys(_by_number().get(number, number) for number in found))
        if len(names) == 1:
            return named(names[0])
        if names:
            reason = f"the file was compiled from {len(names)} releases ({', '.join(names)})"
            return Release("compiled-" + "+".join(names), "refuse", False, reason)
    if table == "detainers" and re.search(r"\bNPR\b", file):
        return named("NPR")
    return Release(f"unstated-{table}", "link", False)
