"""By what cases are counted in published tables: months and quarters, and every choice that may be published."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from varick.casebook.cases.answers import Answer, day_in
from varick.casebook.cases.fields import Field, fields
from varick.casebook.sharing.tables import Chain, Table
from varick.errors import VarickError, did_you_mean

UNKNOWN = "unknown"
"""Not known, not told or never asked; "no" is something else."""
SHORT = {"borough": "arrest_borough", "outcome": "interview_outcome"}
"""Names for those that are asked for most."""
TIMES = ("month", "quarter")
DEFAULT = ("month", "practice,quarter", "practice,borough", "practice,outcome")
HAPPENED = ("letter_date", "letter_postmark", "letter_received_on", "ice_action_on", "appointment_on")
"""The first of these that is known to the month says when a case happened."""
MOST_MONTHS = 240


def month_of(answers: Mapping[str, Answer]) -> str:
    """ "2018-03", or unknown where no date is known to the month. A week lies in the month of its Monday."""
    for name in HAPPENED:
        on = day_in(answers, name)
        if on is not None and on.precision != "year":
            return on.day.isoformat()[:7]
    return UNKNOWN


def quarter_of(month: str) -> str:
    """ "2018-03" -> "2018-Q1"."""
    return month if month == UNKNOWN else f"{month[:4]}-Q{(int(month[5:]) + 2) // 3}"


def months_between(first: str, last: str) -> list[str]:
    """Every month from one to the other. Raises VarickError for more than twenty years of them."""
    start, end = (int(text[:4]) * 12 + int(text[5:]) - 1 for text in (first, last))
    if end - start >= MOST_MONTHS:
        raise VarickError(
            f"the cases lie between {first} and {last}, more than {MOST_MONTHS // 12} years; give --since and --until"
        )
    return [f"{number // 12}-{number % 12 + 1:02}" for number in range(start, end + 1)]


def named(text: str) -> tuple[str, ...]:
    """ "practice,borough" as the names of levels. Raises VarickError for what tables cannot be made by."""
    names = tuple(part.strip() for part in text.split(",") if part.strip())
    if not 1 <= len(names) <= 2 or len(set(names)) < len(names):
        raise VarickError(f'--by "{text[:60]}": give one or two things, with a comma between them')
    for name in names:
        if name not in TIMES and SHORT.get(name, name) not in countable():
            known = [*TIMES, *SHORT, *countable()]
            raise VarickError(
                f'--by "{name[:60]}": not what cases can be counted by{did_you_mean(name, known)}; '
                f"such are {', '.join((*TIMES, *SHORT, 'practice'))}"
            )
    if set(names) == set(TIMES):
        raise VarickError(f'--by "{text[:60]}": months lie in quarters already; give month')
    return names


def countable() -> dict[str, Field]:
    """The fields of one choice that may be published."""
    return {
        name: one for name, one in fields().items() if one.kind == "choice" and one.aggregate.act == "keep"
    }


def row_of(answers: Mapping[str, Answer], levels: Iterable[str]) -> dict[str, str]:
    """The category of a case at each level."""
    row = {}
    for level in levels:
        if level in TIMES:
            month = month_of(answers)
            row[level] = month if level == "month" else quarter_of(month)
        else:
            answer = answers.get(SHORT.get(level, level))
            known = answer is not None and answer.state in ("known", "none")
            row[level] = UNKNOWN if answer is None or not known else str(answer.value or answer.state)
    return row


def table_by(names: Sequence[str], months: Sequence[str]) -> Table:
    """A table by these things; ``months`` are those it has room for."""
    return Table(tuple(_chain(name, months) for name in names))


def _chain(name: str, months: Sequence[str]) -> Chain:
    if name == "month":
        return Chain(("quarter", "month"), tuple((quarter_of(m), m) for m in (*months, UNKNOWN)))
    if name == "quarter":
        quarters = dict.fromkeys(quarter_of(m) for m in (*months, UNKNOWN))
        return Chain(("quarter",), tuple((quarter,) for quarter in quarters))
    one = fields()[SHORT.get(name, name)]
    codes = (*one.choices, *(("none",) if one.none else ()), UNKNOWN)
    return Chain((name,), tuple((code,) for code in codes))


def within(month: str, since: date | None, until: date | None) -> bool:
    """Whether a month lies from the month of ``since`` to that of ``until``; unknown does where neither is given."""
    if month == UNKNOWN:
        return since is None and until is None
    return (since is None or month >= since.isoformat()[:7]) and (
        until is None or month <= until.isoformat()[:7]
    )
