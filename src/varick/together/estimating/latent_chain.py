"""One chain of the latent-class sampler: plain loops, which `compiled` hands to Numba; both draw the same numbers.

People fall into classes; within a class the lists are independent. What is kept from sweep to sweep is only the weights
of the classes, the chance of each list in each class and the concentration; the class of every person and the people on
no list are drawn anew in each sweep. Between sweeps some moves change weights and chances with both of those summed out:
the plain sampler crosses slowly between few people who are hard to see and many who are harder, these moves follow that
ridge.
"""

from functools import cache
from math import exp, log, log1p
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

LEAST = 1e-12
"""No chance of a list in a class is nearer to 0 or 1: beyond, logarithms lose their digits."""
MOST_MISSING = 1e15
"""A rate of people on no list beyond this is cut: such a draw is refused anyway."""


def log_gamma_draw(shape: float, random: np.random.Generator) -> float:
    """The logarithm of a gamma variable, which does not vanish where the shape is near 0."""
    if shape >= 0.3:
        return log(max(random.standard_gamma(shape), 1e-300))
    return log(max(random.standard_gamma(shape + 1.0), 1e-300)) + log(1.0 - random.random()) / shape


def log_prior(log_weight: Floats, alpha: float) -> float:
    """Log density of broken-stick weights in the coordinates log of weight to weight, but for a constant and alpha^(K-1)."""
    last = len(log_weight) - 1
    said: float = alpha * log_weight[last] + log_weight[0]
    rest: float = log_weight[last]
    for c in range(last - 1, 0, -1):
        top = max(rest, log_weight[c])
        rest = top + log(exp(rest - top) + exp(log_weight[c] - top))
        said += log_weight[c] - rest
    return said


def fill(on: Bools, chance: Floats, column: int, cell_chance: Floats) -> None:
    """The chance of each cell in a class; the last row is the cell of no list."""
    cells, lists = on.shape
    none = 1.0
    for j in range(lists):
        none *= 1.0 - chance[j, column]
    cell_chance[cells, column] = none
    for m in range(cells):
        product = 1.0
        for j in range(lists):
            product *= chance[j, column] if on[m, j] else 1.0 - chance[j, column]
        cell_chance[m, column] = product


def log_likelihood(counts: Ints, log_weight: Floats, cell_chance: Floats, weight: Floats) -> float:
    """Of the table, given that everybody in it is on some list: what is left when N, with prior 1/N, is summed out.

    `weight` is room for the weights."""
    cells = len(counts)
    classes = len(log_weight)
    none = 0.0
    for c in range(classes):
        weight[c] = exp(log_weight[c])
        none += weight[c] * cell_chance[cells, c]
    if none >= 1.0:
        return -1e300
    said = 0.0
    total = 0
    for m in range(cells):
        p = 0.0
        for c in range(classes):
            p += weight[c] * cell_chance[m, c]
        said += counts[m] * log(max(p, 1e-300))
        total += counts[m]
    return said - total * log1p(-none)


def jacobian(chance: Floats, column: int) -> float:
    """From chances to their logits, for one class."""
    said = 0.0
    for j in range(len(chance)):
        said += log(chance[j, column]) + log1p(-chance[j, column])
    return said


def pick(log_weight: Floats, random: np.random.Generator) -> int:
    """A class: half the time any, half the time as its weight says."""
    classes = len(log_weight)
    if random.random() < 0.5:
        return int(random.random() * classes)
    u = random.random()
    for c in range(classes):
        u -= exp(log_weight[c])
        if u < 0.0:
            return c
    return classes - 1


def log_picked(log_weight: float, classes: int) -> float:
    """How likely `pick` takes a class of this weight."""
    return log(0.5 / classes + 0.5 * exp(log_weight))


def normalised(log_weight: Floats) -> None:
    """Weights that sum to 1."""
    top = log_weight[0]
    for c in range(1, len(log_weight)):
        top = max(top, log_weight[c])
    total = 0.0
    for c in range(len(log_weight)):
        total += exp(log_weight[c] - top)
    shift = top + log(total)
    for c in range(len(log_weight)):
        log_weight[c] -= shift


def moves(
    on: Bools,
    counts: Ints,
    log_weight: Floats,
    chance: Floats,
    alpha: float,
    cell_chance: Floats,
    times: int,
    random: np.random.Generator,
) -> int:
    """Metropolis moves with the classes of people and the people on no list summed out; returns how many were taken.

    A class becomes harder or easier to see by the same odds on every list, while the share of people who are in it and on
    some list stays (two in three), or it becomes heavier or lighter.
    """
    lists, classes = chance.shape
    cells = len(counts)
    new_weight = np.empty(classes)
    room = np.empty(classes)
    kept = np.empty(lists)
    kept_cells = np.empty(cells + 1)
    now = log_likelihood(counts, log_weight, cell_chance, room) + log_prior(log_weight, alpha)
    taken = 0
    for _ in range(times):
        c = pick(log_weight, random)
        step = random.standard_normal() * exp(-2.0 + 3.0 * random.random())
        before = jacobian(chance, c)
        for j in range(lists):
            kept[j] = chance[j, c]
        for m in range(cells + 1):
            kept_cells[m] = cell_chance[m, c]
        for i in range(classes):
            new_weight[i] = log_weight[i]
        inside = True
        if random.random() < 0.67:
            one = random.random() < 0.3
            j_one = int(random.random() * lists)
            for j in range(lists):
                if one and j != j_one:
                    continue
                odds = log(chance[j, c]) - log1p(-chance[j, c]) + step
                chance[j, c] = 1.0 / (1.0 + exp(-odds))
                inside = inside and LEAST < chance[j, c] < 1.0 - LEAST
            if inside:
                fill(on, chance, c, cell_chance)
                new_weight[c] += log1p(-kept_cells[cells]) - log1p(-cell_chance[cells, c])
        else:
            new_weight[c] += step
        if inside:
            normalised(new_weight)
            after = jacobian(chance, c)
            then = log_likelihood(counts, new_weight, cell_chance, room) + log_prior(new_weight, alpha)
            ratio = then - now + after - before
            ratio += log_picked(new_weight[c], classes) - log_picked(log_weight[c], classes)
            inside = log(1.0 - random.random()) < ratio
        if inside:
            now = then
            taken += 1
            for i in range(classes):
                log_weight[i] = new_weight[i]
        else:
            for j in range(lists):
                chance[j, c] = kept[j]
            for m in range(cells + 1):
                cell_chance[m, c] = kept_cells[m]
    return taken


def swaps(log_weight: Floats, chance: Floats, alpha: float, times: int, random: np.random.Generator) -> None:
    """Two classes change places: the table does not tell, the broken stick does."""
    classes = len(log_weight)
    now = log_prior(log_weight, alpha)
    for _ in range(times):
        a = int(random.random() * classes)
        b = int(random.random() * classes)
        log_weight[a], log_weight[b] = log_weight[b], log_weight[a]
        then = log_prior(log_weight, alpha)
        if log(1.0 - random.random()) < then - now:
            now = then
            for j in range(len(chance)):
                chance[j, a], chance[j, b] = chance[j, b], chance[j, a]
        else:
            log_weight[a], log_weight[b] = log_weight[b], log_weight[a]


def spread(number: int, weight: Floats, into: Ints, random: np.random.Generator) -> None:
    """Add so many people to classes, each falling into one as the weights say."""
    rest = 0.0
    for c in range(len(weight)):
        rest += weight[c]
    for c in range(len(weight)):
        if number <= 0:
            return
        share = weight[c] / rest if rest > 0.0 else 1.0
        if c == len(weight) - 1 or share >= 1.0:
            into[c] += number
            return
        there = random.binomial(number, share)
        into[c] += there
        number -= there
        rest -= weight[c]


def chain(
    on: Bools,
    counts: Ints,
    log_weight: Floats,
    chance: Floats,
    alpha: float,
    shape: float,
    rate: float,
    burn: int,
    thin: int,
    missing: Ints,
    used: Ints,
    tries: int,
    random: np.random.Generator,
) -> float:
    """Run one chain; returns the last alpha. Weights and chances are changed in place.

    on (cells, lists) and counts (cells): the table. log_weight (classes), chance (lists, classes): where it begins.
    shape, rate: the gamma prior of alpha. missing, used (kept): written with people on no list and classes in use, every
    `thin` sweeps after `burn`.
    """
    cells, lists = on.shape
    classes = len(log_weight)
    cell_chance = np.empty((cells + 1, classes))
    weight, share = np.empty(classes), np.empty(classes)
    seen = np.empty((lists, classes), np.int64)
    people = np.empty(classes, np.int64)
    here = np.empty(classes, np.int64)
    total = 0
    for m in range(cells):
        total += counts[m]
    for sweep in range(burn + thin * len(missing)):
        for c in range(classes):
            fill(on, chance, c, cell_chance)
        moves(on, counts, log_weight, chance, alpha, cell_chance, tries, random)
        # people on no list, and the classes of all
        none = 0.0
        for c in range(classes):
            share[c] = exp(log_weight[c])
            weight[c] = share[c] * cell_chance[cells, c]
            none += weight[c]
        odds = min(none / max(1.0 - none, 1e-15), MOST_MISSING / max(total, 1))
        hidden = random.poisson(random.standard_gamma(float(total)) * odds)
        for c in range(classes):
            people[c] = 0
            for j in range(lists):
                seen[j, c] = 0
        spread(hidden, weight, people, random)
        for m in range(cells):
            for c in range(classes):
                weight[c] = share[c] * cell_chance[m, c]
                here[c] = 0
            spread(counts[m], weight, here, random)
            for c in range(classes):
                people[c] += here[c]
                for j in range(lists):
                    if on[m, j]:
                        seen[j, c] += here[c]
        # what classes are like, given who is in them
        for c in range(classes):
            for j in range(lists):
                p = random.beta(1.0 + seen[j, c], 1.0 + people[c] - seen[j, c])
                chance[j, c] = min(max(p, 2 * LEAST), 1.0 - 2 * LEAST)
        left = total + hidden
        stick = 0.0
        for c in range(classes - 1):
            left -= people[c]
            taken = log_gamma_draw(1.0 + people[c], random)
            kept = log_gamma_draw(alpha + left, random)
            top = max(taken, kept)
            both = top + log(exp(taken - top) + exp(kept - top))
            log_weight[c] = stick + taken - both
            stick += kept - both
        log_weight[classes - 1] = stick
        swaps(log_weight, chance, alpha, classes, random)
        alpha = random.standard_gamma(shape + classes - 1.0) / (rate - log_weight[classes - 1])
        if sweep >= burn and (sweep - burn) % thin == 0:
            missing[(sweep - burn) // thin] = hidden
            many = 0
            for c in range(classes):
                many += people[c] > 0
            used[(sweep - burn) // thin] = many
    return alpha


@cache
def compiled() -> Any:
    """`chain` compiled, with all that it calls; the compiled code is kept on disk."""
    from types import FunctionType

    from numba import njit

    def made(function: Any, **known: Any) -> Any:
        # the same code with its helpers compiled: as they stand, they would call each other in Python
        again = FunctionType(function.__code__, {**function.__globals__, **known}, function.__name__)
        return njit(cache=True, nogil=True)(again)

    small = {
        f.__name__: made(f)
        for f in (
            log_gamma_draw,
            log_prior,
            fill,
            log_likelihood,
            jacobian,
            pick,
            log_picked,
            normalised,
            spread,
        )
    }
    return made(chain, moves=made(moves, **small), swaps=made(swaps, **small), **small)
