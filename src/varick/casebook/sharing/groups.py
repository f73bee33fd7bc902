"""Cases that can be told apart by what an outsider may know of a person, made alike step by step.

k-anonymity (Sweeney 2002; recalled, check) by local recoding: the descriptions of a case that fewer than k cases share are
coarsened one step at a time, those that matter least to the documentation first, until k cases share what is left, or nothing
of it is left.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from varick.casebook.cases.answers import Answer
from varick.casebook.cases.dates import DayOf

LEAST = 3
"""As many cases share a description, unless the user says otherwise."""

Step = Callable[[Answer], Answer | None]
"""What becomes of an answer; None withholds it."""


def _out(_: Answer) -> None:
    return None


def _month(answer: Answer) -> Answer:
    return Answer(answer.value.coarser("month")) if isinstance(answer.value, DayOf) else answer


def _year(answer: Answer) -> Answer:
    return Answer(answer.value.coarser("year")) if isinstance(answer.value, DayOf) else answer


DATES = (
    "told_on",
    "arrest_date",
    "fingerprinted_on",
    "detainer_date",
    "letter_date",
    "letter_postmark",
    "letter_received_on",
    "appointment_on",
    "ice_action_on",
    "nta_date",
    "released_on",
)
STEPS: tuple[tuple[tuple[str, ...], Step], ...] = (
    (("home_borough", "region_of_birth"), _out),
    (("age_band",), _out),
    (DATES, _month),
    (("gender", "arrest_charge"), _out),
    (("custody_facility_state", "bond_amount_band"), _out),
    (DATES, _year),
    (("arrest_charge_class", "arrest_borough"), _out),
    (DATES, _out),
)
"""In this order; each is applied to all cases that are still too few."""
DESCRIBES = tuple(dict.fromkeys(name for names, _ in STEPS for name in names))
"""What an outsider may know: sex, age, home, origin, and where, when and for what somebody was arrested, written to or held."""

Answers = dict[str, Answer]


@dataclass(frozen=True, slots=True)
class Grouped:
    """Cases in the order in which they came: their answers, and what of each was withheld.

    `few`: cases that shared their description with fewer than k in all, before anything was done. `bare`: those of which
    no description is left.
    """

    answers: tuple[Answers, ...]
    withheld: tuple[frozenset[str], ...]
    few: int
    bare: int


def grouped(cases: Sequence[Mapping[str, Answer]], k: int = LEAST) -> Grouped:
    """Coarsen until each description is shared by k cases or gone. k = 1 changes nothing and only counts."""
    answers = [dict(case) for case in cases]
    withheld: list[set[str]] = [set() for _ in cases]
    few = _few(answers, withheld, k)
    first = few
    for names, step in STEPS:
        if not few:
            break
        for place in few:
            for name in names:
                answer = answers[place].get(name)
                if answer is None:
                    continue
                after = step(answer)
                if after is None:
                    del answers[place][name]
                    withheld[place].add(name)
                else:
                    answers[place][name] = after
        few = _few(answers, withheld, k)
    bare = sum(not any(name in answers[place] for name in DESCRIBES) for place in first)
    return Grouped(tuple(answers), tuple(map(frozenset, withheld)), len(first), bare)


def _few(answers: Sequence[Answers], withheld: Sequence[set[str]], k: int) -> list[int]:
    """The places of cases whose description fewer than k share. What was never asked is part of it."""
    described = [
        tuple(
            (name, "withheld" if name in out else str(case[name].value or case[name].state))
            for name in DESCRIBES
            if name in case or name in out
        )
        for case, out in zip(answers, withheld, strict=True)
    ]
    shared = Counter(described)
    return [
        place
        for place, one in enumerate(described)
        if shared[one] < k and any(name in answers[place] for name in DESCRIBES)
    ]
