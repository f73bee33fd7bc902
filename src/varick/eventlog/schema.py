"""What an event log holds: the columns, their types, and the account of origin kept in the file's metadata.

| column     | stored as                     | given by the reader as                                   |
| ---------- | ----------------------------- | -------------------------------------------------------- |
| `person`   | uint64                        | uint64                                                   |
| `time`     | int32, minutes since `origin` | `datetime64[m]` (`[s]` where the unit is the second)     |
| `activity` | dictionary of names           | uint16 code into `LogMeta.activities`                    |
| `agency`   | not stored                    | uint8 code into `LogMeta.agencies`, from the activity    |
| attributes | dictionary of names           | int32 code into `LogMeta.attributes[name]`, -1 = missing |
| `row`      | int32, observed logs only     | int64, the row of the sheet that the event was read from |

`release`, `file` and `sheet` are attributes with a reserved meaning. Rows are sorted by (release,) person and
time. A person's number means something inside one release only.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from varick.errors import VarickError

FORMAT = 1
"""Number of this layout. A file with a higher one was written by a later Varick."""

METADATA_KEY = b"varick"
REQUIRED = ("person", "time", "activity")
PROVENANCE = ("release", "file", "sheet")
RESERVED = (*REQUIRED, "agency", "row")

Unit = Literal["minute", "second"]


@dataclass(frozen=True, slots=True)
class LogMeta:
    """Where a log comes from and what its codes mean.

    `activities` are (name, agency) in the order of their codes. `attributes` gives each coded column its
    values. `origin` is the day whose 00:00 is time 0; `unit` is what one step of time is. `seed` is None for
    observed logs, whose `scenario` names the source and whose `scenario_hash` may be empty.
    """

    version: str
    scenario: str
    scenario_hash: str
    seed: int | None
    origin: date
    activities: tuple[tuple[str, str], ...]
    attributes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unit: Unit = "minute"

    def __post_init__(self) -> None:
        for what, names in (("activity", self.names), *self.attributes.items()):
            if len(set(names)) < len(names):
                twice = next(name for place, name in enumerate(names) if name in names[:place])
                raise VarickError(f"event log: {what} {twice!r} is listed twice; name each value once")
        if taken := [name for name in self.attributes if name in RESERVED]:
            raise VarickError(
                f"event log: {taken[0]!r} is a column of its own; give the attribute another name"
            )
        if len(self.activities) > 2**16:
            raise VarickError("event log: more than 65,536 activities; merge some")

    @property
    def names(self) -> tuple[str, ...]:
        """Activity names in the order of their codes."""
        return tuple(name for name, _ in self.activities)

    @property
    def agencies(self) -> tuple[str, ...]:
        """Agencies in the order in which the activities first name them: the order of the agency codes."""
        return tuple(dict.fromkeys(agency for _, agency in self.activities))

    def to_json(self) -> str:
        """The metadata as one canonical line of JSON: equal metadata gives equal text."""
        return json.dumps(
            {
                "format": FORMAT,
                "version": self.version,
                "scenario": self.scenario,
                "scenario_hash": self.scenario_hash,
                "seed": self.seed,
                "origin": self.origin.isoformat(),
                "unit": self.unit,
                "activities": [list(pair) for pair in self.activities],
                "attributes": {name: list(values) for name, values in self.attributes.items()},
            },
            ensure_ascii=False,
            separators=(",", ":"),
        )

    @classmethod
    def from_json(cls, text: str | bytes) -> "LogMeta":
        """Read what `to_json` wrote. Raises VarickError if the text is not that, or is of a later format."""
        try:
            found: dict[str, Any] = json.loads(text)
            if found["format"] > FORMAT:
                raise VarickError(
                    f"event log: format {found['format']} is newer than this Varick's {FORMAT}; update Varick"
                )
            return cls(
                version=str(found["version"]),
                scenario=str(found["scenario"]),
                scenario_hash=str(found["scenario_hash"]),
                seed=None if found["seed"] is None else int(found["seed"]),
                origin=date.fromisoformat(found["origin"]),
                activities=tuple((str(name), str(agency)) for name, agency in found["activities"]),
                attributes={
                    str(k): tuple(str(v) for v in values) for k, values in found["attributes"].items()
                },
                unit=_unit(found["unit"]),
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise VarickError(
                f"event log: its metadata is damaged ({error!r}); write the log again"
            ) from error


def _unit(text: str) -> Unit:
    if text == "minute":
        return "minute"
    if text == "second":
        return "second"
    raise ValueError(f"unit {text!r}")
