"""Answers, dates and spans in a reader's words; what is unknown, refused, none or never asked is each said apart."""

from varick.casebook.cases.answers import Answer
from varick.casebook.cases.dates import DayOf, Days
from varick.casebook.cases.fields import Field
from varick.words import Words


def say_answer(field: Field, answer: Answer | None, words: Words, *, brief: bool = False) -> str:
    """The answer to a question; ``brief`` for a table: dates in figures, and nothing for a question never asked."""
    if answer is None:
        return "" if brief else words("casebook_state.not_asked")
    if answer.state != "known":
        return words.label("casebook_state", answer.state)
    value = answer.value
    if isinstance(value, DayOf):
        return brief_day(value, words) if brief else say_day(value, words)
    if field.kind == "choice":
        return field.choice(str(value), words)
    if isinstance(value, tuple):
        return "; ".join(field.choice(code, words) for code in value)
    return str(value)


def say_day(day: DayOf, words: Words) -> str:
    """A date in full, no more precise than it is known: "March 8, 2018", "week of March 5, 2018", "March 2018"."""
    if day.precision == "month":
        month = words.label("month", f"m{day.day.month}")
        return words("casebook_say.month", month=month, year=str(day.day.year))
    if day.precision == "year":
        return str(day.day.year)
    said = words.date(day.day)
    if day.precision == "week":
        return words("casebook_say.week", day=said)
    return words("casebook_say.about_day", day=said) if day.precision == "about" else said


def say_source(source: str, words: Words) -> str:
    """Where an answer comes from: who told it, in words, or a source as it was written down."""
    return words.find(f"casebook_choice.source_type.{source}") or source


def brief_day(day: DayOf, words: Words) -> str:
    """A date in figures: "2018-03-08", "2018-03", "~2018-03-08", "week of 2018-03-05"."""
    return words("casebook_say.week", day=day.day.isoformat()) if day.precision == "week" else str(day)


def say_days(days: Days | None, words: Words) -> str:
    """A number of days, or from where to where it lies: "14", "8 to 38", "about 14"; nothing where it cannot be counted."""
    if days is None:
        return ""
    low, high = words.number(days.low), words.number(days.high)
    said = low if low == high else words("number.interval", low=low, high=high)
    return words("casebook_say.about", day=said) if days.about else said
