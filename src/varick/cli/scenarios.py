"""``varick scenarios``: what can be asked by name."""

import click

from varick.cli.output import FORMATS, show


@click.command(epilog="Example: varick scenarios --format json")
@click.option(
    "--format", "form", type=FORMATS, default="table", show_default=True, help="table, csv or json."
)
def command(form: str) -> None:
    """The scenarios that come with Varick: place, period, reforms and number of arrests."""
    from varick.model.load import library, load_scenario

    rows = []
    for name in library().scenarios:
        s = load_scenario(name)
        rows.append(
            {
                "scenario": name,
                "title": s.title,
                "place": s.place,
                "first_day": s.period[0].isoformat(),
                "day_after_last": s.period[1].isoformat(),
                "arrests": s.headcount,
                "reforms": list(s.reforms),
                "hash": s.hash,
            }
        )
    show(rows, tuple(rows[0]) if rows else (), form, {"scenarios": rows})
