"""``varick schema``: JSON Schemas, for editors that complete and check YAML; and where each thing of the pathway lives."""

import json

import click

from varick.cli.options import language_option


@click.command(epilog="Example: varick schema scenario")
@click.argument("name", required=False)
@click.option(
    "--coverage", is_flag=True, help="Show where each item of the stations, the article and the law lives."
)
@language_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="table or json.",
)
def command(name: str | None, coverage: bool, lang: str, form: str) -> None:
    """JSON Schemas of the YAML files (facts, sources, reforms, scenarios, places): all, or the one named.

    With --coverage: every item of the stations, every fact of the article and every researched rule, and the nodes, facts
    and entries of the record in which it lives, with the probability of being asked over the shipped scenarios; or the
    reason why nothing computes it.
    """
    if coverage:
        if name is not None:
            raise click.UsageError(f"--coverage shows the whole map; leave out {name}")
        _coverage(lang, form)
        return
    from varick.errors import VarickError, did_you_mean
    from varick.model.schema import schemas

    known = schemas()
    if name is not None and name not in known:
        raise VarickError(
            f'there is no schema "{name}"{did_you_mean(name, known)}; there are {", ".join(known)}'
        )
    click.echo(json.dumps(known if name is None else known[name], indent=1))


def _coverage(lang: str, form: str) -> None:
    from varick.cli.output import progress
    from varick.engine.coverage import coverage
    from varick.model.coverage import shipped_coverage
    from varick.model.load import library
    from varick.words import Words
    from varick.words.coverage import lines, title

    words = Words(lang)
    answer = coverage(shipped_coverage(), library(), progress(words("coverage.scenarios")))
    if form == "json":
        items = [{**item, "title": title(item, words)} for item in answer["items"]]
        click.echo(json.dumps({**answer, "items": items}, ensure_ascii=False, indent=1))
        return
    for line in lines(answer, words):
        click.echo(line)
