"""``varick nodes``: the functions of the pathway."""

import click

from varick.cli.output import FORMATS, show


@click.command(epilog="Example: varick nodes --station ident --format json")
@click.option("--station", help="Only this station (person, nypd, dcjs, ...).")
@click.option(
    "--format", "form", type=FORMATS, default="table", show_default=True, help="table, csv or json."
)
def command(station: str | None, form: str) -> None:
    """Every function of the pathway: its kind, what it reads, behind which gate, under the law of which event's day."""
    from varick.errors import VarickError, did_you_mean
    from varick.model.kinds import label
    from varick.model.load import load_scenario
    from varick.model.shipped import model_of, station_of

    stations = station_of()
    if station is not None and station not in stations.values():
        raise VarickError(
            f'there is no station "{station}"{did_you_mean(station, set(stations.values()))}; see varick nodes'
        )
    wired = model_of(load_scenario("nyc-2018")).wired
    rows = [
        {
            "node": w.node.name,
            "station": stations[w.node.name],
            "kind": str(w.node.kind),
            "agency": w.node.agency,
            "values": [label(v) for v in w.node.values],
            "reads": list(w.inputs),
            "facts": list(w.facts),
            "gates": list(w.gates),
            "law_of_the_day_of": w.clock or "arrest",
            "cites": list(w.node.cites),
            "explanation": w.node.explanation,
        }
        for w in wired
        if station in (None, stations[w.node.name])
    ]
    columns = (
        ("node", "station", "kind", "reads", "facts", "gates", "law_of_the_day_of")
        if form == "table"
        else tuple(rows[0])
    )
    show(rows, columns, form, {"nodes": rows})
