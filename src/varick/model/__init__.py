"""How functions become a model: node kinds, wiring, dates, tables, checks, explanation."""

from varick.model.delays import Delay, days, hours
from varick.model.kinds import attribute, chance, choice, delay, event, race, rule

__all__ = ["Delay", "attribute", "chance", "choice", "days", "delay", "event", "hours", "race", "rule"]
