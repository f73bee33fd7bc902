"""Latent classes of people whom lists see alike, as CRAN's LCMCR: several chains, and no number where they disagree.

The model is that of D. Manrique-Vallier, "Bayesian population size estimation using Dirichlet process mixtures",
Biometrics 72 (2016) 1246-1254, with the priors of CRAN LCMCR 0.4.14 (`lcmCR`: alpha gamma(0.25, 0.25), chances uniform,
N with prior 1/N). Chains are compared as A. Vehtari and others advise ("Rank-normalization, folding, and localization: an
improved R-hat", Bayesian Analysis 16 (2021) 667-718).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from varick.together.estimating.estimate import LEVEL, Estimate, refusal
from varick.together.estimating.few import too_few
from varick.together.estimating.table import Overlaps

METHOD = "latent"
FEWEST_LISTS = 3
CLASSES = 10
SHAPE = RATE = 0.25
"""Of the gamma prior of alpha."""
CHAINS = 4
FIRST, MOST = 16_000, 64_000
"""Sweeps of a chain after which chains are compared first, and at most; in between the number is doubled."""
THIN = 4
TRIES = 20
"""Moves between two sweeps."""
SEED = 20180108
ALIKE = 1.01
"""Chains agree only where no R-hat is larger, as those authors advise."""
APART = 0.25
"""Nor may a limit of one chain's interval lie further from the common one than this share of the interval (of logarithms)."""
WORTH = 400.0
"""Nor may all chains together be worth fewer independent draws."""
NEAR, BEYOND = 40, 0.01
"""Refused where a larger share than the second has more people on no list than so many times those on any."""

Floats = npt.NDArray[np.float64]
Tell = Callable[[int, int], None]
"""Told the sweeps done by all chains, and the most there may be."""


@dataclass(frozen=True, slots=True, eq=False)
class Chains:
    """What the chains drew: (chains, draws) people on no list and classes in use, the first half of each left out."""

    missing: npt.NDArray[np.int64]
    used: npt.NDArray[np.int64]
    sweeps: int

    @property
    def r_hat(self) -> float:
        """The larger of the R-hat of ranks and of their distance from the middle; chains that agree have nearly 1."""
        log = np.log(self.missing + 0.5)
        return max(_r_hat(_scores(log)), _r_hat(_scores(abs(log - np.median(log)))))

    @property
    def worth(self) -> float:
        """How many independent draws all chains are worth together."""
        return _worth(_scores(np.log(self.missing + 0.5)))

    def apart(self, level: float) -> float:
        """How far the limits of one chain's interval lie from the common ones, at most, as a share of the common interval.

        Measured in logarithms of the people on no list."""
        tails = [(1 - level) / 2, (1 + level) / 2]
        log = np.log(self.missing + 0.5)
        low, high = np.quantile(log, tails)
        each = np.quantile(log, tails, axis=1)
        return float(abs(each - [[low], [high]]).max() / max(high - low, 1e-9))

    def agree(self, level: float = LEVEL) -> bool:
        """Whether one number may be told of all of them."""
        return self.r_hat <= ALIKE and self.apart(level) <= APART and self.worth >= WORTH


def _scores(values: Floats) -> Floats:
    """Normal scores of the ranks over all chains, ties at their middle."""
    from scipy.special import ndtri
    from scipy.stats import rankdata

    found: Floats = ndtri((rankdata(values, axis=None) - 0.375) / (values.size + 0.25)).reshape(values.shape)
    return found


def _halves(values: Floats) -> Floats:
    half = values.shape[1] // 2
    return np.concatenate((values[:, :half], values[:, -half:]))


def _variances(values: Floats) -> tuple[float, float]:
    """(within chains, of all together)."""
    n = values.shape[1]
    within = float(values.var(axis=1, ddof=1).mean())
    return within, within * (n - 1) / n + float(values.mean(axis=1).var(ddof=1))


def _r_hat(values: Floats) -> float:
    within, together = _variances(_halves(values))
    return float(np.sqrt(together / within)) if within > 0 else 1.0 if together == 0 else np.inf


def _worth(values: Floats) -> float:
    """Effective number of draws of split chains, autocorrelations summed in pairs as long as they fall and are positive."""
    values = _halves(values)
    chains, n = values.shape
    within, together = _variances(values)
    if together == 0:
        return float(chains * n)
    centred = values - values.mean(axis=1, keepdims=True)
    spectrum = abs(np.fft.rfft(centred, 2 * n, axis=1)) ** 2
    covariance = np.fft.irfft(spectrum, axis=1)[:, :n].mean(axis=0) / n
    correlation = 1 - (within - covariance * n / (n - 1)) / together
    correlation[0] = 1.0
    pairs = correlation[: n // 2 * 2].reshape(-1, 2).sum(axis=1)
    falls = np.flatnonzero(pairs <= 0)
    pairs = np.minimum.accumulate(pairs[: falls[0]] if len(falls) else pairs)
    time = max(2 * pairs.sum() - 1, 1 / np.log10(chains * n))
    return float(chains * n / time)


def starts(table: Overlaps, chain: int, random: np.random.Generator) -> tuple[Floats, Floats]:
    """(weights of classes as logarithms, chances (lists, classes)) where a chain begins.

    In turn: all classes alike, as often on each list as people on any are; drawn from the prior; most people in a class that
    hardly any list sees; most in one that almost every list sees. A chain that stays where it began shows.
    """
    weight = random.dirichlet(np.ones(CLASSES))
    chance = 0.02 + 0.96 * random.random((table.k, CLASSES))
    if chain % 4 == 0:
        weight[:] = 1 / CLASSES
        often = np.clip(np.array(table.sizes) / max(table.union, 1), 0.01, 0.99)
        chance[:] = often[:, None]
    elif chain % 4 > 1:
        weight[0] = 9.0
        chance[:, 0] = 0.01 if chain % 4 == 2 else 0.9
    return np.log(weight / weight.sum()), chance


def chains(
    table: Overlaps,
    *,
    most: int = MOST,
    first: int = FIRST,
    tries: int = TRIES,
    seed: int = SEED,
    tell: Tell | None = None,
) -> Chains:
    """Run the chains until they agree or each has made `most` sweeps. The same seed gives the same draws."""
    from varick.together.estimating.latent_chain import compiled

    run = compiled()
    on, counts = table.patterns[table.counts > 0], table.counts[table.counts > 0]
    sources = [np.random.Generator(np.random.PCG64([seed, chain])) for chain in range(CHAINS)]
    states = [starts(table, chain, random) for chain, random in enumerate(sources)]
    alphas = [1.0] * CHAINS
    missing = used = np.empty((CHAINS, 0), np.int64)
    sweeps, todo = 0, min(first, most)
    while True:
        more = np.empty((2, CHAINS, max(1, todo // THIN)), np.int64)
        for i, (random, state) in enumerate(zip(sources, states, strict=True)):
            alphas[i] = run(
                on, counts, *state, alphas[i], SHAPE, RATE, 0, THIN, more[0, i], more[1, i], tries, random
            )
            if tell is not None:
                tell(CHAINS * sweeps + (i + 1) * todo, CHAINS * most)
        missing, used = np.concatenate((missing, more[0]), axis=1), np.concatenate((used, more[1]), axis=1)
        sweeps += todo
        half = missing.shape[1] // 2
        found = Chains(missing[:, half:], used[:, half:], sweeps)
        if sweeps >= most or found.agree():
            return found
        todo = sweeps


def latent(
    table: Overlaps,
    *,
    level: float = LEVEL,
    most: int = MOST,
    seed: int = SEED,
    tell: Tell | None = None,
) -> Estimate:
    """How many people there are, by latent classes: median and equal-tailed interval of all chains together.

    Refused as every method is where the table is too small (`few`), for two lists (`two_lists`), where the chains do not
    agree (`chains_disagree`), and where the table leaves the number to the prior (`prior_rules`).
    """
    if table.k < FEWEST_LISTS:
        return refusal(METHOD, "two_lists", lists=table.k)
    few = too_few(table)
    if few is not None:
        return few.of(METHOD)
    found = chains(table, most=most, seed=seed, tell=tell)
    beyond = float((found.missing > NEAR * table.union).mean())
    tails = [(1 - level) / 2, 0.5, (1 + level) / 2]
    details = {
        "chains": CHAINS,
        "sweeps": found.sweeps,
        "r_hat": found.r_hat,
        "worth": found.worth,
        "apart": found.apart(level),
        "beyond": beyond,
        "classes": float(found.used.mean()),
        "each": [[table.union + float(x) for x in np.quantile(one, tails)] for one in found.missing],
    }
    if not found.agree(level):
        return refusal(METHOD, "chains_disagree", details=details, chains=CHAINS, sweeps=found.sweeps)
    if beyond > BEYOND:
        return refusal(METHOD, "prior_rules", details=details, share=beyond)
    low, value, high = (table.union + float(x) for x in np.quantile(found.missing, tails))
    return Estimate(METHOD, value, low, high, level, details=details)
