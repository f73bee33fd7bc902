"""The command line: one module per verb, imported on use; help grouped by the five questions."""

import importlib
import os
import sys
from collections.abc import Sequence

import click

from varick import __version__
from varick.errors import VarickError

VERBS: dict[str, dict[str, tuple[str, str]]] = {
    "What happens to this person's data, on what authority, and who could have stopped it?": {
        "trace": ("varick.cli.trace", "One person through the pathway, hop by hop."),
        "rule": ("varick.cli.rule", "What a rule says on a day, why, and what would turn it."),
        "offense": ("varick.cli.offense", "Whether a section counts for a detainer, and is fingerprinted."),
    },
    "What would change under other rules, for how many people, and who holds that lever?": {
        "expect": ("varick.cli.expect", "Exact expected numbers of a scenario, with intervals."),
        "simulate": ("varick.cli.simulate", "A simulated population; --log writes its event log."),
        "compare": ("varick.cli.compare", "Two scenarios, or a scenario and reforms, on the same people."),
        "levers": ("varick.cli.levers", "Every reform against one scenario, by who controls it."),
        "brief": ("varick.cli.brief", "A scenario as one page per language, for paper and phone."),
        "anchors": ("varick.cli.anchors", "Expected totals beside published ones, and what may be claimed."),
    },
    "How many are there, counting all of us, without sharing a name?": {
        "documented": ("varick.cli.documented", "Of a stated number of letters, how many come to be known."),
    },
    "What is in the model?": {
        "demo": ("varick.cli.demo", "The main job: the brief of nyc-2018, with a summary and a check."),
        "scenarios": ("varick.cli.scenarios", "The scenarios that come with Varick."),
        "reforms": ("varick.cli.reforms", "The reforms, and who could make them."),
        "facts": ("varick.cli.facts", "Every fact and the record: history, source, owner, who uses it."),
        "claims": ("varick.cli.claims", "Statements of the article beside the rules and the record."),
        "nodes": ("varick.cli.nodes", "The functions of the pathway and what they read."),
        "schema": ("varick.cli.schema", "JSON Schemas of the fact, reform and scenario files."),
    },
}


class Lazy(click.Group):
    """A group whose commands are imported when they are called, so that --help stays quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names of all verbs."""
        return [name for group in VERBS.values() for name in group]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the verb's module."""
        for group in VERBS.values():
            if cmd_name in group:
                command: click.Command = importlib.import_module(group[cmd_name][0]).command
                return command
        return None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with the nearest verb for one that is not known."""
        name = args[0] if args else ""
        if name and not name.startswith("-") and self.get_command(ctx, name) is None:
            from varick.model.say import did_you_mean

            hint = did_you_mean(name, self.list_commands(ctx)) or "; see varick --help"
            raise click.UsageError(f'there is no verb "{name}"{hint}')
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The verbs under the question that they answer."""
        for question, verbs in VERBS.items():
            with formatter.section(question):
                formatter.write_dl([(name, text) for name, (_, text) in verbs.items()])


@click.group(
    cls=Lazy,
    invoke_without_command=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Every command has --help with an example. Nothing here is legal advice.",
)
@click.version_option(__version__, message="varick %(version)s")
def cli() -> None:
    """How an arrest becomes a deportation: follow the data, change the rules, check the record, count the cases."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; exit 0 for an answer, 1 where a question has none, 2 for bad input. Never a traceback."""
    sys.exit(run(sys.argv[1:] if arguments is None else list(arguments)))


def run(arguments: Sequence[str]) -> int:
    """As `main`, but return the exit code."""
    try:
        code = cli.main(args=list(arguments) or ["--help"], prog_name="varick", standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except VarickError as error:
        _say(str(error))
        return error.exit_code
    except click.ClickException as error:
        _say(" ".join(error.format_message().split()))
        return 2
    except (KeyboardInterrupt, click.Abort):
        _say("interrupted; nothing was left half-written")
        return 130
    except (BrokenPipeError, SystemExit):
        # The reader (head, less) has seen enough; click then exits. Nothing more may be written, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        _say(
            f"the answer cannot be written or a file cannot be read: {error.strerror or error}; choose another place"
        )
        return 2
    except MemoryError:
        _say("not enough memory; use fewer people, or a smaller --block")
        return 2
    except Exception as error:
        if os.environ.get("VARICK_DEBUG"):
            raise
        _say(
            f"an error of Varick's own, please report it: {type(error).__name__}: {error} (VARICK_DEBUG=1 shows where)"
        )
        return 70


def _say(message: str) -> None:
    """Each line with the program's name before it; what somebody wrote may hold what no terminal should be sent."""
    for line in message.split("\n"):
        told = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in line)
        click.echo(f"varick: {told}", err=True)
