"""The kernels as plain loops over one block, for Numba to compile: each event is looked at once.

This file is copied into the cache as it stands and compiled there (see `jit`), so it imports nothing of Varick. Every
loop gives the same numbers as the array operations of the module that calls it. `release` is empty where the log
holds one release.
"""

from typing import Any

import numpy as np

Array = Any


def follows(person: Array, release: Array, activity: Array, counts: Array) -> None:
    """Add to `counts` (activities + 1 squared): row = from, column = to; the last row is start, the last column end."""
    outside = counts.shape[0] - 1
    several = len(release) > 0
    before = outside
    for i in range(len(person)):
        now = np.int64(activity[i])
        if i > 0 and (person[i] != person[i - 1] or (several and release[i] != release[i - 1])):
            counts[before, outside] += 1
            before = outside
        counts[before, now] += 1
        before = now
    if len(person) > 0:
        counts[before, outside] += 1


def packed(first: Array, length: Array, activity: Array, bits: int, keys: Array) -> None:
    """So many activities from each first one as one number: a leading 1, then `bits` an event."""
    for p in range(len(first)):
        key = np.uint64(1)
        for i in range(first[p], first[p] + length[p]):
            key = (key << np.uint64(bits)) | np.uint64(activity[i])
        keys[p] = key


def next_of(
    person: Array,
    release: Array,
    activity: Array,
    begin: Array,
    y: int,
    nearest: Array,
    tied: Array,
    time: Array,
) -> None:
    """For each event with `begin`: the place of the person's next event `y` (-1: none), and whether one of the same
    moment stands before it. Both go into arrays of one entry an event; other entries are left as they are."""
    several = len(release) > 0
    following = -1
    for i in range(len(person) - 1, -1, -1):
        last = i + 1 == len(person)
        if last or person[i] != person[i + 1] or (several and release[i] != release[i + 1]):
            following = -1
        if begin[i]:
            nearest[i] = following
        if activity[i] == y:
            following = i
    before = -1
    for i in range(len(person)):
        if i > 0 and (person[i] != person[i - 1] or (several and release[i] != release[i - 1])):
            before = -1
        if begin[i]:
            tied[i] = before >= 0 and time[before] == time[i]
        if activity[i] == y:
            before = i


def reached(
    starts: Array,
    activity: Array,
    time: Array,
    begin: Array,
    steps: Array,
    window: int,
    end: int,
    persons: Array,
) -> int:
    """Add each person to `persons[k]` for every step k that he reached in order within `window` of a first step.

    Returns how many persons had a first step less than `window` before `end` and did not reach the last step."""
    begun = np.zeros(len(steps), dtype=np.int64)
    met = np.zeros(len(steps), dtype=np.bool_)
    cut = 0
    for p in range(len(starts) - 1):
        met[:] = False
        for i in range(starts[p], starts[p + 1]):
            now = np.int64(time[i])
            for k in range(len(steps) - 1, 0, -1):
                if activity[i] == steps[k] and met[k - 1] and (window < 0 or now - begun[k - 1] <= window):
                    met[k] = True
                    begun[k] = begun[k - 1]
            if begin[i]:
                met[0] = True
                begun[0] = now
        for k in range(len(steps)):
            if met[k]:
                persons[k] += 1
        if met[0] and not met[len(steps) - 1] and (window < 0 or begun[0] > end - window):
            cut += 1
    return cut
