"""The rows of `varick anchors` in words: what was published, what stands beside it, and what each counts alone."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from varick.words import Words

Row = Mapping[str, Any]


def published(row: Row, words: Words) -> str:
    """The published number: a value, its limits, or one limit."""
    value, low, high = (
        None if row[key] is None else _stated(row, row[key], words)
        for key in ("published", "published_low", "published_high")
    )
    if low is None or high is None:
        if value is not None:
            return value
        one = str(high if low is None else low)
        return words("anchors.at_most", number=one) if low is None else words("anchors.at_least", number=one)
    interval = words("number.interval", low=low, high=high)
    return interval if value is None else words("number.estimate", value=value, interval=interval)


def _stated(row: Row, number: float, words: Words) -> str:
    if row["unit"].startswith("share_"):
        return words("number.percent", value=words.stated(number * 100))
    return words.stated(number)


def expected(row: Row, words: Words) -> str:
    """The pathway's number with its interval; a dash where its place is missing."""
    if row["expected"] is None:
        return words("anchor_answer.none")
    if row["unit"].startswith("share_"):
        low, high = words.percent(row["low"]), words.percent(row["high"])
        value = words.percent(row["expected"])
        if row["low"] == row["high"]:
            return value
        return words("number.estimate", value=value, interval=words("number.interval", low=low, high=high))
    return words.estimate(row["expected"], row["low"], row["high"])


def answer(value: str | None, words: Words) -> str:
    """yes, no, bound, fitted, checked, or a dash, in the language."""
    return words.label("anchor_answer", value or "none")


def sentences(row: Row, words: Words) -> dict[str, Any]:
    """The row's codes as text: title, unit, area, year, what each side counts alone, and the reason."""
    missing = row["missing_place"]
    return {
        "title": words.label("anchor", row["id"]),
        "unit": words.label("anchor_unit", row["unit"]),
        "area": words.label("anchor_area", row["area"]),
        "year": words.label("anchor_year", row["year"]),
        "record_counts": [words.label("anchor_difference", code) for code in row["record_counts"]],
        "pathway_counts": [words.label("anchor_difference", code) for code in row["pathway_counts"]],
        "reason": words("anchors.missing", place=missing)
        if missing is not None
        else words.label("anchor_reason", row["reason"]),
    }


def described(row: Row, words: Words) -> str:
    """One paragraph about a row: what it is, its period, why it says what it says, and what each side counts alone."""
    said = sentences(row, words)
    first, end = (date.fromisoformat(day) for day in row["period"])
    text = [
        words(
            "anchors.row",
            id=row["id"],
            title=said["title"],
            unit=said["unit"],
            area=said["area"],
            year=said["year"],
            first=words.date(first),
            last=words.date(end - timedelta(days=1)),
            reason=said["reason"],
        )
    ]
    if row["inferred"]:
        text.append(words("anchors.inferred"))
    if row["record_counts"]:
        text.append(words("anchors.record_counts", list="; ".join(said["record_counts"])))
    if row["pathway_counts"]:
        text.append(words("anchors.pathway_counts", list="; ".join(said["pathway_counts"])))
    if row["inputs"]:
        text.append(words("anchors.inputs", list=", ".join(row["inputs"])))
    if row["assumed"]:
        text.append(words("anchors.assumed", count=words.number(row["assumed"])))
    return " ".join(text)


def identification(answer: Mapping[str, Any], words: Words) -> str:
    """Whether the values behind the numbers are identified, with both numbers."""
    numbers = {key: words.number(answer[key]) for key in ("assumed_values", "fitted_rows")}
    key = "anchors.identified" if answer["identified"] else "anchors.not_identified"
    return words(key, assumed=numbers["assumed_values"], fitted=numbers["fitted_rows"])


def streams(answer: Mapping[str, Any], words: Words) -> list[str]:
    """The totals by origin, a line each, the pathway's number under the only origin that can come from it."""
    lines = []
    for stream in answer["streams"]:
        title = words.label("anchor", stream["row"])
        lines.append(words("anchors.stream", title=title, total=words.number(stream["published"])))
        for origin, limits in stream["origins"].items():
            name = words.label("anchor_origin", origin)
            low, high = (words.number(limits[side]) for side in ("low", "high"))
            lines.append(
                words("anchors.origin_point", origin=name, count=low)
                if low == high
                else words("anchors.origin", origin=name, low=low, high=high)
            )
            beside = stream["expected"]
            if limits["from_the_pathway"] and beside["expected"] is not None:
                estimate = words.estimate(beside["expected"], beside["low"], beside["high"])
                lines.append(words("anchors.expected", estimate=estimate))
    return lines
