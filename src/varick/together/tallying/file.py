"""The tally as a file: a line that says what it is, the counts as JSON, the signature of who tallied; nothing else."""

import json
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import combinations
from pathlib import Path
from typing import Any

from varick.casebook.file import disk
from varick.errors import VarickError
from varick.together.charter.charter import ReleaseRule
from varick.together.keys import MemberKeys, good
from varick.together.linking import patterns
from varick.together.reading import beginning
from varick.together.tallying.quality import Quality
from varick.together.tallying.tally import Tally

KIND = "varick together tally 1"
"""The first line of the file."""
LONGEST = 32_768
"""Bytes of a tally; one of six lists has 4,000."""
MOST = 200_000
"""No count is larger: a list has at most so many rows."""
_QUALITY = ("people", "rows", "places", "wrong_real", "wrong_like", "wrong_planted")
_KEYS = {
    "charter", "title", "lists", "tallied_by", "practices", "first", "last", "rows", "cases", "counts", "planted", "release",
}  # fmt: skip


def as_bytes(tally: Tally, keys: MemberKeys) -> bytes:
    """The file, signed. The same for the same tally and keys."""
    body = json.dumps(_json(tally), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    lines = [
        KIND.encode(),
        body,
        keys.verify_key.hex().encode(),
        keys.sign(_message(body)).hex().encode(),
        b"",
    ]
    return b"\n".join(lines)


def write(tally: Tally, keys: MemberKeys, path: Path) -> None:
    """The tally in a file that its owner alone may read; the same file again changes nothing.

    Raises VarickError where another file has the name, or it cannot be written."""
    disk.put(path, as_bytes(tally, keys))


def read(path: Path) -> Tally:
    """The tally in a file. Raises VarickError for a file that is none, or that its key did not sign."""
    return read_bytes(beginning(path, LONGEST), path.name)


def read_bytes(data: bytes, name: str) -> Tally:
    """The tally in the bytes of a file called ``name``. Raises VarickError as `read` does."""
    lines = data[: LONGEST + 1].split(b"\n")
    if len(data) > LONGEST or len(lines) != 5 or lines[0] != KIND.encode() or lines[4]:
        raise VarickError(f"{name}: not a tally; give the file that varick together tally wrote")
    try:
        key, signature = (bytes.fromhex(line.decode("ascii")) for line in lines[2:4])
        said = json.loads(lines[1])
    except (ValueError, RecursionError):
        raise VarickError(f"{name}: damaged; get the file again") from None
    if not good(key, _message(lines[1]), signature):
        raise VarickError(f"{name}: its signature is not of the key in it; get the file again")
    try:
        tally = replace(_tally(said), key=key)
    except (ValueError, TypeError, KeyError, AttributeError, ArithmeticError, IndexError):
        raise VarickError(f"{name}: its parts do not fit together; get the file again") from None
    except VarickError as error:
        raise VarickError(f"{name}: {error}") from None
    return tally


def _message(body: bytes) -> bytes:
    return KIND.encode() + b"\0" + body


def _json(tally: Tally) -> dict[str, Any]:
    quality, rule = tally.quality, tally.rule
    return {
        "charter": tally.charter,
        "title": tally.title,
        "lists": list(tally.lists),
        "tallied_by": tally.tallied_by,
        "practices": list(tally.practices),
        "first": tally.first.isoformat(),
        "last": tally.last.isoformat(),
        "rows": tally.rows,
        "cases": list(tally.cases),
        "counts": tally.by_pattern(),
        "planted": {
            **{name: getattr(quality, name) for name in _QUALITY},
            "pairs": [[i, j, quality.found[i, j], of] for (i, j), of in sorted(quality.pairs.items())],
            "by_lists": [[m, found, of] for m, (of, found) in sorted(quality.by_lists.items())],
            "alone": None if quality.alone is None else list(quality.alone),
        },
        "release": {"rule": rule.kind, "threshold": rule.threshold, "epsilon": str(rule.epsilon)},
    }


def _tally(said: Any) -> Tally:
    """Raises ValueError, TypeError, KeyError, AttributeError or VarickError for what `_json` did not make."""
    if said.keys() != _KEYS or said["release"].keys() != {"rule", "threshold", "epsilon"}:
        raise KeyError("parts")
    lists = tuple(_text(name, 80) for name in _list(said["lists"], 6))
    k = len(lists)
    if k < 2 or len(set(lists)) < k:
        raise ValueError("lists")
    names = {"".join("1" if on else "0" for on in pattern): pattern for pattern in patterns(k)}
    if said["counts"].keys() != names.keys():
        raise KeyError("counts")
    counts = {pattern: _whole(said["counts"][name]) for name, pattern in names.items()}
    cases = tuple(_whole(n) for n in _list(said["cases"], 6))
    if cases != tuple(sum(n for pattern, n in counts.items() if pattern[at]) for at in range(k)):
        raise ValueError("cases")
    if any(many > _whole(said["rows"]) for many in cases) or said["rows"] > MOST:
        raise ValueError("rows")
    if not re.fullmatch(r"[0-9a-f]{64}", _text(said["charter"], 64)):
        raise ValueError("charter")
    if _whole(said["tallied_by"]) >= k:
        raise ValueError("tallied_by")
    return Tally(
        charter=said["charter"],
        title=_text(said["title"], 200),
        lists=lists,
        tallied_by=said["tallied_by"],
        practices=tuple(_text(one, 60) for one in _list(said["practices"], 40)),
        first=date.fromisoformat(_text(said["first"], 10)),
        last=date.fromisoformat(_text(said["last"], 10)),
        rows=_whole(said["rows"]),
        cases=cases,
        counts=counts,
        quality=_quality(said["planted"], k),
        rule=ReleaseRule(
            _text(said["release"]["rule"], 10),
            _whole(said["release"]["threshold"]),
            Decimal(_text(said["release"]["epsilon"], 8)),
        ),
    )


def _quality(said: Any, k: int) -> Quality:
    if said.keys() != {*_QUALITY, "pairs", "by_lists", "alone"}:
        raise KeyError("planted")
    pairs = {(i, j): (_whole(found), _whole(of)) for i, j, found, of in _list(said["pairs"], 15)}
    by_lists = {_whole(m): (_whole(found), _whole(of)) for m, found, of in _list(said["by_lists"], 5)}
    if pairs.keys() != set(combinations(range(k), 2)) or by_lists.keys() - range(2, k + 1):
        raise ValueError("planted")
    if any(part > whole for part, whole in (*pairs.values(), *by_lists.values())):
        raise ValueError("planted")
    alone = None
    if said["alone"] is not None:
        found, places, wrong = (_whole(number) for number in _list(said["alone"], 3))
        alone = found, places, wrong
        if found > sum(of for _, of in pairs.values()) or wrong > places:
            raise ValueError("planted")
    quality = Quality(
        **{name: _whole(said[name]) for name in _QUALITY},
        pairs={pair: of for pair, (_, of) in pairs.items()},
        found={pair: found for pair, (found, _) in pairs.items()},
        by_lists={m: (of, found) for m, (found, of) in by_lists.items()},
        alone=alone,
    )
    if quality.wrong > quality.places or quality.rows < quality.people:
        raise ValueError("planted")
    return quality


def _whole(said: Any) -> int:
    if type(said) is not int or not 0 <= said <= 15 * MOST:
        raise ValueError("number")
    return said


def _text(said: Any, longest: int) -> str:
    if not isinstance(said, str) or not 0 < len(said) <= longest or not said.isprintable():
        raise ValueError("text")
    return said


def _list(said: Any, most: int) -> list[Any]:
    if not isinstance(said, list) or len(said) > most:
        raise TypeError("list")
    return said
