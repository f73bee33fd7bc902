"""Nodes that several small pathways end with: a letter that a dated law stops, and a detainer that races custody."""

from varick.model import Delay, delay, event, hours, race, rule


@rule(when="letter")
def forbidden(letters_forbidden: bool) -> bool:
    return letters_forbidden


@event(agency="ICE", after="letter")
def stopped(forbidden: bool) -> bool:
    return forbidden


@delay
def time_to_detainer(detainer_hours: float) -> Delay:
    return hours.lognormal(detainer_hours, detainer_hours * 2)


@delay
def time_in_custody() -> Delay:
    return hours.uniform(4, 30)


@race(first="time_to_detainer", before="time_in_custody", when="arrested")
def in_time() -> bool: ...
