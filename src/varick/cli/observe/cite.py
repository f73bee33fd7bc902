"""``varick observe cite``: from a number to the file, sheet and rows behind it."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from varick.cli.observe.options import own_eyes_option, question_options, show_answer
from varick.words import Words

if TYPE_CHECKING:
    from varick.observe.store import Store


@click.command(
    epilog="Example: varick observe cite log --where aor=NYC --where month=2017-02. "
    "The options are those of varick observe counts, and so is the number."
)
@question_options
@click.option(
    "--by",
    metavar="COLUMNS",
    default="",
    help="Cite each cell of a count by these columns, commas between them.",
)
@click.option(
    "--limit",
    type=click.IntRange(1),
    help="Most ranges, row numbers and texts of one file and cell (default: 20 as a table, else all; texts 20).",
)
@click.option("--text", is_flag=True, help="Show what stands in the rows, on this machine only.")
@click.option(
    "--files",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Take the texts word for word from the imported files in this folder; a file that has changed is refused.",
)
@own_eyes_option
def command(
    store: "Store",
    form: str,
    lang: str,
    by: str,
    limit: int | None,
    text: bool,
    files: Path | None,
    own_eyes: bool,
    **rows: Any,
) -> None:
    """Say from which file, sheet and rows a number comes, with a line to paste beside it.

    Ask as varick observe counts does: one number, narrowed with --where (also of day, month, quarter, year or fy), or
    with --by each cell of a table. The files are named by their SHA-256, so that anybody can check that theirs is the
    same. Rows of a simulated log have no source, and it says so.
    """
    import numpy as np

    from varick.observe.questions.cite import SHOWN, cite, ranges

    if files is not None and not text:
        raise click.UsageError("--files says where --text is taken from; add --text")
    words = Words(lang)
    answer = cite(
        store,
        by=by,
        limit=limit or (SHOWN if form == "table" else None),
        own_eyes=own_eyes,
        text=text,
        files=files,
        words=words,
        **rows,
    )
    if form == "csv" and limit is not None:  # numbers only: "and 51 more rows" is for people
        cut = [{**row, "rows": ranges(np.array(row["row_numbers"]))[0]} for row in answer.rows]
        answer = replace(answer, rows=cut)
    show_answer(answer, form, words)
    if text and form != "json":
        for found in answer.more["texts"]:
            click.echo(_said(found, words), err=form == "csv")


def _said(found: dict[str, Any], words: Words) -> str:
    """A row as lines: where it stands, then its cells that are not blank."""
    where = {"file": found["file"] or "", "row": str(found["row"] or "")}
    if found["sheet"]:
        head = words("observe_cite.text_sheet", sheet=found["sheet"], **where)
    else:
        head = words("observe_cite.text", **where)
    if found["cells"] is None:
        return f"{head} {words('observe_cite.gone')}"
    cells = [f"  {heading}: {text}" for heading, text in found["cells"].items() if text is not None]
    return "\n".join([head, *cells])
