"""What a log says of itself in other formats: as single texts for people, and as JSON from which it comes back whole."""

import json
from collections.abc import Mapping

import numpy as np

from varick.errors import VarickError
from varick.eventlog.exchange.spelling import spelt
from varick.eventlog.log import EventLog
from varick.eventlog.schema import LogMeta

META, WITH_ROW = "varick:meta:", "varick:with_row"
PIECE = 1_000_000
"""Characters of metadata in one text."""


def about(log: EventLog) -> dict[str, str]:
    """Keys and texts that describe the log. Raises VarickError for times that no other format can hold."""
    if len(log):
        days = log.time[[log.steps.argmin(), log.steps.argmax()]].astype("datetime64[D]")
        if days[0] < np.datetime64("1800-01-01") or days[1] >= np.datetime64("2200-01-01"):
            raise VarickError(
                f"event log: it holds times from {days[0]} to {days[1]}, outside 1800 to 2200; take them out first"
            )
    meta = log.meta
    said = {
        "concept:name": meta.scenario,
        "varick:version": meta.version,
        "varick:scenario_hash": meta.scenario_hash,
        "varick:seed": "" if meta.seed is None else str(meta.seed),
        "varick:origin": meta.origin.isoformat(),
        "varick:unit": meta.unit,
        WITH_ROW: "true" if "row" in log.stored else "false",
    }
    said = dict(zip(said, spelt(said.values()), strict=True))
    whole = json.dumps(json.loads(meta.to_json()), separators=(",", ":"))  # ASCII: no character is lost
    return said | {
        f"{META}{number}": whole[start : start + PIECE]
        for number, start in enumerate(range(0, len(whole), PIECE))
    }


def own_meta(said: Mapping[str, str]) -> LogMeta | None:
    """The metadata that `about` wrote; None where there is none that can be read."""
    pieces: list[str] = []
    while (key := f"{META}{len(pieces)}") in said:
        pieces.append(said[key])
    try:
        meta = LogMeta.from_json("".join(pieces)) if pieces else None
        if meta is not None:
            meta.to_json().encode()  # no text of it holds half a character
        return meta
    except (VarickError, RecursionError, UnicodeError):
        return None
