"""``varick anchors``: expected totals beside published ones."""

from typing import Any

import click

from varick.cli.options import language_option, scenario_option
from varick.cli.output import FORMATS, progress, show

CELLS = (
    "id", "title", "area", "year", "period", "unit", "published", "published_low", "published_high", "quantity",
    "expected", "low", "high", "comparable", "bound", "role", "agrees", "assumed", "record_counts", "pathway_counts",
    "reason", "source", "grade",
)  # fmt: skip


@click.command(epilog="Example: varick anchors --scenario nyc-2018 --draws 20 --format csv")
@scenario_option
@click.option(
    "--fact", "-f", "facts", multiple=True, metavar="NAME=VALUE", help="Set a fact; may be given again."
)
@click.option("--seed", type=int, help="Whole number that fixes all luck (default: the scenario's).")
@click.option(
    "--draws",
    type=click.IntRange(20, 100_000),
    default=40,
    show_default=True,
    help="Joint draws of the facts behind low and high.",
)
@language_option
@click.option(
    "--format", "form", type=FORMATS, default="table", show_default=True, help="table, csv or json."
)
def command(
    scenario: str, facts: tuple[str, ...], seed: int | None, draws: int, lang: str, form: str
) -> None:
    """Expected totals beside published ones, each in the place and period of the published number.

    A row says what the record counts that the pathway does not, and the other way round; whether the two can be compared
    (yes, bound, no); and whether its number was used to set a fact (fitted) or was not (checked). Only checked rows can
    agree. ICE's totals are split by origin: only a local arrest of the period can come from the pathway. The facts and
    the seed are the scenario's; its place and period are not used, and a scenario with reforms is refused.
    """
    from varick.cli.options import scenario_named
    from varick.engine.anchors import anchors
    from varick.model.anchors import shipped_anchors
    from varick.words import Words
    from varick.words.anchors import answer as said
    from varick.words.anchors import described, expected, identification, published, sentences, streams

    words = Words(lang)
    chosen = scenario_named(scenario, (), facts, seed)
    found = anchors(chosen, shipped_anchors(), draws, progress(words("anchors.worlds")))
    heads = {
        "published": words("anchors.column_published"),
        "expected": words("anchors.column_expected"),
        "comparable": words("anchors.column_comparable"),
        "role": words("anchors.column_role"),
        "agrees": words("anchors.column_agrees"),
    }
    if form == "json":
        answer = {**found, "note": identification(found, words), "notice": words.notice}
        answer["rows"] = [{**row, **sentences(row, words)} for row in found["rows"]]
        show((), (), form, answer)
        return
    if form == "csv":
        rows: list[dict[str, Any]] = [
            {**row, **sentences(row, Words("en")), "period": "/".join(row["period"])} for row in found["rows"]
        ]
        show(rows, CELLS, form, found)
        return
    table = [
        {
            words("anchors.column_row"): row["id"],
            heads["published"]: published(row, words),
            heads["expected"]: expected(row, words),
            **{heads[key]: said(row[key], words) for key in ("comparable", "role", "agrees")},
        }
        for row in found["rows"]
    ]
    top = [
        words("anchors.head", scenario=found["scenario"], hash=found["hash"]),
        words("anchors.range", draws=words.number(draws)),
        identification(found, words),
        words("anchors.claim"),
        *([words.notice] if words.notice else []),
        "",
    ]
    show(table, list(table[0]), form, found, top)
    for line in ("", words("anchors.streams"), *streams(found, words), "", words("anchors.rows")):
        click.echo(line)
    for row in found["rows"]:
        click.echo(f"  {described(row, words)}")
