"""How a name sounds, whoever wrote it down: classes of consonants that survive transliteration, without vowels."""

import re

_SPELLINGS: tuple[tuple[str, str], ...] = (
    # Arabic, South Asian and West African names through English, French and Spanish clerks
    (r"^abd(?:[aeiou]+)(?:[lrsndzt](?=[lrsndzt]))?", "abd"),
    (r"^d(?:j|i(?=[aou]))", "j"),
    # Slavic endings, with the gender taken off
    (r"(?:[oe](?:v|w|ff?))a?$", "ov"),
    (r"(?:[sc]k|sk)(?:aya|aia|aja|yj|iy|ii|yy|ij|a|i|y)$", "sk"),
    (r"t?sch|shch|tch|cz|tz|ts|zh|dz", "s"),
    # Chinese, Polish, French, Spanish
    (r"^(?:ma?c)(?=[bcdfgklmnpqrstvwxz].{3})", ""),
    (r"chr", "kr"),
    (r"chael", "kael"),
    (r"ch|sh", "s"),
    (r"^x", "s"),
    (r"x", "ks"),
    (r"ph", "f"),
    (r"gu(?=[ei])", "k"),
    (r"ngh?", "n"),
    (r"gh|kh", "k"),
    (r"gn", "n"),
    (r"[gc](?=[eiy])", "s"),
    (r"c", "k"),
)
"""Applied in this order to plain lower-case letters."""
_RULES = tuple((re.compile(pattern), to) for pattern, to in _SPELLINGS)
_CLASS = {
    **dict.fromkeys("bpfv", "B"),
    **dict.fromkeys("kqg", "K"),
    **dict.fromkeys("szj", "S"),
    **dict.fromkeys("td", "T"),
    **dict.fromkeys("mn", "N"),
    "l": "L",
    "r": "R",
}


def sound(part: str, length: int = 0) -> str:
    """The consonant classes of one part of a name in plain lower-case letters, at most ``length`` where not 0.

    A vowel, h, w and y only part what they stand between. Of a name without consonants, its vowels' absence: "A".
    """
    for pattern, to in _RULES:
        part = pattern.sub(to, part)
    classes: list[str] = []
    before = ""
    for letter in part:
        this = _CLASS.get(letter, "")
        if this and this != before:
            classes.append(this)
        before = this
    code = "".join(classes) or "A"
    return code[:length] if length else code


def vowel(part: str) -> str:
    """The first vowel as a or i or u, the only three that clerks of most languages tell apart; "" where there is none."""
    found = re.search(r"[aeiouyw]", part)
    return "" if found is None else "a" if found[0] == "a" else "i" if found[0] in "eiy" else "u"
