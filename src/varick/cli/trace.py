"""``varick trace``: one person, hop by hop. What is answered stays in memory: it enters no file, log, cache or address."""

import json
import sys
from datetime import date
from typing import Any

import click

from varick.cli.options import scenario_named
from varick.engine.trace import WITHHELD, Hop, Tracer, as_dict, because
from varick.errors import VarickError


@click.command(
    epilog="Example: varick trace --on 2018-02-15 --set charge=misdemeanor_marijuana --format text",
)
@click.option(
    "--scenario",
    "-s",
    default="nyc-2018",
    show_default=True,
    help="A scenario's name, or the path of its file.",
)
@click.option("--reform", "-r", "reforms", multiple=True, help="A reform to apply; may be given again.")
@click.option(
    "--on",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Day of the arrest (default: the scenario's first).",
)
@click.option(
    "--set",
    "answers",
    multiple=True,
    metavar="NAME=VALUE",
    help="What is known of the person; may be given again.",
)
@click.option(
    "--person",
    type=click.File("r", encoding="utf-8"),
    help="A YAML file of name: value, or - to read standard input.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="text or json.",
)
def command(
    scenario: str, reforms: tuple[str, ...], day: Any, answers: tuple[str, ...], person: Any, form: str
) -> None:
    """Trace one person's data: what is sent to whom, on what authority, who sees it, why, and who controls that.

    What is not given stays unknown. It asks no name, birth date, A-number, address or docket number. It prints what can
    happen and who decides, and no odds of what ICE does with one person. Nothing here is legal advice: see counsel.

    What you give with --set stays in your shell's history: to keep answers out of it, use --person - and type them.
    """
    from varick.model.load import library
    from varick.model.shipped import model_of

    chosen = scenario_named(scenario, reforms, (), None)
    on = day.date() if day is not None else chosen.period[0]
    outside = not chosen.period[0] <= on < chosen.period[1]
    if outside and (chosen.reforms or chosen.changes):
        raise VarickError(
            f"--on {on}: the reforms and facts of {chosen.name} hold from {chosen.period[0]} up to {chosen.period[1]}; "
            "choose a day within, or leave them out"
        )
    given = _given(answers, person)
    tracer = Tracer(model_of(chosen), on)
    hops = tracer.trace(given)
    as_of = {k: v.isoformat() for k, v in library().as_of.items()}
    if form == "json":
        steps = [as_dict(hop) for hop in hops]
        click.echo(
            json.dumps(
                {
                    "scenario": chosen.name,
                    "hash": chosen.hash,
                    "on": on.isoformat(),
                    "facts_as_of": as_of,
                    "steps": steps,
                },
                indent=1,
                ensure_ascii=False,
            )
        )
        return
    late = [f"{k} law known to {v}" for k, v in as_of.items() if date.fromisoformat(v) < on]
    if late:
        click.echo("; ".join(late) + ": what changed later is not in this trace.")
    click.echo(
        f"An arrest on {on} under {chosen.name} (law checked: {', '.join(f'{k} {v}' for k, v in as_of.items())})\n"
    )
    if outside:
        click.echo(f"This day is outside the period of {chosen.name}; the law of that day is used.\n")
    for number, hop in enumerate(hops, 1):
        _print(number, hop)
    click.echo("Not legal advice. Whoever has a date with ICE should see counsel before it.")


def _said_twice(text: str) -> str:
    """A name that stands twice in a YAML mapping (the reader would silently take the last), or nothing."""
    import yaml

    root = yaml.compose(text)
    keys = [key.value for key, _ in root.value] if isinstance(root, yaml.MappingNode) else []
    return next((str(key) for key in keys if keys.count(key) > 1), "")


def _given(answers: tuple[str, ...], person: Any) -> dict[str, str | bool]:
    """--person and --set together; --set counts where both say something."""
    import yaml

    given: dict[str, str | bool] = {}
    if person is not None:
        name = getattr(person, "name", "standard input")
        try:
            text = person.read()
            read = yaml.safe_load(text)
        except (yaml.YAMLError, ValueError, RecursionError) as error:
            mark = getattr(error, "problem_mark", None)
            raise VarickError(
                f"{name}:{mark.line + 1 if mark else 1}: not readable as YAML; write lines such as status: overstay"
            ) from None
        if twice := _said_twice(text):
            raise VarickError(f"{name}: {twice} is said twice; say it once")
        if read is not None and not isinstance(read, dict):
            raise VarickError(f"{name}:1: write lines such as status: overstay")
        for key, value in (read or {}).items():
            if not isinstance(value, str | bool | int | float):
                raise VarickError(f"{name}: {key}: give one word, yes or no")
            given[str(key)] = value if isinstance(value, bool) else str(value)
    for answer in answers:
        key, equals, value = answer.partition("=")
        if not equals or not key.strip():
            raise click.UsageError("--set: write NAME=VALUE, such as --set status=overstay")
        given[key.strip()] = value.strip()
    return given


def _print(number: int, hop: Hop) -> None:
    sign = {"yes": "yes", "no": "no", "unknown": "not certain"}[hop.value]
    chance = (
        ""
        if hop.probability is None or hop.value != "unknown"
        else f", {hop.probability:.1%} of people like this"
    )
    click.echo(f"{number:2d}. {hop.activity} [{hop.agency}]: {sign}{chance}")
    click.echo(f"    {hop.explanation}")
    if hop.sends:
        click.echo(f"    sends: {hop.sends} -> {hop.to}")
    if hop.seen_by:
        click.echo(f"    seen by: {', '.join(hop.seen_by)}")
    if hop.authority:
        click.echo(f"    authority: {'; '.join(hop.authority)}")
    for reason in hop.because:
        click.echo(f"    because {because(reason, hop.once)}")
    if hop.controlled_by:
        click.echo(f"    controlled by: {', '.join(hop.controlled_by)}")
    if hop.withheld and hop.value == "unknown":
        click.echo(f"    odds: {WITHHELD}")
    click.echo("")
    sys.stdout.flush()
