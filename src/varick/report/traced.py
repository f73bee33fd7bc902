"""Two people whose data the brief follows: the article's second client as far as published, and a ticket for marijuana."""

from collections.abc import Mapping
from datetime import date, timedelta

from varick.engine.answers import World
from varick.engine.trace import Tracer
from varick.model.build import Model
from varick.report.page import StepRow, TracedRow
from varick.report.told import as_dicts
from varick.words import LANGUAGES, Words

DAY = date(2018, 2, 15)
"""In the month of both arrests. The day of the client's arrest was not published: `changed_in_month` says what of it."""

SECOND_CLIENT: Mapping[str, str] = {
    "felony": "no",
    "printed": "yes",
    "pending_application": "yes",
    "enrolled_in_ident": "yes",
    "record": "none",
    "prior_order": "none",
}
"""What The Intercept published on 2018-04-26 (A13). Status, entry, section and ticket were not told: they stay unknown."""

TICKET: Mapping[str, str] = {
    "charge": "marijuana_fifth",
    "desk_appearance_ticket": "yes",
    "status": "entered_without_inspection",
    "enrolled_in_ident": "no",
    "record": "none",
    "prior_order": "none",
    "watch_list_match": "no",
}
"""A synthetic person: arrested for smoking in public (PL 221.10), sent home with a ticket, never printed by DHS."""

PEOPLE = {"second_client": SECOND_CLIENT, "ticket": TICKET}


def traced(world: World) -> list[TracedRow]:
    """Both people, hop by hop, under the law of one day in February 2018 (of the scenario's first or last day where that
    lies outside). Both lean on one day's model."""
    start, end = world.scenario.period
    on = min(max(DAY, start), end - timedelta(days=1))
    tracer = Tracer(world.model, on)
    changed = changed_in_month(world.model, on)
    found = []
    for name, answers in PEOPLE.items():
        hops = tracer.trace(answers)
        steps: dict[str, list[StepRow]] = {lang: as_dicts(hops, Words(lang)) for lang in LANGUAGES}  # type: ignore[misc]
        found.append(TracedRow(name=name, on=on, steps=steps, changed_in_month=changed))
    return found


def changed_in_month(model: Model, on: date) -> list[str]:
    """Facts that some node reads and that change within the month of a day, after its first."""
    return [
        name
        for name in model.used_facts
        if any(
            (dated.since.year, dated.since.month) == (on.year, on.month) and dated.since.day > 1
            for dated in model.facts[name].values
        )
    ]
