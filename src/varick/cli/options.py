"""Options that several verbs share: which scenario, under which reforms, with which facts."""

from collections.abc import Callable
from typing import Any

import click

from varick.cli.output import FORMATS

scenario_option = click.option(
    "--scenario",
    "-s",
    default="nyc-2018",
    show_default=True,
    help="A scenario's name, or the path of its file.",
)
"""--scenario alone."""

day_option = click.option(
    "--on",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    required=True,
    metavar="DATE",
    help="The day whose law is asked for, YYYY-MM-DD.",
)
"""--on, where the question is one of law."""

text_format_option = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="text or json.",
)
"""--format of an answer that is read and not tabulated."""


def scenario_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """--scenario and `change_options`."""
    return scenario_option(change_options(command))


def change_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """--reform, --fact, --seed, --draws, --format."""
    draws = "Joint draws of the facts behind low and high."
    reform = "A reform to apply; may be given again. See varick reforms."
    fact = "Set a fact for the whole period; may be given again."
    for option in reversed(
        [
            click.option("--reform", "-r", "reforms", multiple=True, help=reform),
            click.option("--fact", "-f", "facts", multiple=True, metavar="NAME=VALUE", help=fact),
            click.option("--seed", type=int, help="Whole number that fixes all luck (default: the scenario's)."),
            click.option("--draws", type=click.IntRange(200, 100_000), default=200, show_default=True, help=draws),
            click.option("--format", "form", type=FORMATS, default="table", show_default=True, help="table, csv or json."),
        ]
    ):  # fmt: skip
        command = option(command)
    return command


def population_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """--people, --threads, --block, --backend, --engine, --scheduler."""
    for option in reversed(
        [
            click.option(
                "--people",
                type=int,
                help="Number of people, one arrest each (default: the scenario's arrests).",
            ),
            click.option(
                "--threads", type=int, default=1, show_default=True, help="Threads of this machine."
            ),
            click.option("--block", type=int, help="People a block; any value gives the same numbers."),
            click.option(
                "--backend",
                type=click.Choice(["numpy", "compiled"]),
                help="Default: compiled where that is quicker.",
            ),
            click.option(
                "--engine",
                type=click.Choice(["local", "dask"]),
                default="local",
                show_default=True,
                help="Where blocks run.",
            ),
            click.option(
                "--scheduler",
                metavar="ADDRESS",
                help="A Dask scheduler, such as tcp://host:8786 (default: a local cluster).",
            ),
        ]
    ):
        command = option(command)
    return command


language_option = click.option(
    "--lang",
    type=click.Choice(["en", "es"]),
    default="en",
    envvar="VARICK_LANG",
    show_default=True,
    help="Language of text and tables: en or es (VARICK_LANG sets the default). CSV, and names in JSON, stay as they are.",
)
"""--lang; the command takes it as ``lang`` and makes `varick.words.Words` of it."""


def scenario_named(
    name: str, reforms: tuple[str, ...], facts: tuple[str, ...], seed: int | None, people: int | None = None
) -> Any:
    """The scenario with these reforms, facts and seed. Raises VarickError for what is not known or does not fit."""
    from varick.engine.population import check_sizes
    from varick.errors import VarickError
    from varick.model.load import load_scenario

    scenario = load_scenario(name)
    check_sizes(0 if seed is None else seed, 1 if people is None else people)
    if reforms or facts or seed is not None:
        scenario = scenario.with_(reforms=reforms, changes=changes(facts), seed=seed)
    for name in reforms:
        for fact in scenario.library.reform(name).facts:
            if fact in scenario.changes:
                raise VarickError(
                    f"the reform {name} sets {fact}, and --fact or the scenario's own facts set it too; leave one out"
                )
    return scenario


def yaml_errors() -> tuple[type[Exception], ...]:
    """What PyYAML raises for text that it cannot read: its own error, and whatever a tag such as !!int or !!timestamp stumbles
    over."""
    import yaml

    return (
        yaml.YAMLError,
        ValueError,
        ArithmeticError,
        LookupError,
        AttributeError,
        TypeError,
        RecursionError,
    )


def changes(facts: tuple[str, ...]) -> dict[str, Any]:
    """NAME=VALUE as changes of facts; a value is a number, true or false, or a word."""
    import yaml

    from varick.model.library import Change

    found = {}
    for text in facts:
        name, equals, value = text.partition("=")
        if not equals or not name.strip() or not value.strip():
            raise click.UsageError(
                f'--fact "{text}": write NAME=VALUE, such as --fact interoperability_active=false'
            )
        try:
            read = _number(value) if _number(value) is not None else yaml.safe_load(value)
            if isinstance(read, int) and not isinstance(read, bool):
                read = float(read)
        except yaml_errors():
            raise click.UsageError(
                f'--fact "{text[:60]}": the value cannot be read; give a number, true, false or a word'
            ) from None
        if not isinstance(read, bool | float | str):
            raise click.UsageError(f'--fact "{text[:60]}": give a number, true, false or a word')
        if name.strip() in found:
            raise click.UsageError(f"--fact: {name.strip()} is set twice; set it once")
        found[name.strip()] = Change(read)
    return found


def _number(text: str) -> float | None:
    """A number as people write it (YAML takes 1e5 for a word), or None."""
    try:
        return float(text)
    except ValueError:
        return None
