"""``varick documented``: of a stated number of letters, how many cases three organisations would come to know of."""

from collections.abc import Iterator, Mapping
from typing import Any

import click

from varick.cli.options import language_option, scenario_named, scenario_options
from varick.cli.output import as_csv, as_json, lined_up, progress
from varick.words import Words

COLUMNS = ("pattern", "known_to", "cases", "probability")
PATTERNS = {
    "independent": ("documented.pattern.independent", "documented.means.independent"),
    "referring": ("documented.pattern.referring", "documented.means.referring"),
    "divided": ("documented.pattern.divided", "documented.means.divided"),
}
"""Pattern -> the keys of its name and of what it means."""
WHO = {
    "bronx_defenders": "documented.who.bronx_defenders",
    "make_the_road": "documented.who.make_the_road",
    "idp": "documented.who.idp",
}


@click.command(epilog="Example: varick documented --letters 60")
@click.option(
    "--letters",
    type=int,
    required=True,
    help="How many letters to suppose, from 1 to 5,000; never estimated.",
)
@click.option(
    "--pattern",
    "patterns",
    multiple=True,
    type=click.Choice(list(PATTERNS)),
    help="How the organisations come to know; may be given again (default: all three).",
)
@scenario_options
@language_option
def command(
    letters: int,
    patterns: tuple[str, ...],
    scenario: str,
    reforms: tuple[str, ...],
    facts: tuple[str, ...],
    seed: int | None,
    draws: int,
    form: str,
    lang: str,
) -> None:
    """Suppose a number of call-in letters: how many would at least one of three organisations know of, and which?

    Side by side for organisations that work apart, that refer cases to one another, and that divide the city. Exact, and mixed
    over joint draws of the facts. It runs from letters to cases only: it never says how many letters six cases mean.
    """
    from varick.engine.documented import documented

    words = Words(lang)
    chosen = scenario_named(scenario, reforms, facts, seed)
    asked = [p for p in PATTERNS if p in patterns] or list(PATTERNS)
    answer = documented(chosen, letters, asked, draws, progress("draws of the facts"))
    if form == "json":
        click.echo(as_json(answer))
    elif form == "csv":
        click.echo(as_csv(list(rows(answer)), COLUMNS), nl=False)
    else:
        title = words.title("scenario", chosen.name, chosen.title)
        for line in table(answer, title, words):
            click.echo(line)


def rows(answer: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """One row for each pattern, profile and number of cases."""
    for pattern, found in answer["patterns"].items():
        for known, told in [("any", found), *found["profiles"].items()]:
            for cases, probability in enumerate(told["distribution"]):
                yield {"pattern": pattern, "known_to": known, "cases": cases, "probability": probability}


def table(answer: Mapping[str, Any], title: str, words: Words) -> Iterator[str]:
    """The answer as text: what was supposed, each profile under each pattern, and the distribution of known cases."""
    from varick.engine.documented import side_by_side

    patterns: Mapping[str, Any] = answer["patterns"]
    heads = [words(PATTERNS[p][0]) for p in patterns]
    yield words(
        "documented.head",
        letters=words.number(answer["letters"]),
        title=title,
        scenario=answer["scenario"],
        hash=answer["hash"],
    )
    if words.notice:
        yield words.notice
    yield words("documented.never")
    yield ""
    for pattern in patterns:
        name, means = PATTERNS[pattern]
        yield f"{words(name)}: {words(means)}"
    yield ""
    yield words("documented.intervals", draws=words.number(answer["draws"]))
    first = next(iter(patterns.values()))
    known = [("any", None), *((name, name) for name in first["profiles"])]
    lines = [["", *heads]]
    for name, profile in known:
        told = [p if profile is None else p["profiles"][profile] for p in patterns.values()]
        lines.append([_known(name, words), *(_cases(t, words) for t in told)])
    yield from lined_up(lines)
    yield ""
    yield words("documented.distribution")
    spread = [["", *heads]]
    for begin, end, shares in side_by_side(patterns):
        cases = words.number(begin)
        if begin != end:
            cases = words("documented.stretch", begin=cases, end=words.number(end))
        spread.append([cases, *(words.percent(s) for s in shares)])
    yield from lined_up(spread, right=range(1, len(heads) + 1))
    censored = first["in_the_articles_count"]
    if censored["high"] > 0:
        yield ""
        yield words(
            "documented.censored",
            share=words.percent(censored["share"]),
            low=words.percent(censored["low"]),
            high=words.percent(censored["high"]),
        )


def _cases(told: Mapping[str, Any], words: Words) -> str:
    """A mean with its interval, whose ends are whole cases."""
    if told["mean"] == 0:
        return words.number(0)
    mean = words.number(told["mean"], 1 if told["mean"] >= 10 else 0.1)
    return words(
        "documented.cases", mean=mean, low=words.number(told["low"]), high=words.number(told["high"])
    )


def _known(name: str, words: Words) -> str:
    """The organisations of a profile in words."""
    if name == "any":
        return words("documented.any")
    return words("documented.only", who=words.listed([words(WHO[x]) for x in name.split("+")]))
