"""``varick compare``: two scenarios on the same people."""

from typing import Any

import click

from varick.cli.options import change_options, language_option, scenario_named
from varick.cli.output import as_table, progress, show
from varick.words import Words

COLUMNS = ("group", "activity", "a", "b", "difference", "mc_low", "mc_high", "flips_under_common_draws")
YEARLY = ("activity", "change", "change_low", "change_high", "same_sign_share")


@click.command(
    epilog="Example: varick compare nyc-2018 nyc-2018 --reform end-interoperability --people 50000 --by county"
)
@click.argument("a")
@click.argument("b")
@change_options
@click.option(
    "--people", type=int, help="Number of people, one arrest each (default: the scenario's arrests)."
)
@click.option(
    "--backend", type=click.Choice(["numpy", "compiled"]), help="Default: compiled where that is quicker."
)
@language_option
@click.option("--by", help="An attribute of the person (county, status, ...): differences by group.")
def command(
    a: str,
    b: str,
    reforms: tuple[str, ...],
    facts: tuple[str, ...],
    seed: int | None,
    draws: int,
    form: str,
    people: int | None,
    by: str | None,
    backend: str | None,
    lang: str,
) -> None:
    """Compare scenario A with scenario B; --reform and --fact apply to B. Both see the same people with the same luck.

    difference is the net difference B - A among the simulated people with its Monte Carlo interval. The number of people
    whose own outcome flips is told "under common draws": it depends on how luck is shared and is no count of persons
    helped or harmed. change is exact, a year, with the range that the facts give.
    """
    from varick.engine.answers import World, difference
    from varick.engine.compare import compare
    from varick.engine.population import backend as chosen_backend
    from varick.errors import VarickError, did_you_mean
    from varick.model.kinds import Kind, label

    one = scenario_named(a, (), (), seed, people)
    other = scenario_named(b, reforms, facts, one.seed)  # common draws: B has A's luck
    first = World.of(one, draws=draws, tell=progress("draws of the facts"))
    second = World.of(other, like=first, draws=draws, tell=progress("draws of the facts"))
    if first.scenario.period != second.scenario.period:
        raise VarickError(f"{a} and {b} are of different periods; compare scenarios of the same days")
    if first.scenario.headcount != second.scenario.headcount:
        counts = f"{first.scenario.headcount:,} and {second.scenario.headcount:,}"
        raise VarickError(f"{a} and {b} have {counts} arrests; compare scenarios of the same people")
    groups: tuple[str, ...] = ("all",)
    place: int | None = None
    if by is not None:
        attributes = {n: node for n, node in first.model.nodes.items() if node.kind is Kind.ATTRIBUTE}
        if by not in attributes:
            raise click.UsageError(
                f'--by "{by}": not an attribute{did_you_mean(by, attributes) or "; there are " + ", ".join(attributes)}'
            )
        groups, place = tuple(map(label, attributes[by].values)), first.model.program.index[by]
    wanted = people or first.scenario.headcount
    programs = first.model.program, second.model.program
    runners = [chosen_backend(p, backend, wanted, "record") for p in programs]
    found = compare(
        runners[0],
        runners[1],
        programs,
        first.scenario.seed,
        wanted,
        by=place,
        groups=groups,
        progress=progress("compared"),
    )
    mc_low, mc_high = found.interval()
    rows: list[dict[str, Any]] = []
    some = [g for g in range(len(groups)) if found.sizes[g]]
    for g, group in ((g, groups[g]) for g in some):
        for k, name in enumerate(first.names):
            net = int(found.b[g, k] - found.a[g, k])
            rows.append(
                {
                    "group": group,
                    "activity": name,
                    "a": int(found.a[g, k]),
                    "b": int(found.b[g, k]),
                    "difference": net,
                    "mc_low": float(mc_low[g, k]),
                    "mc_high": float(mc_high[g, k]),
                    "flips_under_common_draws": int(found.squares[g, k]),
                }
            )
    yearly = [{"activity": n, **difference(first, second, n)} for n in first.names]
    answer = {
        "a": {"scenario": first.scenario.name, "hash": first.scenario.hash},
        "b": {
            "scenario": second.scenario.name,
            "hash": second.scenario.hash,
            "reforms": list(second.scenario.reforms),
        },
        "people": wanted,
        "seed": first.scenario.seed,
        "by": by,
        "groups_without_people": [group for g, group in enumerate(groups) if g not in some],
        "people_rerun": found.rerun,
        "differences": rows,
        "per_year": yearly,
    }
    if form == "table":
        rows = [r for r in rows if r["flips_under_common_draws"] or r["difference"]]
    words = Words(lang)
    head = [
        words("table.two", a=one.name, hash_a=first.scenario.hash, b=other.name, hash_b=second.scenario.hash),
        words("table.rerun", people=words.number(wanted), rerun=words.number(found.rerun)),
        words("table.left_out") if rows else words("table.no_difference"),
        *filter(None, [words.notice]),
        "",
    ]
    show(rows, COLUMNS, form, answer, head, words)
    changed = [y for y in yearly if y["change"] or y["change_low"] or y["change_high"]]
    if form == "table" and changed:
        click.echo("\n" + words("table.exact") + "\n" + as_table(changed, YEARLY, words))
