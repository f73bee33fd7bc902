"""``varick observe import``: files into a log folder."""

from pathlib import Path
from typing import Any

import click

from varick.cli.observe.options import format_option
from varick.cli.options import language_option
from varick.cli.output import as_table, progress, show
from varick.words import Words

TABLES = ("table", "release", "rows", "from", "to", "persons")
SHEETS = ("file", "sheet", "table", "rows_in", "rows_kept", "rows_rejected", "reasons")


@click.command(
    epilog="Example: varick observe import arrests.csv --out log. Files of one release, such as one for each year, belong "
    "into one folder: varick observe import EROArrests_FY*.csv.gz --out log.",
)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option(
    "--out",
    required=True,
    metavar="LOGDIR",
    type=click.Path(path_type=Path),
    help="The log folder to make or to add to.",
)
@click.option(
    "--release",
    metavar="NAME",
    help="Name of the release of these files, instead of the FOIA number that they state.",
)
@click.option(
    "--replace",
    is_flag=True,
    help="Put a file that the folder holds already in the place of the earlier one.",
)
@click.option(
    "--case",
    metavar="TYPE",
    help="Of an OCEL file: the type of object that is followed through its events.",
)
@format_option
@language_option
def command(
    files: tuple[Path, ...],
    out: Path,
    release: str | None,
    replace: bool,
    case: str | None,
    form: str,
    lang: str,
) -> None:
    """Read ICE's files (xlsx, csv, csv.gz, parquet, feather, dta, sav, ods) into a log folder, or add to one.

    An event log of another tool (XES; OCEL 2.0 as SQLite, JSON or XML) becomes a folder of its own.

    Every row is accounted for: rows in are rows kept and rows rejected, each with its reason in rejected.csv. Nothing is
    dropped as a duplicate, no date becomes blank in silence, and identifiers are never matched across releases. An
    import that fails or is killed leaves the folder as it was.
    """
    from varick.observe.importing.import_tables import import_files
    from varick.observe.questions.warnings import in_words

    words = Words(lang)
    account = import_files(
        files, out, release=release, replace=replace, case=case, tell=progress("bytes imported")
    )
    warnings = in_words(account, words)
    added = [file for file in account["files"] if file["name"] in account["added"]]
    rows = sheet_rows(added)
    if form != "table":
        show(rows, SHEETS, form, {**account, "warnings": warnings}, (), words)
        return
    rows_in, rejected = (sum(file[key] for file in added) for key in ("rows_in", "rows_rejected"))
    one = words("observe_import.head_one")
    head = words(
        "observe_import.head",
        files=one if len(added) == 1 else words("observe_import.head_files", count=words.number(len(added))),
        folder=str(out),
        rows=words.number(rows_in),
        kept=words.number(rows_in - rejected),
        rejected=words.number(rejected),
    )
    click.echo(f"{head}\n\n{as_table(rows, SHEETS, words)}")
    for file in added:
        for sheet in file["sheets"]:
            for note in sheet.get("notes", ()) if sheet["kind"] == "log" else ():
                click.echo(f"{file['name']}: {note}", err=True)
    if account["rows_rejected"]:
        place = out / account["generation"] / "rejected.csv"
        click.echo("\n" + words("observe_import.rejected_saved", path=str(place)))
    tables = [{**table, "from": table["first"], "to": table["last"]} for table in account["tables"]]
    click.echo("\n" + words("observe_import.tables", folder=str(out)))
    click.echo(as_table(tables, TABLES, words))
    beware(warnings, words)


def sheet_rows(files: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One row for each sheet of the files."""
    return [
        {
            "file": file["name"],
            "sheet": sheet["sheet"],
            "table": "; ".join(sheet.get("tables", {})) or f"({sheet['kind']})",
            **{name: sheet[name] for name in ("rows_in", "rows_kept", "rows_rejected")},
            "reasons": "; ".join(
                f"{reason} ({rows:,})" for reason, rows in sheet.get("rejected", {}).items()
            ),
        }
        for file in files
        for sheet in file["sheets"]
    ]


def beware(warnings: list[dict[str, Any]], words: Words) -> None:
    """Print the warnings, one a line."""
    if warnings:
        click.echo("\n" + words("observe_import.beware"))
        for found in warnings:
            click.echo(f"- {found['text']}")
