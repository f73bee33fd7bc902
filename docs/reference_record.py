"""The pages of the record within docs/reference: figures, timeline, article, rules, statements and sources."""

from collections.abc import Iterable
from typing import Any


def pages() -> dict[str, str]:
    """Path within docs/reference -> text."""
    return {
        "record/index.md": _index(),
        "record/claims.md": _claims(),
        "record/timeline.md": _timeline(),
        "record/article.md": _article(),
        "record/rules.md": _rules(),
        "record/quantities.md": _quantities(),
        "record/sources.md": _sources(),
    }


def _index() -> str:
    from varick.model.record import record

    r = record()
    return f"""
# The record

What is known about the pathway and read by none of its nodes. `varick facts NAME` shows an entry, `varick facts --search TEXT`
finds one, `varick claims` sets the statements beside the rest.

- [Statements of the article](claims.md): {len(r.claims)}, beside the rules and the record
- [Timeline](timeline.md): {len(r.timeline)} events
- [Facts of the article](article.md): {len(r.article)}
- [Rules](rules.md): {len(r.rules)}, in the law's own words
- [Figures](quantities.md): {len(r.quantities)}, with period, place and kind of year
- [Sources](sources.md) that the facts do not cite
"""


def _claims() -> str:
    from varick.model.record import record
    from varick.report.claims import VERDICTS, asked_lines, claim_answer, graph_lines
    from varick.words import Words

    words = Words("en")
    parts = ["# Statements of the article", words("claims.how")]
    for verdict in VERDICTS:
        parts.append(f"## {words.label('verdict', verdict).capitalize()}")
        for claim in (c for c in record().claims.values() if c.verdict == verdict):
            told = claim_answer(claim, words)
            lines = [f"**{words.label('speaker', claim.said_by)}**, paraphrased: {plain(told['paraphrase'])}"]
            lines.append(plain(told["found"]))
            computed = [*graph_lines(told, words), *asked_lines(told, words)]
            said = {
                "article": linked("article", claim.article),
                "rules": linked("rules", claim.rules),
                "dates": linked("timeline", claim.events),
                "figures": linked("quantities", claim.quantities),
                f"in force on {told['on']}": ", ".join(
                    f"`{f['name']}` = {_value(f['value'])}" for f in told["facts"]
                ),
                "in the pathway": plain(" ".join(computed)),
            }
            lines.append("\n".join(f"- **{name}**: {text}" for name, text in said.items() if text))
            parts.append(f"### {claim.name}\n\n" + "\n\n".join(lines))
    return "\n\n".join(parts)


def _value(value: Any) -> str:
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def _timeline() -> str:
    from varick.model.record import record

    parts = ["# Timeline", "A date known only to the month or the year is a range of days."]
    for e in sorted(record().timeline.values(), key=lambda e: (e.date[0], e.name)):
        said = {
            "date": _days(e.date) + (f", until {e.until}" if e.until else ""),
            "jurisdiction": e.jurisdiction,
            "what governs": plain(e.governs),
        }
        parts.append(_entry(e, plain(e.title), said))
    return "\n\n".join(parts)


def _article() -> str:
    from varick.model.record import record

    how = "Paraphrased; words in quotation marks are the article's or its speakers'."
    parts = ["# Facts of the article", f"{how} The grade says that the article says so, not that it is so."]
    for a in record().article.values():
        said = {"said by": a.said_by, "sort": plain(a.sort), "period": _days(a.period)}
        parts.append(_entry(a, plain(a.text), said))
    return "\n\n".join(parts)


def _rules() -> str:
    from varick.model.record import record

    parts = ["# Rules", "As encoded from their texts, in the law's own words and abbreviations."]
    for r in record().rules.values():
        since = _days(r.since) if r.since else "since before this record"
        said = {
            "who": r.actor,
            "force": plain(r.force),
            "in force": since + (f", until {r.until}" if r.until else ""),
            "citation": plain(r.citation),
            "what governs": plain(r.governs),
        }
        parts.append(_entry(r, plain(r.condition), said))
    return "\n\n".join(parts)


def _quantities() -> str:
    from varick.model.record import record
    from varick.report.looked_up import figure_said
    from varick.words import Words

    words = Words("en")
    parts = ["# Figures", "Published figures that the pathway does not read, and a few computed from them."]
    for q in record().quantities.values():
        said = {
            "figure": plain(f"{figure_said(q, words)} {q.unit}"),
            "counted": plain(q.counted),
            "period": f"{_days(q.period)} ({words.label('year_kind', q.year)})",
            "place": q.place,
            "does not agree with": linked("quantities", q.conflicts_with),
        }
        parts.append(_entry(q, plain(q.description), said))
    return "\n\n".join(parts)


def _sources() -> str:
    from varick.model.record import record

    parts = ["# Sources of the record", "Those that the [facts](../facts/sources.md) have are not repeated."]
    for s in record().sources.values():
        if s.file.startswith("facts/record/"):
            where = "; ".join(filter(None, [f"<{s.url}>" if s.url else "", plain(s.where or "")]))
            said = {"date": s.date, "where": where, "read": plain(s.seen), "note": plain(s.note)}
            lines = "\n".join(f"- **{name}**: {text}" for name, text in said.items() if text)
            parts.append(f"## {s.id}\n\n{plain(s.title)}\n\n{lines}")
    return "\n\n".join(parts)


def _entry(entry: Any, says: str, said: dict[str, str]) -> str:
    from varick.model.record import record

    sources = record().sources
    cited = (
        f"[{i}]({'' if sources[i].file.startswith('facts/record/') else '../facts/'}sources.md#{anchor(i)})"
        for i in entry.source
    )
    said |= {
        "grade": entry.grade,
        "note": plain(entry.note),
        "source": ", ".join(cited),
        "bears on": ", ".join(f"`{name}`" for name in entry.bears_on),
    }
    lines = "\n".join(f"- **{name}**: {text}" for name, text in said.items() if text)
    return f"## {entry.name}\n\n{says}\n\n{lines}"


def linked(page: str, names: Iterable[str]) -> str:
    """Entries by name, each with a link to its place on a page of the record."""
    return ", ".join(f"[{name}]({page}.md#{anchor(name)})" for name in names)


def anchor(heading: str) -> str:
    """The address of a heading within its page."""
    return "".join(c for c in heading.lower() if c.isalnum() or c in "-_")


def _days(days: tuple[Any, Any]) -> str:
    first, last = days
    if first == last:
        return str(first)
    return f"to {last}" if first is None else f"from {first}" if last is None else f"{first} to {last}"


def plain(text: str) -> str:
    """Text on one line, in which nothing is taken for HTML."""
    return " ".join(text.split()).replace("<", "&lt;")
