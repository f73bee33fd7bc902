"""The pathway that comes with Varick, and a scenario made into a model of it."""

from functools import cache
from importlib import import_module

from varick.model.build import Model
from varick.model.scenario import Scenario
from varick.model.wiring import Pathway
from varick.pathway import STATIONS


@cache
def pathway() -> Pathway:
    """All stations of the journey, in travelling order."""
    return Pathway.of(*(import_module(f"varick.pathway.{station}") for station in STATIONS))


def station_of() -> dict[str, str]:
    """Node name -> the station in which it stands."""
    return {name: node.function.__module__.rpartition(".")[2] for name, node in pathway().nodes.items()}


def model_of(scenario: Scenario, like: Model | None = None) -> Model:
    """A scenario's model. ``like``: one of the same pathway, whose unchanged tables are taken over."""
    return Model(pathway(), scenario.facts, scenario.period, like=like)
