"""``varick claims``: what the article reports that people said, beside the rules and the record."""

import click

from varick.cli.options import language_option, text_format_option
from varick.cli.output import as_json
from varick.words import Words

VERDICTS = ("agrees", "incomplete", "differs", "cannot_be_told")


@click.command(epilog="Example: varick claims --verdict differs")
@click.argument("name", required=False)
@click.option("--verdict", type=click.Choice(VERDICTS), help="Only statements of which this is found.")
@click.option(
    "--by", metavar="SPEAKER", help="Only statements of one speaker: city, nypd, dcjs, ice, advocates, ..."
)
@text_format_option
@language_option
def command(name: str | None, verdict: str | None, by: str | None, form: str, lang: str) -> None:
    """Each statement of the article by the Mayor, the NYPD, the State, ICE, advocates and scholars, in paraphrase, beside the
    rule and the record that bear on it: whether it agrees, is incomplete, differs, or cannot be told. NAME shows one."""
    from varick.errors import NoAnswer, VarickError
    from varick.model.library import unknown
    from varick.model.record import record
    from varick.report import claims

    words = Words(lang)
    known = record().claims
    speakers = dict.fromkeys(c.said_by for c in known.values())
    if name is not None and name not in known:
        raise VarickError(unknown("statement", name, known))
    if by is not None and by not in speakers:
        raise VarickError(unknown("speaker", by, speakers))
    asked = [
        c
        for c in known.values()
        if name in (None, c.name) and verdict in (None, c.verdict) and by in (None, c.said_by)
    ]
    if not asked:
        raise NoAnswer("no statement fits; leave out --verdict or --by")
    answers = [claims.claim_answer(c, words) for c in asked]
    if form == "json":
        click.echo(as_json({"notice": words.notice or None, "claims": answers}))
        return
    for line in (words.notice, words("claims.head"), words("claims.how"), claims.summary(answers, words)):
        if line:
            click.echo(line)
    for answer in answers:
        click.echo(f"\n{answer['claim']}")
        for line in claims.claim_lines(answer, words):
            click.echo(line)
