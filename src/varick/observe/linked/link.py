"""Rows of two tables of one release linked by person and time, with the window stated and nothing linked twice over.

An identifier is made anew for every release: the same one in two releases says nothing (no identifier of the release
of 2023 is in that of 2026, ian-nason/ice-database), so linking across releases is an error, not an empty result.
A row without identifier cannot be linked; their share is part of every answer, and what is counted through links is a
lower bound. Rows that the rule `ddp_2026` leaves out are not linked.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from varick.errors import VarickError
from varick.observe.frame import Frame
from varick.observe.linked.duplicates import LEADING, left_out
from varick.observe.releases import named
from varick.observe.sorting import DAY, Keys, days, grouped, known, seconds
from varick.words import Words

ARREST_TO_STAY = (-5, 10)
"""Days from arrest to stay book-in: from 5 before to 10 after (DDP, detention-stays-with-arrests-removals.R)."""
EXPECTED = (0.20, 0.95)
"""Share of stays with an arrest that is no cause for doubt (DDP)."""

NAMED = {
    "arrests": "observe_link.arrests",
    "stays": "observe_link.stays",
    "detentions": "observe_link.detentions",
    "detainers": "observe_link.detainers",
    "encounters": "observe_link.encounters",
    "removals": "observe_link.removals",
}
"""What the tables are called in a sentence."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two tables: its rows, those without identifier, those left out as duplicates or without a date."""

    table: str
    rows: int
    without_identifier: int
    left_out: int

    @property
    def linkable(self) -> int:
        """Rows that could be linked."""
        return self.rows - self.without_identifier - self.left_out


@dataclass(frozen=True, slots=True)
class Links:
    """Pairs of rows: `left` and `right` int64 of shape (pairs,), the rows in their frames; `days` float64 from left to
    right. `window` are the least and greatest days from left to right, both included."""

    left: Keys
    right: Keys
    days: npt.NDArray[np.float64]
    window: tuple[int, int]
    of_left: Side
    of_right: Side
    expected: tuple[float, float] | None = None

    @property
    def left_share(self) -> float:
        """Of the linkable rows on the left, those linked."""
        return len(np.unique(self.left)) / self.of_left.linkable if self.of_left.linkable else 0.0

    @property
    def right_share(self) -> float:
        """Of the linkable rows on the right, those linked."""
        return len(np.unique(self.right)) / self.of_right.linkable if self.of_right.linkable else 0.0

    def definition(self, lang: str = "en") -> str:
        """What a pair is, in a sentence: tables, window, rule for duplicates, rows without identifier."""
        words = Words(lang)
        sides = {"left": self.of_left, "right": self.of_right}
        titles = {name: words(NAMED[side.table]) for name, side in sides.items()}
        least, most = (words.number(bound) for bound in self.window)
        sentence = words("observe_link.definition", **titles, least=least, most=most, rule=LEADING)
        return " ".join(
            [sentence, *(self._missing(words, titles[name], side) for name, side in sides.items())]
        )

    def notes(self, lang: str = "en") -> tuple[str, ...]:
        """What to beware of: that counts through links are lower bounds, and a share linked that is unlike others."""
        words = Words(lang)
        found = [words("observe_link.lower_bound")]
        if self.expected and not self.expected[0] <= self.right_share <= self.expected[1]:
            low, high = (words.percent(bound) for bound in self.expected)
            share = words.percent(self.right_share)
            found.append(words("observe_link.unexpected", share=share, low=low, high=high))
        return tuple(found)

    def _missing(self, words: Words, name: str, side: Side) -> str:
        share = side.without_identifier / side.rows if side.rows else 0.0
        return words(
            "observe_link.without_identifier",
            table=name,
            rows=words.number(side.rows),
            count=words.number(side.without_identifier),
            share=words.percent(share),
        )


def arrests_to_stays(arrests: Frame, stays: Frame, window: tuple[int, int] = ARREST_TO_STAY) -> Links:
    """Each stay's closest arrest in the window, then of the stays that chose an arrest the closest: one to one.

    Greedy, as DDP does it: a stay that loses its arrest gets no other. Of two equally close the earlier. Raises
    VarickError as `linkable` does.
    """
    linkable(arrests, stays)
    left, of_left = _usable(arrests, "apprehension_date")
    right, of_right = _usable(stays, "stay_book_in")
    when_left, when_right = _moments(arrests, "apprehension_date", stays, "stay_book_in")
    a, b = _nearest(_person(arrests)[left], when_left[left], _person(stays)[right], when_right[right], window)
    a, b = left[a], right[b]
    gap = when_right[b] - when_left[a]
    closest = grouped([a], (np.abs(gap), when_right[b], b)).firsts
    kept = closest[np.argsort(b[closest])]
    return Links(a[kept], b[kept], gap[kept] / DAY, window, of_left, of_right, EXPECTED)


def next_after(left: Frame, right: Frame, *, within_days: int) -> Links:
    """For each row on the left the first row on the right, of the same person, from 0 to `within_days` days later.

    In whole days, since a detainer has no time of day. Several rows on the left may have the same one on the right;
    one without is not a "no": nothing came within the window, or nothing that this release tells. Raises VarickError
    for a negative window and as `linkable` does.
    """
    if within_days < 0:
        raise VarickError(f"within {within_days} days: a window is not negative; give 0 or more")
    linkable(left, right)
    names = (_main(left), _main(right))
    rows_left, of_left = _usable(left, names[0])
    rows_right, of_right = _usable(right, names[1])
    when_left, when_right = days(left.dates(names[0])), days(right.dates(names[1]))
    who, whom = _person(left)[rows_left], _person(right)[rows_right]
    order = rows_right[np.lexsort((rows_right, when_right[rows_right], whom))]
    keys, wanted = _together(_person(right)[order], when_right[order], who, when_left[rows_left])
    place = np.minimum(np.searchsorted(keys, wanted), max(len(keys) - 1, 0))
    if not len(order):
        return Links(order, order, np.zeros(0), (0, within_days), of_left, of_right)
    found = order[place]
    gap = when_right[found] - when_left[rows_left]
    good = (_person(right)[found] == who) & (gap >= 0) & (gap <= within_days)
    window = (0, within_days)
    return Links(rows_left[good], found[good], gap[good].astype(np.float64), window, of_left, of_right)


def linkable(*frames: Frame) -> None:
    """Raise VarickError unless all frames are of one release and have identifiers that may be used."""
    names = tuple(dict.fromkeys(frame.release for frame in frames))
    if len(names) > 1:
        raise VarickError(
            f"{' and '.join(names)}: identifiers are made anew for every release, so rows of two cannot be linked; "
            "choose tables of one release"
        )
    for frame in frames:
        rule = named(frame.release)
        if frame.person is None or rule.identifiers == "refuse":
            why = f" ({rule.reason})" if rule.reason else ""
            raise VarickError(
                f"{frame.table} of {frame.release}: no identifiers that may be used{why}, so nothing can be linked; "
                "count its rows instead"
            )


def _usable(frame: Frame, name: str) -> tuple[Keys, Side]:
    person = _person(frame)
    dated = known(frame.dates(name))
    rows = np.flatnonzero((person >= 0) & dated & ~left_out(frame))
    without = int((person < 0).sum())
    return rows, Side(frame.table, len(frame), without, len(frame) - without - len(rows))


def _person(frame: Frame) -> Keys:
    assert frame.person is not None
    return frame.person


def _main(frame: Frame) -> str:
    if frame.main is None:
        raise VarickError(f"{frame.table} of {frame.release}: no main date, so nothing can follow it")
    return frame.main


def _moments(left: Frame, of_left: str, right: Frame, of_right: str) -> tuple[Keys, Keys]:
    """Seconds of both; midnights of both where one of them holds days only."""
    one, other = left.dates(of_left), right.dates(of_right)
    if one.whole_days or other.whole_days:
        return days(one) * DAY, days(other) * DAY
    return seconds(one), seconds(other)


def _together(*pairs: Keys) -> tuple[Keys, Keys]:
    """Two (person, moment) columns as one integer each, which sort alike: (person, moment, person, moment) in."""
    who, when, whom, then = pairs
    low = min((int(x.min()) for x in (when, then) if len(x)), default=0)
    high = max((int(x.max()) for x in (when, then) if len(x)), default=0)
    step = high - low + 1
    return who * step + (when - low), whom * step + (then - low)


def _nearest(who: Keys, when: Keys, whom: Keys, then: Keys, window: tuple[int, int]) -> tuple[Keys, Keys]:
    """For each moment on the right the nearest on the left of the same person within the window, if there is one."""
    none = np.zeros(0, dtype=np.int64)
    if not len(who) or not len(whom):
        return none, none
    order = np.lexsort((when, who))
    keys, wanted = _together(who[order], when[order], whom, then)
    after = np.searchsorted(keys, wanted, side="left")
    far = np.iinfo(np.int64).max
    best, chosen = np.full(len(whom), far), np.zeros(len(whom), dtype=np.int64)
    candidates: Sequence[Keys] = (after - 1, after)
    for place in candidates:
        there = order[np.clip(place, 0, len(order) - 1)]
        gap = then - when[there]
        fits = (place >= 0) & (place < len(order)) & (who[there] == whom)
        fits &= (gap >= window[0] * DAY) & (gap <= window[1] * DAY)
        nearer = fits & (np.abs(gap) < best)
        best[nearer], chosen[nearer] = np.abs(gap)[nearer], there[nearer]
    found = np.flatnonzero(best < far)
    return chosen[found], found
