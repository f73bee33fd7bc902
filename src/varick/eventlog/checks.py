"""What a block or a file must satisfy to be an event log: columns, codes and the order of its rows."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from varick.errors import VarickError
from varick.eventlog.log import Column
from varick.eventlog.schema import REQUIRED, LogMeta

Key = tuple[int, int, int]
"""(release code, person, time) of a row: what a log is sorted by."""


def checked(block: Mapping[str, Column], meta: LogMeta, like: Iterable[str] | None) -> dict[str, Column]:
    """The block's columns in the file's types. Raises VarickError for what the schema does not allow."""
    needed = [*REQUIRED, *meta.attributes]
    if absent := [name for name in needed if name not in block]:
        raise VarickError(
            f"event log: a block lacks the column {absent[0]!r}; it must have {', '.join(needed)}"
        )
    if stray := [name for name in block if name not in needed and name != "row"]:
        raise VarickError(
            f"event log: a block has a column {stray[0]!r} that the metadata does not name; name it"
        )
    if like is not None and set(like) != set(block):
        raise VarickError("event log: blocks have different columns; give 'row' in all of them or in none")
    if len({len(values) for values in block.values()}) > 1:
        raise VarickError("event log: the columns of a block differ in length; cut them alike")
    columns: dict[str, Column] = {"person": _unsigned(block["person"]), "time": _int32(block["time"], "time")}
    columns["activity"] = _codes(block["activity"], len(meta.activities), "activity", lowest=0)
    for name, values in meta.attributes.items():
        columns[name] = _codes(block[name], len(values), name, lowest=0 if name == "release" else -1)
    if "row" in block:
        columns["row"] = _int32(block["row"], "row")
    return columns


def in_order(columns: Mapping[str, Column], last: Key | None, where: str) -> Key:
    """The last row's key. Raises VarickError unless rows follow `last` by (release,) person, time."""
    person, time = columns["person"], columns["time"]
    release = columns["release"] if "release" in columns else np.zeros(len(person), dtype=np.int8)
    first = (int(release[0]), int(person[0]), int(time[0]))
    same_release = release[1:] == release[:-1]
    same_person = same_release & (person[1:] == person[:-1])
    wrong = (release[1:] < release[:-1]) | (same_release & (person[1:] < person[:-1]))
    wrong |= same_person & (time[1:] < time[:-1])
    starts_early = last is not None and first < last
    if starts_early or wrong.any():
        row = 0 if starts_early else int(np.argmax(wrong)) + 1
        raise VarickError(
            f"event log: {where} is not sorted by person and time (row {row}, person {person[row]}); sort it"
        )
    return int(release[-1]), int(person[-1]), int(time[-1])


def new_person(columns: Mapping[str, Column]) -> Column:
    """Whether each row but the first begins another person, shape (rows - 1,)."""
    new: Column = columns["person"][1:] != columns["person"][:-1]
    if "release" in columns:
        new |= columns["release"][1:] != columns["release"][:-1]
    return new


def _unsigned(values: Any) -> Column:
    values = np.asarray(values)
    if len(values) and values.min() < 0:
        raise VarickError(f"event log: person {values.min()} is negative; number persons from 0")
    numbers: Column = values.astype(np.uint64, copy=False)
    return numbers


def _int32(values: Any, name: str) -> Column:
    values = np.asarray(values)
    if len(values) and not -(2**31) <= int(values.min()) <= int(values.max()) < 2**31:
        raise VarickError(f"event log: {name} goes beyond 32 bits; count from a nearer origin")
    steps: Column = values.astype(np.int32, copy=False)
    return steps


def _codes(values: Any, count: int, name: str, lowest: int) -> Column:
    values = np.asarray(values)
    if len(values) and not lowest <= int(values.min()) <= int(values.max()) < count:
        wrong = int(values.max()) if int(values.max()) >= count else int(values.min())
        raise VarickError(f"event log: {name} code {wrong} has no name; the metadata names {count}")
    codes: Column = values.astype(np.uint16 if name == "activity" else np.int32, copy=False)
    return codes
