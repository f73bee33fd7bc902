"""A group of verbs whose modules are imported when they are called, so that --help stays quick."""

import importlib
from collections.abc import Mapping
from typing import Any

import click

Verbs = Mapping[str, Mapping[str, tuple[str, str]]]
"""Heading -> verb -> (module whose `command` it is, one line of help)."""


class Lazy(click.Group):
    """A click group made from `Verbs`; its help has one section a heading."""

    def __init__(self, *arguments: Any, verbs: Verbs, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.verbs = verbs

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names of all verbs."""
        return [name for group in self.verbs.values() for name in group]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the verb's module."""
        for group in self.verbs.values():
            if cmd_name in group:
                command: click.Command = importlib.import_module(group[cmd_name][0]).command
                return command
        return None

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click does; a group alone shows its help."""
        return super().parse_args(ctx, args or ["--help"])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with the nearest verb for one that is not known."""
        name = args[0] if args else ""
        if name and not name.startswith("-") and self.get_command(ctx, name) is None:
            from varick.errors import did_you_mean

            hint = did_you_mean(name, self.list_commands(ctx)) or f"; see {ctx.command_path} --help"
            within = ctx.command_path.partition(" ")[2]
            raise click.UsageError(f'there is no verb "{f"{within} {name}".strip()}"{hint}')
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The verbs under the question that they answer."""
        for heading, verbs in self.verbs.items():
            with formatter.section(heading):
                formatter.write_dl([(name, text) for name, (_, text) in verbs.items()])


def every(group: click.Group, path: tuple[str, ...] = ()) -> dict[tuple[str, ...], click.Command]:
    """Each verb of a group by its path, ("observe", "counts"), and the verbs of groups within; groups come first."""
    found: dict[tuple[str, ...], click.Command] = {}
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        found[*path, name] = command
        if isinstance(command, click.Group):
            found |= every(command, (*path, name))
    return found
