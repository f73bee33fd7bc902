"""Every fact decides something, and what a reform or a scenario sets is a fact that something reads."""

from varick.model.load import library, load_scenario
from varick.model.offences import offences
from varick.model.record import record
from varick.model.shipped import model_of

UNREAD: dict[str, str] = {}
"""Fact -> why it may stand among the facts although no node, scenario or report reads it."""


def used() -> set[str]:
    scenarios = [load_scenario(name) for name in library().scenarios]
    read = {name for s in scenarios for name in model_of(s).used_facts}
    return read | {s.people for s in scenarios if isinstance(s.people, str)}


def test_every_fact_is_read() -> None:
    everywhere = set(library().facts) | {n for place in library().places.values() for n in place.facts}
    assert everywhere - used() == UNREAD.keys()


def test_every_reform_sets_what_something_reads() -> None:
    for reform in library().reforms.values():
        assert set(reform.facts) <= used(), f"{reform.name} sets what nothing reads"


def test_every_source_is_cited() -> None:
    cited = {s for f in library().facts.values() for v in f.values for s in v.source}
    cited |= {
        s for p in library().places.values() for f in p.facts.values() for v in f.values for s in v.source
    }
    cited |= {s for r in library().reforms.values() for c in r.facts.values() for s in c.source}
    cited |= {s for entry in record().entries() for s in entry.source}
    cited |= {s for charge in offences().form.charges.values() for s in charge.source}
    assert set(library().sources) - cited == set()
