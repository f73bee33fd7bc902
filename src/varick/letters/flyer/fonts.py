"""The fonts that a sheet needs, found among those of the machine, and what to install where one is missing."""

import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from varick.errors import VarickError


@dataclass(frozen=True)
class Script:
    """A script: how people call it, the families that can set it, best first, and the package of the distribution."""

    name: str
    families: tuple[str, ...]
    package: str


EMBEDDED = "Libertinus Serif"
"""The family that comes with Typst; for Latin letters only."""
SCRIPTS = {
    "latin": Script("Latin", ("Noto Sans", EMBEDDED), "fonts-noto-core"),
    "arabic": Script(
        "Arabic", ("Noto Sans Arabic", "Noto Naskh Arabic", "Noto Kufi Arabic"), "fonts-noto-core"
    ),
    "bengali": Script("Bengali", ("Noto Sans Bengali", "Noto Serif Bengali"), "fonts-noto-core"),
    "chinese": Script(
        "Chinese", ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC"), "fonts-noto-cjk"
    ),
}
EUROPEAN = frozenset({"cyrillic", "greek"})
"""Scripts of Noto Sans itself that an organization's name may be in."""
_EAST = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "IDEOGRAPHIC", "FULLWIDTH", "BOPOMOFO")


def script_of(sign: str) -> str:
    """The script of a letter, by the first word of its Unicode name; empty for digits, marks and punctuation."""
    if not unicodedata.category(sign).startswith("L"):
        return ""
    first = unicodedata.name(sign, "").split("-")[0].split(" ")[0]
    if first in _EAST:
        return "chinese"
    return first.lower()


def chosen(texts: Iterable[str], main: str, have: Collection[str]) -> tuple[str, ...]:
    """Families for these texts, that of the language's own script first.

    ``have``: families on this machine. Raises VarickError, naming the package to install, for a script without any.
    """
    needed = {main, "latin"} | {script for text in texts for script in map(script_of, set(text)) if script}
    families = [
        _family(script, have) for script in sorted(needed, key=lambda s: (s != main, s != "latin", s))
    ]
    return tuple(dict.fromkeys(families))


def _family(script: str, have: Collection[str]) -> str:
    if script in SCRIPTS:
        known = SCRIPTS[script]
        for family in known.families:
            if family in have:
                return family
        raise VarickError(
            f"no font for {known.name} on this computer: install {known.families[0]} (on Debian and Ubuntu the package "
            f"{known.package}) and run this again"
        )
    family = "Noto Sans" if script in EUROPEAN else f"Noto Sans {script.capitalize()}"
    if family in have:
        return family
    raise VarickError(
        f"no font for the script {script[:40]} on this computer: install Noto Sans for it (on Debian and Ubuntu the "
        "package fonts-noto-core), or write the text in other letters"
    )
