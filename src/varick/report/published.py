"""The published totals of `varick anchors` and the statements of `varick claims` in the words of a page."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from varick.model.record import record
from varick.report.claims import claim_answer
from varick.report.page import AnchorRow, Anchors, ClaimRow
from varick.words import LANGUAGES, Words
from varick.words.anchors import answer, expected, identification, published, sentences, streams


def told(found: Mapping[str, Any]) -> dict[str, Anchors]:
    """The answer of `engine.anchors.anchors` in each language."""
    return {lang: _told(found, Words(lang)) for lang in LANGUAGES}


def _told(found: Mapping[str, Any], words: Words) -> Anchors:
    return Anchors(
        rows=[_row(row, words) for row in found["rows"]],
        note=identification(found, words),
        streams=by_total(streams(found, words)),
    )


def by_total(lines: Iterable[str]) -> list[tuple[str, str]]:
    """The indented lines of `varick anchors` as (a total, its parts)."""
    said: list[list[str]] = []
    margin: int | None = None
    for line in lines:
        indent = len(line) - len(line.lstrip())
        margin = indent if margin is None else margin
        if indent <= margin or not said:
            said.append([line.strip()])
        else:
            said[-1].append(line.strip())
    return [(head, "; ".join(parts)) for head, *parts in said]


def _row(row: Mapping[str, Any], words: Words) -> AnchorRow:
    said = sentences(row, words)
    first, end = (date.fromisoformat(day) for day in row["period"])
    days = [first, end - timedelta(days=1)]
    year = words("anchor_table.year", year=said["year"], first=words.date(days[0]), last=words.date(days[1]))
    counts = [str(said["reason"])]
    if row["record_counts"]:
        counts.append(words("anchors.record_counts", list="; ".join(said["record_counts"])))
    if row["pathway_counts"]:
        counts.append(words("anchors.pathway_counts", list="; ".join(said["pathway_counts"])))
    return AnchorRow(
        what=str(said["title"]),
        unit=str(said["unit"]),
        area=str(said["area"]),
        year=year,
        counts=" ".join(counts),
        published=published(row, words),
        expected=expected(row, words),
        comparable=answer(row["comparable"], words),
        counts_the_same=row["comparable"] != "no",
        role=answer(row["role"], words),
        agrees=answer(row["agrees"], words) if row["agrees"] else words("anchor_table.not_claimed"),
        published_value=row["published"],
        published_low=row["published_low"],
        published_high=row["published_high"],
        expected_value=row["expected"],
        expected_low=row["low"],
        expected_high=row["high"],
        source=row["source"],
    )


def statements() -> dict[str, list[ClaimRow]]:
    """What the article reports that was said, and what bears on it, in each language."""
    claims = record().claims.values()
    return {
        lang: [_statement(claim_answer(claim, Words(lang)), Words(lang)) for claim in claims]
        for lang in LANGUAGES
    }


def _statement(said: Mapping[str, Any], words: Words) -> ClaimRow:
    cited = [str(rule["citation"]) for rule in said["rules"] if rule["citation"]]
    bears = f"{said['found']} [{'; '.join(cited)}]" if cited else str(said["found"])
    return ClaimRow(
        said_by=words.label("speaker", said["said_by"]),
        said=said["paraphrase"],
        bears=bears,
        verdict=words.label("verdict", said["verdict"]),
        source=[*said["article"], *(str(rule["id"]) for rule in said["rules"])],
    )
