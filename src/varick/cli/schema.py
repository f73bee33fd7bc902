"""``varick schema``: JSON Schemas, for editors that complete and check YAML."""

import json

import click


@click.command(epilog="Example: varick schema scenario")
@click.argument("name", required=False)
def command(name: str | None) -> None:
    """JSON Schemas of the YAML files (facts, sources, reforms, scenarios, places): all, or the one named."""
    from varick.errors import VarickError
    from varick.model.say import did_you_mean
    from varick.model.schema import schemas

    known = schemas()
    if name is not None and name not in known:
        raise VarickError(
            f'there is no schema "{name}"{did_you_mean(name, known)}; there are {", ".join(known)}'
        )
    click.echo(json.dumps(known if name is None else known[name], indent=1))
