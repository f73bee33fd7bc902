"""Variants: how many persons went through exactly the same activities in the same order.

A journey of up to 63 / bits events (15 where there are 9 to 16 activities) is one number that spells it out, so that
equal numbers are equal journeys: nothing is hashed and nothing can collide. A longer journey is several such numbers.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

import numpy as np
import numpy.typing as npt

from varick.eventlog.blocks import Block, blocks
from varick.eventlog.log import Codes, EventLog
from varick.eventlog.measures.jit import Backend, chosen, compiled

Keys = npt.NDArray[np.uint64]
Counts = npt.NDArray[np.int64]
Long = Mapping[int, tuple[Keys, Counts]]
DENSE = 2**17
"""Keys below this (journeys of up to four events of 16 activities) are counted in an array, the others by sorting."""


@dataclass(frozen=True)
class Part:
    """Distinct journeys with their counts: of one block, or of several put together.

    `keys` and `counts` are of the journeys that fit one number, sorted, which is by length and codes; `long` gives for
    each number of numbers the journeys, uint64 of shape (journeys, numbers), and their counts.
    """

    keys: Keys
    counts: Counts
    long: Long


@dataclass(frozen=True)
class Variants:
    """All variants of a log. `top` gives them in order: the most frequent first, then the shorter, then by codes."""

    names: tuple[str, ...]
    bits: int
    part: Part

    def __len__(self) -> int:
        return len(self.part.keys) + sum(len(counts) for _, counts in self.part.long.values())

    @property
    def persons(self) -> int:
        """How many journeys were counted."""
        return int(self.part.counts.sum()) + sum(int(counts.sum()) for _, counts in self.part.long.values())

    def top(self, most: int | None = None) -> list[tuple[tuple[str, ...], int]]:
        """The `most` frequent (all: None) as (activities, persons)."""
        return list(islice(self._ordered(most), most))

    def _ordered(self, most: int | None) -> Iterator[tuple[tuple[str, ...], int]]:
        part = self.part
        # keys are sorted already, and a stable sort keeps that order among equals
        order = np.argsort(-part.counts, kind="stable")[:most]
        rows = [(-int(part.counts[i]), self._spelt(int(part.keys[i]))) for i in order]
        for keys, counts in part.long.values():
            best = np.argsort(-counts, kind="stable")[:most]
            rows += [(-int(counts[i]), sum(map(self._spelt, keys[i].tolist()), ())) for i in best]
        rows.sort(key=lambda row: (row[0], len(row[1]), row[1]))
        for count, codes in rows:
            yield tuple(self.names[code] for code in codes), -count

    def _spelt(self, key: int) -> tuple[int, ...]:
        events = (key.bit_length() - 1) // self.bits
        return tuple((key >> (self.bits * (events - 1 - i))) & (2**self.bits - 1) for i in range(events))


def bits_for(activities: int) -> int:
    """Bits that hold one of so many activities."""
    return max(1, (activities - 1).bit_length())


def variants(
    log: EventLog | Iterable[Block], names: tuple[str, ...] | None = None, *, release: str | None = None,
    backend: Backend | None = None,
) -> Variants:  # fmt: skip
    """The variants of a log, or of blocks with `person` and `activity` and the activities' `names`."""
    given: Iterable[Block]
    if isinstance(log, EventLog):
        names, given = log.meta.names, blocks(log, ("activity",), release=release)
        loops = chosen(backend, len(log))
    else:
        names, given, loops = names or (), log, backend == "compiled"
    bits = bits_for(len(names))
    return Variants(names, bits, merged(counted(block, bits, loops=loops) for block in given))


def counted(block: Block, bits: int, *, loops: bool = False) -> Part:
    """The distinct journeys of one block. Both ways give the same."""
    longest = 63 // bits
    first, length = block.starts[:-1], np.diff(block.starts)
    fits = length <= longest
    if fits.all():
        return Part(*_counted(_spelt(block["activity"], first, length, bits, loops)), {})
    part = Part(*_counted(_spelt(block["activity"], first[fits], length[fits], bits, loops)), {})
    # the few longer journeys in pieces, of which only the last may be short
    first, length = first[~fits], length[~fits]
    pieces = -(-length // longest)
    begin = np.cumsum(pieces) - pieces  # each journey's first piece
    done = (np.arange(int(pieces.sum())) - np.repeat(begin, pieces)) * longest
    rest = np.minimum(np.repeat(length, pieces) - done, longest)
    keys = _spelt(block["activity"], np.repeat(first, pieces) + done, rest, bits, loops)
    long = {}
    for many in np.unique(pieces).tolist():
        rows = keys[begin[pieces == many][:, None] + np.arange(many)]
        long[many] = _distinct(rows, np.ones(len(rows), dtype=np.int64))
    return Part(part.keys, part.counts, long)


def _spelt(activity: Codes, first: Counts, length: Counts, bits: int, loops: bool) -> Keys:
    """A number for each journey or piece of one: a leading 1, then its codes in order, `bits` each."""
    keys = np.ones(len(first), dtype=np.uint64)
    if loops:
        compiled().packed(first, length, activity, bits, keys)
        return keys
    if not len(first):
        return keys
    # event after event, the longest first, so that those still on the way are the beginning of the arrays
    order = np.argsort((63 - length).astype(np.uint8), kind="stable")
    place = first[order]
    on_the_way = len(first) - np.cumsum(np.bincount(length))
    for event, many in enumerate(on_the_way.tolist()):
        keys[:many] <<= np.uint64(bits)
        keys[:many] |= activity[place[:many] + event]
    found = np.empty_like(keys)
    found[order] = keys
    return found


def _counted(keys: Keys) -> tuple[Keys, Counts]:
    """The distinct keys, sorted, and how often each stands there."""
    short = keys < DENSE
    dense = np.bincount(keys[short].view(np.int64), minlength=1)
    there = np.flatnonzero(dense)
    rest, counts = np.unique(keys[~short], return_counts=True)
    return np.concatenate((there.astype(np.uint64), rest)), np.concatenate((dense[there], counts))


def _distinct(keys: Keys, weight: Counts) -> tuple[Keys, Counts]:
    """The distinct rows of `keys` by length and codes, and the sum of their weights."""
    if not len(keys):
        return keys, weight
    # parts are sorted, and a stable sort merges them
    order = np.argsort(keys[:, 0], kind="stable") if keys.shape[1] == 1 else _by_length(keys)
    ordered = keys[order]
    new = np.append(True, (ordered[1:] != ordered[:-1]).any(axis=1))
    first = np.flatnonzero(new)
    return ordered[first], np.add.reduceat(weight[order], first)


def _by_length(keys: Keys) -> npt.NDArray[np.int64]:
    powers = np.uint64(1) << np.arange(64, dtype=np.uint64)
    last = keys[:, -1]  # the only piece that may be short, so that it says how long the journey is
    columns = [keys[:, k] for k in range(keys.shape[1] - 1, -1, -1)]
    order: npt.NDArray[np.int64] = np.lexsort((*columns, np.searchsorted(powers, last, side="right")))
    return order


def merged(parts: Iterable[Part]) -> Part:
    """Several parts, of different persons, as one: equal journeys once, their counts added."""
    keys = [np.zeros(0, dtype=np.uint64)]
    counts = [np.zeros(0, dtype=np.int64)]
    long: dict[int, list[tuple[Keys, Counts]]] = {}
    for part in parts:
        keys.append(part.keys)
        counts.append(part.counts)
        for many, found in part.long.items():
            long.setdefault(many, []).append(found)
    short, weight = _distinct(np.concatenate(keys)[:, None], np.concatenate(counts))
    joined = {
        many: _distinct(np.concatenate([k for k, _ in found]), np.concatenate([c for _, c in found]))
        for many, found in sorted(long.items())
    }
    return Part(short.ravel(), weight, joined)
