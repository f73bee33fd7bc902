"""``varick observe``: ICE's own FOIA tables as one event log, and the questions that people ask of it."""

import click

from varick.cli.lazy import Lazy

VERBS: dict[str, dict[str, tuple[str, str]]] = {
    "From files to a log folder": {
        "import": ("varick.cli.observe.import_", "Read ICE's files into a log folder; every row is accounted for."),
        "summary": ("varick.cli.observe.summary", "What a log folder holds and lacks, and what to beware of."),
    },
    "How many, and since when?": {
        "counts": ("varick.cli.observe.counts", "Rows by month, office, method or any other column."),
        "growth": ("varick.cli.observe.growth", "What grew fastest between two windows, with intervals."),
        "changes": ("varick.cli.observe.changes", "When the level of a series changed, and new practices."),
    },
    "What happens after what, to one person?": {
        "lags": ("varick.cli.observe.lags", "How long from one activity to another, censored at extraction."),
        "funnel": ("varick.cli.observe.funnel", "Of those with one activity, how many had the next."),
        "variants": ("varick.cli.observe.variants", "The sequences of activities, and what follows what."),
    },
    "To check, to show, to pass on": {
        "cite": ("varick.cli.observe.cite", "From a number to the file, sheet and rows behind it."),
        "report": ("varick.cli.observe.report", "One HTML page with its numbers as CSV files."),
        "export": ("varick.cli.observe.export", "The event log as XES, OCEL 2.0 or Parquet, for other programs."),
    },
}  # fmt: skip


@click.group(
    cls=Lazy,
    verbs=VERBS,
    epilog="Example: varick observe counts log --by month. Where log is what varick observe import FILE... --out log "
    "made, or an event log of varick simulate --log.",
)
def command() -> None:
    """ICE's own tables, released under FOIA: imported with every row accounted for, then counted.

    Each answer says what one number counts (definition), of which release and files it is (vintage), and what to
    beware of. The rows are ICE's records, not persons, and without names.
    """
