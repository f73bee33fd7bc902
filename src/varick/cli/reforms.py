"""``varick reforms``: named changes and who could make them."""

import click

from varick.cli.output import FORMATS, show


@click.command(epilog="Example: varick reforms --format csv")
@click.option(
    "--format", "form", type=FORMATS, default="table", show_default=True, help="table, csv or json."
)
def command(form: str) -> None:
    """The reforms: what each changes, and which of city, prosecutor, court, state or federal government holds it."""
    from varick.model.load import library

    rows = [
        {
            "reform": r.name,
            "controlled_by": r.controlled_by,
            "title": r.title,
            "facts": [f"{n}={c.value}" for n, c in r.facts.items()],
            "description": r.description,
            "cites": list(r.cites),
        }
        for r in library().reforms.values()
    ]
    rows.sort(key=lambda r: (str(r["controlled_by"]), str(r["reform"])))
    columns = (
        ("reform", "controlled_by", "title", "facts") if form == "table" else tuple(rows[0]) if rows else ()
    )
    show(rows, columns, form, {"reforms": rows})
