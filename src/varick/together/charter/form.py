"""The charter as a file: a line that says what it is, the canonical body, and a line for each signature; nothing else."""

import json
import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from varick.casebook.file import disk
from varick.errors import VarickError
from varick.together.charter.card import Card, bounded_text
from varick.together.charter.charter import FORMAT, KIND, ReleaseRule

if TYPE_CHECKING:
    from varick.together.charter.charter import Charter

LONGEST = 16_384
"""Bytes of a charter; one of six members has 3,000."""
_SIGNED = re.compile(r"signed ([0-5]) ([0-9a-f]{128})")
_KEYS = {
    "format", "title", "members", "practices", "first", "last", "fields", "recipe", "rows", "tally", "release", "planted",
}  # fmt: skip

C = TypeVar("C", bound="Charter")


def as_json(charter: "Charter") -> dict[str, Any]:
    """The body: texts, whole numbers and lists of them."""
    rule = charter.release
    release: dict[str, Any] = {"rule": rule.kind}
    release |= {"threshold": rule.threshold} if rule.kind == "suppress" else {"epsilon": str(rule.epsilon)}
    return {
        "format": FORMAT,
        "title": charter.title,
        "members": [member.as_json() for member in charter.members],
        "practices": list(charter.practices),
        "first": charter.first.isoformat(),
        "last": charter.last.isoformat(),
        "fields": list(charter.fields),
        "recipe": charter.recipe,
        "rows": charter.rows,
        "tally": charter.tally,
        "release": release,
        "planted": {"seed": charter.planted_seed.hex(), "count": charter.planted_count},
    }


def from_json(said: Any, made: type[C]) -> C:
    """The charter of a body that may be hostile. Raises VarickError."""
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        raise VarickError(f"its format is not {FORMAT}; read it with the Varick that wrote it")
    if said.keys() != _KEYS:
        raise VarickError("parts are missing, or there are others; draft the charter again")
    try:
        return made(
            title=_text(said["title"]),
            members=tuple(Card.from_json(one) for one in _list(said["members"])),
            practices=tuple(map(_text, _list(said["practices"]))),
            first=_day(said["first"]),
            last=_day(said["last"]),
            fields=tuple(map(_text, _list(said["fields"]))),
            recipe=_whole(said["recipe"]),
            rows=_whole(said["rows"]),
            tally=_whole(said["tally"]),
            release=_rule(said["release"]),
            planted_seed=_seed(said["planted"]["seed"]),
            planted_count=_whole(said["planted"]["count"]),
        )
    except (TypeError, KeyError, ValueError, ArithmeticError):
        raise VarickError("a part is not of its kind; draft the charter again") from None


def read(path: Path, made: type[C]) -> C:
    """The charter in a file with the signatures that it carries. Raises VarickError, beginning with the file's name."""
    lines = bounded_text(path, LONGEST, "a charter").split("\n")
    if len(lines) < 3 or lines[0] != KIND or lines[-1]:
        raise VarickError(
            f"{path.name}: not a charter; give the file that varick together charter draft wrote"
        )
    try:
        charter = from_json(_parsed(lines[1]), made)
        if charter.canonical != lines[1].encode():
            raise VarickError("its text is not in the one form that is signed; get the file again")
        before = -1
        for line in lines[2:-1]:
            found = _SIGNED.fullmatch(line)
            if found is None or not before < int(found[1]) < charter.k:
                raise VarickError("a signature is damaged or out of order; get the file again")
            before = int(found[1])
            charter = charter.with_signature(before, bytes.fromhex(found[2]))
    except VarickError as error:
        raise VarickError(f"{path.name}: {error}") from error
    return charter


def write(charter: "Charter", path: Path) -> None:
    """Write it whole, in place of what stood there; its owner alone may read it. Raises VarickError where it cannot be."""
    signed = [f"signed {at} {charter.signatures[at].hex()}" for at in sorted(charter.signatures)]
    data = "\n".join([KIND, charter.canonical.decode(), *signed, ""]).encode()
    disk.replace(path, data)


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise VarickError("damaged; get the file again") from None


def _rule(said: Any) -> ReleaseRule:
    if not isinstance(said, dict):
        raise TypeError("release")
    if said == {"rule": "suppress", "threshold": said.get("threshold")}:
        return ReleaseRule("suppress", threshold=_whole(said["threshold"]))
    if said == {"rule": "noise", "epsilon": said.get("epsilon")}:
        text = _text(said["epsilon"])
        if not re.fullmatch(r"[0-9]{1,2}(\.[0-9]{1,2})?", text):
            raise ValueError("epsilon")
        return ReleaseRule("noise", epsilon=Decimal(text))
    raise ValueError("release")


def _seed(said: Any) -> bytes:
    if not re.fullmatch(r"[0-9a-f]{64}", _text(said)):
        raise ValueError("seed")
    return bytes.fromhex(said)


def _text(said: Any) -> str:
    if not isinstance(said, str):
        raise TypeError("text")
    return said


def _whole(said: Any) -> int:
    if type(said) is not int:
        raise TypeError("number")
    return said


def _list(said: Any) -> list[Any]:
    if not isinstance(said, list):
        raise TypeError("list")
    return said


def _day(said: Any) -> date:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", _text(said)):
        raise ValueError("day")
    return date.fromisoformat(said)
