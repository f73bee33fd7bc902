"""A name as written, read into given names and surnames: script, order, particles, titles, two surnames, initials."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import normalize

from varick.together.tokens.lexicon import lexicon

LONGEST = 200
"""Characters of a name that are read: nobody's name is longer, and a pasted page must not cost time."""

_PARTICLES = frozenset(
    """al el ul ur ud un us uz bin ibn ben bint abu de del dela della la las los da das do dos du di van von der den ter le
    san st ste y e i""".split()  # noqa: SIM905 - a list to be read
)
_TITLES = frozenset(
    "mr mrs ms miss dr sr sra srta jr ii iii iv mme mlle don dona haji hajji alhaji alhaj late most mst mosammat".split()  # noqa: SIM905
)
_OFTEN_LEFT_OUT = re.compile(
    r"m[ou]?h?a?m+[aeo]?d|md|mohd|muhd|mhd|s[ay]y?ed|"  # before the name that the man goes by
    r"singh|kaur|begum|begom|begam|bibi|khatun|khatoon|bano|devi|kumar|kumari|akter|akther|akhter|aktar|"
    r".+(?:[oe]v[iy]ch|ovna|evna|ivna|yivna)"  # the father's name in Slavic papers
)
_SERVANT = re.compile(r"abd[aeiou]+(?:l|([rsndzt])(?=\1))?")
_ATTACHED = re.compile(r"(?:del[ao]s?)(?=[a-z]{4})|[ea]l(?=[b-df-hjkmnp-tv-z][a-z]{3})")
_GOD = re.compile(r"l?l?a[hy]i?e?|u?llah|")
_SURNAME_ENDS = re.compile(
    r".{2,}(?:ez|enko|chuk|czuk|shvili|dze|ov|ova|ev|eva|sk[iy]y?|ska(?:ya)?|skaia|yan|wicz|uddin|bhai|oglu)"
)
_SYLLABLE = (
    r"(?:[bpmfdtnlgkhjqxrzcsyw]|zh|ch|sh|ts|tz|hs|kw|gw|ng)?"
    r"(?:a|ai|an|ang|ao|e|ei|en|eng|er|i|ia|ian|iang|iao|ie|in|ing|iong|iu|o|ong|ou|u|ua|uai|uan|uang|ue|ui|un|uo"
    r"|ee|oo|am|im|um|ap|ip|up|ak|ik|uk|ok|at|it|ut|eung|oi|oy|uen|au|ay|ien|ieh|ueh|ih|y|ye|ng|m|ei)"
)
_CHINESE = re.compile(f"(?:{_SYLLABLE}){{1,3}}")
_PINYIN = ((re.compile(r"^q"), "ch"), (re.compile(r"^x"), "s"), (re.compile(r"^c(?!h)"), "ts"))


@dataclass(frozen=True)
class Name:
    """Given names and surnames as far as they can be told apart, each in plain lower-case letters, the main one first.

    ``initials``: single letters, which stand for a name that is not known.
    """

    given: tuple[str, ...]
    family: tuple[str, ...]
    initials: tuple[str, ...] = ()


def plain(text: str) -> str:
    """Lower-case a-z, spaces, hyphens and commas: any script, through anyascii; each CJK character is a word."""
    from anyascii import anyascii

    text = normalize("NFC", text[:LONGEST])
    text = re.sub(r"([\u3400-\u9fff\uac00-\ud7a3])", r" \1 ", text)
    text = anyascii(text)[: 4 * LONGEST].lower()
    text = re.sub(r"['`]", "", text)
    return re.sub(r"[^a-z,\- ]+", " ", text).strip()


def read_name(text: str) -> Name:
    """The parts of a name as written, whole or as "Family, Given"; its order is turned where the names themselves tell."""
    before, comma, after = plain(text).partition(",")
    if not comma:
        return _in_order(_parts(before))
    families, given = _parts(before), _parts(after)
    initials = tuple(p for p in families + given if len(p) == 1)
    families, given = _long(families), _long(given)
    if not (families and given):
        return Name(tuple(given), tuple(families), initials)
    if _is_chinese(families + given):
        stated = len(families) == 1 and families[0] in lexicon().chinese
        return _chinese(families + given, 0 if stated else None)
    if _turned(families[0], given[0]):
        families, given = given, families
    return Name(_main_first(given), _main_first(families), initials)


def _parts(text: str) -> list[str]:
    """The words, without titles and particles as long as something else remains; Abdul joins what it belongs to."""
    words = [part for part in re.split(r"[\s\-,]+", text) if part]
    kept = [p for p in words if p not in _PARTICLES and p not in _TITLES] or words
    parts: list[str] = []
    for part in kept:
        if parts and re.fullmatch(r"abd(?:[aeiou]+[lrsndzt]?)?", parts[-1]) and len(part) > 1:
            parts[-1] = _servant("abdul" + part)
        else:
            parts.append(_servant(_bare(part)))
    if len(parts) == 1 and len(words) > 1 and re.match("abd", words[0]):
        return ["abdul", parts[0]]  # the whole name: Abdul Karim
    return parts


def _bare(part: str) -> str:
    """Elsayed as El-Sayed, Delacruz as De la Cruz; Alberto and Alvarez as they are."""
    known = lexicon()
    if part in known.given or part in known.same or part in known.surnames or _SURNAME_ENDS.fullmatch(part):
        return part
    return _ATTACHED.sub("", part, count=1) if _ATTACHED.match(part) else part


def _servant(part: str) -> str:
    """Abdul Karim, Abdelkarim and Karim are one name; Abdullah and Abdoulaye another."""
    found = _SERVANT.match(part)
    if not found or found.end() == len(part):
        return part
    rest = part[found.end() :]
    if _GOD.fullmatch(rest):
        return "abdullah"
    return rest if len(rest) > 2 else part


def _long(parts: Sequence[str]) -> list[str]:
    return [p for p in parts if len(p) > 1]


def _main_first(parts: Sequence[str]) -> tuple[str, ...]:
    """What the person goes by first: what is often left out moves to the end."""
    main = [p for p in parts if not _OFTEN_LEFT_OUT.fullmatch(p)]
    return (*main, *(p for p in parts if p not in main))


def _surname_like(part: str) -> int:
    """1 for what is hardly ever a given name, -1 for what is hardly ever a surname, else 0."""
    known = lexicon()
    part = known.same.get(part, part)
    surname = part in known.surnames or bool(_SURNAME_ENDS.fullmatch(part))
    return surname - (part in known.given)


def _turned(family: str, given: str) -> bool:
    """Whether the names say that the surname stands where the given name should.

    It depends on the two names only, not on who stands first: both orders are read alike."""
    return _surname_like(family) < _surname_like(given)


def _is_chinese(parts: Sequence[str]) -> bool:
    known = lexicon().chinese
    return (
        2 <= len(parts) <= 4
        and (parts[0] in known or parts[-1] in known)
        and all(_CHINESE.fullmatch(p) for p in parts)
        and not any(p in lexicon().given for p in parts)
    )


def _chinese(parts: Sequence[str], surname_at: int | None = None) -> Name:
    """The surname is the part at either end that is the more common one, the given name all the rest in one."""
    known = lexicon().chinese
    if surname_at is None:
        ends = (0, len(parts) - 1)
        surname_at = min(ends, key=lambda at: known.get(parts[at], ("", len(known)))[1])
    surname = known[parts[surname_at]][0]
    given = [part for at, part in enumerate(parts) if at != surname_at]
    for pattern, to in _PINYIN:
        given = [pattern.sub(to, part) for part in given]
        surname = pattern.sub(to, surname)
    return Name(("".join(given),), (surname,))


def _in_order(words: Sequence[str]) -> Name:
    initials = tuple(p for p in words if len(p) == 1)
    parts = _long(words)
    if len(parts) >= 2 and _is_chinese(parts):
        return _chinese(parts)
    if len(parts) > 2:
        kept = [p for p in parts if not _OFTEN_LEFT_OUT.fullmatch(p)]
        # those left out come last: they still count where nothing else is known
        parts = kept if len(kept) >= 2 else parts
    if len(parts) < 2:
        return Name(tuple(parts), (), initials)
    if _turned(parts[-1], parts[0]):
        return Name((parts[-1], *parts[1:-1]), (parts[0],), initials)
    first = len(parts) - 1
    # two surnames, as in Spanish: the father's stands before the mother's
    if len(parts) >= 3 and _surname_like(parts[-2]) > 0 and _surname_like(parts[-1]) >= 0:
        first = len(parts) - 2
    return Name(tuple(parts[:first]), tuple(parts[first:]), initials)
