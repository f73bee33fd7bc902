"""The command line: one module per verb, imported on use; help grouped by the five questions."""

import contextlib
import io
import os
import sys
from collections.abc import Sequence

import click

from varick import __version__
from varick.cli.lazy import Lazy
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
    "What does the record show?": {
        "observe": ("varick.cli.observe", "ICE's own FOIA tables: read, counted, compared, cited."),
    },
    "What are we seeing, and how do we keep it safe?": {
        "casebook": ("varick.cli.casebook", "Encrypted case files: enter, search, share with care."),
        "letter": ("varick.cli.letter", "A photographed letter read into fields; what it does not say."),
        "flyer": ("varick.cli.flyer", "A know-your-rights sheet in up to six languages."),
    },
    "How many are there, counting all of us, without sharing a name?": {
        "together": (
            "varick.cli.together",
            "Overlaps of several offices' lists, blinded; what they can say.",
        ),
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
LONGEST = 1_000
"""Characters of what is said of a wrong command, which repeats what was typed."""
HOLD_NAMES = ("casebook", "letter", "flyer", "together")
"""Verbs whose errors may hold what somebody told in confidence."""


@click.group(
    cls=Lazy,
    verbs=VERBS,
    invoke_without_command=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Every command has --help with an example. Nothing here is legal advice.",
)
@click.version_option(__version__, message="varick %(version)s")
def cli() -> None:
    """How an arrest becomes a deportation: follow the data, change the rules, check the record, count the cases."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; exit 0 for an answer, 1 where a question has none, 2 for bad input. Never a traceback."""
    raw = getattr(sys.stdout, "buffer", None)
    if isinstance(raw, io.RawIOBase):
        # PYTHONUNBUFFERED: Python would drop in silence what a full disk does not take of one long text.
        sys.stdout = io.TextIOWrapper(io.BufferedWriter(raw), encoding=sys.stdout.encoding)
    sys.exit(run(sys.argv[1:] if arguments is None else list(arguments)))


def run(arguments: Sequence[str]) -> int:
    """As `main`, but return the exit code."""
    try:
        code = cli.main(args=list(arguments) or ["--help"], prog_name="varick", standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except VarickError as error:
        # One line, whatever is in the name of a file; the models' files have a line for each mistake.
        told = str(error)
        _say(told.replace("\n", "\\n") if next(iter(arguments), "") == "together" else told)
        return error.exit_code
    except click.ClickException as error:
        said = " ".join(error.format_message().split())
        _say(said if len(said) <= LONGEST else f"{said[: LONGEST - 200]} ... {said[-180:]}")
        return 2
    except (KeyboardInterrupt, click.Abort):
        _say("interrupted; nothing was left half-written")
        return 130
    except (BrokenPipeError, SystemExit):
        # The reader (head, less) has seen enough; click then exits.
        _write_no_more()
        return 0
    except OSError as error:
        _say(
            f"the answer cannot be written or a file cannot be read: {error.strerror or error}; choose another place"
        )
        _write_no_more()
        return 2
    except MemoryError:
        _say("not enough memory; use fewer people, or a smaller --block")
        return 2
    except Exception as error:
        if os.environ.get("VARICK_DEBUG"):
            raise
        said = f"{type(error).__name__}: {error}"
        if next(iter(arguments), "") in HOLD_NAMES:
            # What Python says of a value repeats the value, and a report is read by strangers.
            said = f"{type(error).__name__} in {_where(error)}"
        _say(f"an error of Varick's own, please report it: {said} (VARICK_DEBUG=1 shows where)")
        return 70


def _where(error: BaseException) -> str:
    """The innermost line of ours, as module and number."""
    found, trace = "varick", error.__traceback__
    while trace is not None:
        module = str(trace.tb_frame.f_globals.get("__name__", ""))
        if module.startswith("varick"):
            found = f"{module}, line {trace.tb_lineno}"
        trace = trace.tb_next
    return found


def _write_no_more() -> None:
    """What is still held back for standard output goes nowhere, not even at exit, where it would fail a second time."""
    with contextlib.suppress(OSError, ValueError):  # a standard output that is no file
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _say(message: str) -> None:
    """Each line with the program's name before it; what somebody wrote may hold what no terminal should be sent."""
    for line in message.split("\n"):
        told = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in line)
        click.echo(f"varick: {told}", err=True)
