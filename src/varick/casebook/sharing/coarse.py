"""One case as a row that may be shared: dates as weeks, sections as articles, texts as codes, names not at all."""

from collections.abc import Mapping

from varick.casebook.cases.answers import Answer, written
from varick.casebook.cases.case import Case, days_of
from varick.casebook.cases.dates import DayOf
from varick.casebook.cases.fields import Field, article_of, fields

GIVEN = "given"
"""Stands for a text of which only is told that there is one."""
WITHHELD = "withheld"
"""Stands where an answer was taken out because too few cases share it."""
Row = dict[str, str]
"""Column -> text. Empty: never asked. ``unknown``, ``refused`` and ``none`` are answers."""


def shared() -> list[Field]:
    """The fields that a coalition sees at all, in order."""
    return [one for one in fields().values() if one.coalition.act != "drop"]


def dropped() -> list[Field]:
    """The fields that it does not see."""
    return [one for one in fields().values() if one.coalition.act == "drop"]


def coarse_answers(case: Case) -> dict[str, Answer]:
    """The answers that a coalition may see, without source, note and reliability."""
    return {
        one.name: coarse(one, case.answers[one.name])
        for one in shared()
        if one.tier != "derived" and one.name in case.answers
    }


def coarse(one: Field, answer: Answer) -> Answer:
    """An answer as the field's rule for a coalition coarsens it. A state stays what it is."""
    value = answer.value
    if answer.state != "known":
        return Answer(None, answer.state)
    how = one.coalition.how
    if isinstance(value, DayOf):
        # Whatever the rule says: no day below full.
        return Answer(value.coarser("month" if how == "month" else "week"))
    if how == "article":
        return Answer(article_of(str(value)))
    if how == "code":
        return Answer(one.code_of(str(value)))
    if how == "presence" or one.kind in ("text", "place", "moment", "section"):
        return Answer(GIVEN)
    return Answer(value)


def row_of(answers: Mapping[str, Answer]) -> Row:
    """Every shared column. Days between two dates are counted from the coarsened dates: the true ones beside two weeks
    would give the days back."""
    row: Row = {}
    for one in shared():
        if one.tier == "derived":
            between = days_of(answers, one.name)
            row[one.name] = "" if between is None else str(between)
        else:
            row[one.name] = written(answers.get(one.name))
    return row
