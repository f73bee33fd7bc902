"""``varick casebook patterns``: whether a practice is new or growing among the organisation's own cases."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from varick.cli import clock
from varick.cli.casebook.secret import Way, book_argument, secret_options, unlock
from varick.cli.options import language_option, text_format_option
from varick.words import Words

if TYPE_CHECKING:
    from varick.casebook.watching.patterns import Kind, Looked, Pattern

DAYS = 12
"""The last days of a practice that are listed; JSON has all."""
KINDS = {
    "new": "casebook_patterns.kind_new",
    "growing": "casebook_patterns.kind_growing",
    "intake": "casebook_patterns.kind_intake",
    "share": "casebook_patterns.kind_share",
    "week": "casebook_patterns.kind_week",
    "chance": "casebook_patterns.kind_chance",
    "few": "casebook_patterns.kind_few",
    "short": "casebook_patterns.kind_short",
    "none": "casebook_patterns.kind_none",
}
REASONS = {
    "intake": "casebook_patterns.intake",
    "share": "casebook_patterns.share",
    "week": "casebook_patterns.week",
    "short": "casebook_patterns.short",
}
CANNOT = (
    "casebook_patterns.cannot_late",
    "casebook_patterns.cannot_city",
    "casebook_patterns.cannot_person",
)


@click.command(epilog="Example: varick casebook patterns office.casebook --until 2018-04-30")
@book_argument
@click.option(
    "--until",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="The day to look on (default: today); what happened later is left out.",
)
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="The day from which your cases are complete (default: after the last half-year without one).",
)
@click.option(
    "--practice", "chosen", multiple=True, metavar="NAME", help="Only this practice; may be given again."
)
@click.option(
    "--practices",
    "file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Your own practices, as conditions over the fields (YAML as in practices.yaml), instead of Varick's.",
)
@secret_options
@text_format_option
@language_option
def command(
    book: Path,
    until: Any,
    since: Any,
    chosen: tuple[str, ...],
    file: Path | None,
    way: Way,
    form: str,
    lang: str,
) -> None:
    """Whether a practice is new or growing among your own cases, with the counts and days behind it.

    A practice is set against the calendar and against your other cases, so that growth of your own intake is not taken for
    one of the practice. Cases of which a field is not known are counted apart. It says how often it is wrong, and what it
    cannot say.
    """
    from varick.casebook.watching.patterns import look
    from varick.casebook.watching.practices import read_practices, shipped

    words = Words(lang)
    practices = (read_practices(file) if file is not None else shipped()).only(chosen)
    day = until.date() if until is not None else clock.today()
    with unlock(book, words, way) as opened:
        found = look(opened.cases(), day, practices, since.date() if since is not None else None)
        organisation = opened.organisation
    if form == "json":
        from varick.cli.output import as_json

        click.echo(as_json(found.to_dict()))
        return
    _show(found, organisation, words, since is None)


def _show(found: "Looked", organisation: str, words: Words, by_rule: bool) -> None:
    from varick.casebook.watching.chance import FALSE_CALLS

    head = {
        "organisation": organisation,
        "cases": words.number(found.cases),
        "until": words.date(found.until),
    }
    if found.since is None:
        click.echo(words("casebook_patterns.head_none", **head))
    else:
        click.echo(words("casebook_patterns.head", **head, since=words.date(found.since)))
        if by_rule:
            click.echo(words("casebook_patterns.since_rule"))
    if found.undated:
        click.echo(words("casebook_patterns.undated", count=words.number(found.undated)))
    for pattern in found.patterns:
        click.echo()
        click.echo(f"{_name(pattern, words)}: {_kind(pattern.kind, words)}")
        for line in _lines(pattern, words):
            click.echo(f"  {line}")
    click.echo(f"\n{words('casebook_patterns.false_heading')}")
    rates = {name: words.number(rate) for name, rate in FALSE_CALLS.items()}
    attention = {name: rates.pop(name) for name in ("attention_low", "attention_high")}
    click.echo(f"  {words('casebook_patterns.false_calls', **rates)}")
    if len(found.patterns) > 7:
        click.echo(f"  {words('casebook_patterns.more_practices', count=words.number(len(found.patterns)))}")
    click.echo(f"\n{words('casebook_patterns.cannot_heading')}")
    click.echo(f"  - {words('casebook_patterns.cannot_attention', **attention)}")
    for key in CANNOT:
        click.echo(f"  - {words(key)}")
    if found.late is not None:
        half, most = map(words.number, found.late)
        click.echo(f"  - {words('casebook_patterns.cannot_late_own', half=half, most=most)}")


def _name(pattern: "Pattern", words: Words) -> str:
    practice = pattern.practice
    return practice.says or words.find(f"casebook_practice.{practice.name}") or practice.name


def _kind(kind: "Kind", words: Words) -> str:
    return words(KINDS[kind])


def _lines(pattern: "Pattern", words: Words) -> list[str]:
    from varick.casebook.watching.chance import LEAST

    lines: list[str] = []
    odds = pattern.odds
    if odds is not None:
        counts = {
            "cases": words.number(odds.since[1]),
            "later": words.number(odds.since[2]),
            "days": words.number(odds.before[0]),
            "others": words.number(odds.before[2]),
        }
        if odds.before[1]:
            before = words.number(odds.before[1])
            lines.append(
                words(
                    "casebook_patterns.some_before",
                    window=words.number(odds.since[0]),
                    before=before,
                    **counts,
                )
            )
        else:
            first, last = words.date(date.fromordinal(odds.split)), words.date(pattern.cases[-1][0])
            lines.append(words("casebook_patterns.none_before", first=first, last=last, **counts))
        if odds.since[1] >= LEAST:
            chances = {
                name: _chance(getattr(odds, name), words) for name in ("calendar", "among", "together")
            }
            lines.append(words("casebook_patterns.chances", **chances))
    if pattern.kind in REASONS:
        lines.append(words(REASONS[pattern.kind]))
    if pattern.kind == "few":
        lines.append(words("casebook_patterns.few", least=words.number(LEAST)))
    if pattern.cases:
        shown = ", ".join(f"{day.isoformat()} ({name})" for day, name in pattern.cases[-DAYS:])
        more = len(pattern.cases) - DAYS
        lines.append(
            words("casebook_patterns.dates_more", days=shown, count=words.number(more))
            if more > 0
            else words("casebook_patterns.dates", days=shown)
        )
    if pattern.undated:
        lines.append(words("casebook_patterns.undated_mine", count=words.number(len(pattern.undated))))
    if pattern.could:
        fields = ", ".join(f"{name} {words.number(count)}" for name, count in pattern.settles.items())
        lines.append(words("casebook_patterns.could", count=words.number(len(pattern.could)), fields=fields))
        if pattern.with_could != pattern.kind:
            lines.append(words("casebook_patterns.could_changes", kind=_kind(pattern.with_could, words)))
    return lines


def _chance(p: float, words: Words) -> str:
    """A probability as people say it: "1 case in 1,100"; to two digits."""
    from math import floor, log10

    if p >= 0.095:
        return words.percent(min(p, 1.0))
    count = 1 / p if p > 1e-9 else 1e9
    to = 10.0 ** (floor(log10(count)) - 1)
    return words("casebook_patterns.one_in", count=words.number(count, to))
