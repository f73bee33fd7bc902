"""ICE's field offices: one code for every spelling of an area of responsibility."""

from functools import cache

from varick.observe.layouts import table


@cache
def _codes() -> dict[str, str]:
    found = {}
    for code, office in table("offices")["offices"].items():
        for text in (code, office["name"], *office.get("spellings", ())):
            found[_plain(text)] = code
    return found


def _plain(text: str) -> str:
    words = text.casefold().replace(".", " ").split()
    if words[-3:] == ["area", "of", "responsibility"]:
        words = words[:-3]
    if words[-2:] == ["field", "office"]:
        words = words[:-2]
    return " ".join(words[1:] if words[:1] == ["ero"] and len(words) > 1 else words)


def code_of(text: str) -> str | None:
    """The code of an office named by its code or in any spelling of layouts/offices.yaml; None for anything else."""
    return _codes().get(_plain(text))


def name_of(code: str) -> str:
    """The office's name, "New York City" for NYC; the text itself where it is no code."""
    office = table("offices")["offices"].get(code)
    return str(office["name"]) if office else code


def codes() -> tuple[str, ...]:
    """All codes, in alphabetical order."""
    return tuple(sorted(table("offices")["offices"]))
