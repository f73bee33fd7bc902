"""One synthetic person, step by step in plain Python: the reference to which the fast engines must be equal."""

from dataclasses import dataclass

from varick.engine.philox import draw
from varick.model.kinds import Kind
from varick.model.program import DAY_WORD, MINUTE_WORD, Program

MINUTES_A_DAY = 1440
HALF_A_DAY = MINUTES_A_DAY // 2


@dataclass(frozen=True)
class Journey:
    """What one person met: a value's code for each step, and for events that happened the minute and the law's day."""

    codes: tuple[int, ...]
    """Per step; delays: minutes (0 where not asked for)."""
    minutes: dict[int, int]
    """Event -> minutes since the first day, 00:00."""
    days: dict[int, int]


def walk(program: Program, seed: int, person: int) -> Journey:
    """Walk one person of the population through the program."""
    arrest_day = draw(seed, person, DAY_WORD) * program.days >> 32
    arrest_minute = arrest_day * MINUTES_A_DAY + (draw(seed, person, MINUTE_WORD) * MINUTES_A_DAY >> 32)
    codes = [0] * len(program.steps)
    minutes: dict[int, int] = {}
    days: dict[int, int] = {-1: arrest_day}
    for i, step in enumerate(program.steps):
        passed = next((g for g in step.gates if codes[g]), None)
        if step.gates and passed is None:
            continue
        if step.race:
            a, b = step.race
            codes[i] = int(codes[a] < codes[b])
            continue
        row = sum(codes[j] * stride for j, stride in zip(step.inputs, step.strides, strict=True))
        day = days[step.clock]
        segment = int(program.segment_of_day[min(day, program.horizon - 1)])
        entry = program.tables[i][int(program.eras[i][segment]), row]
        if step.kind is Kind.DELAY:
            codes[i] = _minutes(
                program.quantiles[i][int(entry[0])].tolist(), draw(seed, person, step.word), step.whole_days
            )
        elif step.drawn:
            codes[i] = _drawn(entry.tolist(), draw(seed, person, step.word), step.size)
        else:
            codes[i] = int(entry[0])
        if step.kind is Kind.EVENT and codes[i]:
            before = passed if passed is not None else -1
            start, day = (minutes[before], days[before]) if before >= 0 else (arrest_minute, arrest_day)
            later = codes[step.delay] if step.delay >= 0 else 0
            minutes[i] = start + later
            moves = step.delay >= 0 and program.steps[step.delay].whole_days
            days[i] = day + (later // MINUTES_A_DAY if moves else 0)
    return Journey(tuple(codes), minutes, {i: d for i, d in days.items() if i >= 0})


def _drawn(thresholds: list[int], u: int, size: int) -> int:
    """Values 1, 2, ... take the first stretches of [0, 2^32) in turn; value 0, the residual, takes what is left."""
    place = sum(u >= t for t in thresholds)
    return place + 1 if place < size - 1 else 0


def _minutes(quantiles: list[int], u: int, whole_days: bool) -> int:
    cell, part = u >> 22, u & 0x3FFFFF
    minutes = quantiles[cell] + ((quantiles[cell + 1] - quantiles[cell]) * part >> 22)
    return (minutes + HALF_A_DAY) // MINUTES_A_DAY * MINUTES_A_DAY if whole_days else minutes
