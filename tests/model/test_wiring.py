"""Wiring by names: what is refused, where, and what the message says to do; and what does not matter."""

from datetime import date
from enum import Enum
from typing import Any

import numpy as np
import pytest

from varick.engine import blocked
from varick.errors import VarickError
from varick.model import Delay, attribute, chance, choice, days, delay, event, hours, race, rule
from varick.model.build import Model
from varick.model.fact import Fact
from varick.model.kinds import Node, word_of
from varick.model.wiring import Pathway, wire

PERIOD = date(2018, 1, 1), date(2019, 1, 1)


class Status(Enum):
    none = 0
    visa = 1
    overstay = 2


@event(agency="NYPD")
def arrested() -> bool:
    return True


@chance
def told() -> float:
    return 0.5


@event(agency="ICE", after="arrested")
def notified(told: bool) -> bool:
    return told


@delay
def time_to_letter() -> Delay:
    return days.exactly(14)


@delay
def time_to_detainer() -> Delay:
    return hours.exactly(3)


@delay
def time_in_custody() -> Delay:
    return hours.exactly(5)


@event(agency="ICE", after="notified", delay="time_to_letter")
def letter() -> bool:
    return True


def refused(*nodes: Node, facts: tuple[str, ...] = (), at: Node | None = None) -> str:
    """The message with which these nodes are refused, after the file and line of ``at`` (the last one)."""
    with pytest.raises(VarickError) as caught:
        model(*nodes, facts=facts)
    where = f"{(at or nodes[-1]).where}: "
    message = str(caught.value)
    assert message.startswith(where)
    assert "\n" not in message
    return message.removeprefix(where)


def model(*nodes: Node, facts: tuple[str, ...] = ()) -> Model:
    return Model(Pathway(nodes), {name: Fact.simple(name, 1.0) for name in facts}, PERIOD)


def test_an_unknown_argument_has_its_nearest_names() -> None:
    @rule
    def held(tolt: bool, shar: float) -> bool:
        return tolt

    assert refused(told, held, facts=("share",)) == (
        'held needs tolt, which is neither a node nor a fact; did you mean "told"?'
    )
    message = refused(rule(lambda_named("held", "shar")), facts=("share",))
    assert message == 'held needs shar, which is neither a node nor a fact; did you mean "share"?'
    assert refused(rule(lambda_named("held", "xyzzy")), facts=("share",)) == (
        "held needs xyzzy, which is neither a node nor a fact"
    )


def lambda_named(name: str, *arguments: str) -> Any:
    space: dict[str, Any] = {}
    exec(f"def {name}({', '.join(f'{a}: float' for a in arguments)}) -> bool:\n    return True\n", space)
    return space[name]


@pytest.mark.parametrize(
    "options",
    [{"when": "notifed"}, {"when": "notified", "on": "notifed"}],
)
def test_an_unknown_gate_or_clock_has_its_nearest_names(options: dict[str, str]) -> None:
    held = rule(**options)(lambda_named("held"))  # type: ignore[call-overload]
    with pytest.raises(
        VarickError, match=r'held names notifed, which is not a node; did you mean "notified"\?'
    ):
        model(arrested, told, notified, held)


def test_an_unknown_delay_and_an_unknown_racer_have_their_nearest_names() -> None:
    @event(agency="ICE", after="arrested", delay="time_to_leter")
    def mailed() -> bool:
        return True

    @race(first="time_to_leter", before="time_in_custody")
    def in_time() -> bool: ...

    for last in (mailed, in_time):
        assert refused(arrested, time_to_letter, time_in_custody, last) == (
            f'{last.name} names time_to_leter, which is not a node; did you mean "time_to_letter"?'
        )


def test_an_implication_names_inputs_of_its_rule() -> None:
    @rule(implies=(("tolt", "told"),))
    def held(told: bool) -> bool:
        return told

    assert refused(told, held) == ('held implies tolt, which is not one of its inputs; did you mean "told"?')


def test_a_cycle_is_shown_with_its_path() -> None:
    @rule
    def first(third: bool) -> bool:
        return third

    @rule
    def second(first: bool) -> bool:
        return first

    @rule
    def third(second: bool, told: bool) -> bool:
        return second and told

    message = refused(told, first, second, third, at=first)
    assert message == "a cycle: first -> third -> second -> first; one of them must not need the next"


def test_a_cycle_may_run_through_a_gate() -> None:
    @chance(when="taken")
    def seen() -> float:
        return 0.5

    @event(agency="ICE", after="arrested")
    def taken(seen: bool) -> bool:
        return seen

    assert refused(arrested, seen, taken, at=seen).startswith("a cycle: seen -> taken -> seen;")


def test_a_node_that_needs_itself_is_a_cycle() -> None:
    @rule
    def first(first: bool) -> bool:
        return first

    assert refused(first).startswith("a cycle: first -> first;")


def test_a_name_is_a_node_or_a_fact() -> None:
    assert refused(arrested, told, facts=("told",)) == "told is both a node and a fact; rename one"


def test_a_name_is_defined_once() -> None:
    @rule(when="arrested")
    def told() -> bool:
        return True

    assert refused(arrested, globals()["told"], told) == (
        f"told is defined twice; first at {globals()['told'].where}"
    )
    with pytest.raises(VarickError, match=r"arrest_day is defined twice \(reserved\)"):
        Pathway([chance(named_chance("arrest_day"))])


def named_chance(name: str) -> Any:
    space: dict[str, Any] = {}
    exec(f"def {name}() -> float:\n    return 0.5\n", space)
    return space[name]


COLLIDING = "vivid_request_taken_tuesday", "second_form_given_thursday"
"""Two names with the same 32-bit blake2b, found among 120,000 such names."""


def test_two_names_with_the_same_hash_are_refused() -> None:
    a, b = COLLIDING
    assert word_of(a) == word_of(b)
    message = refused(chance(named_chance(a)), chance(named_chance(b)))
    assert message == f"{b} and {a} have the same name-hash; rename one, or give it draws_as"
    renamed = chance(draws_as=f"{b}_again")(named_chance(b))
    assert len(Pathway([chance(named_chance(a)), renamed])) == 2


def test_nobody_may_draw_with_the_luck_of_another() -> None:
    for taken in ("told", "arrest_day", "arrest_minute"):
        other = chance(draws_as=taken)(named_chance("other"))
        assert refused(told, other) == (
            f"other and {taken} have the same name-hash; rename one, or give it draws_as"
        )


def test_draws_as_keeps_the_luck_of_a_renamed_node() -> None:
    @chance(draws_as="told")
    def informed() -> float:
        return 0.5

    @chance
    def other() -> float:
        return 0.5

    persons = np.arange(2000, dtype=np.int64)
    old, kept, new = (blocked.run(model(n).program, 3, persons).codes[0] for n in (told, informed, other))
    assert np.array_equal(old, kept)
    assert 800 < (old != new).sum() < 1200


def test_the_order_of_arguments_does_not_matter() -> None:
    @attribute
    def status() -> dict[Status, float]:
        return {Status.none: 0.2, Status.visa: 0.3, Status.overstay: 0.5}

    def one(status: Status, told: bool, share: float) -> float:
        return share * (0.1 if told else 0.2) * (status.value + 1)

    def other(share: float, told: bool, status: Status) -> float:
        return share * (0.1 if told else 0.2) * (status.value + 1)

    one.__name__ = other.__name__ = "drawn"
    digests = {
        Model(Pathway([told, status, chance(f)]), {"share": Fact.simple("share", 0.5)}, PERIOD).program.digest
        for f in (one, other)
    }
    assert len(digests) == 1
    changed = Model(
        Pathway([told, status, chance(one)]), {"share": Fact.simple("share", 0.6)}, PERIOD
    ).program.digest
    assert changed not in digests


def test_a_delay_is_no_input() -> None:
    @rule
    def late(time_to_letter: float) -> bool:
        return time_to_letter > 3

    assert refused(time_to_letter, late) == "late reads the delay time_to_letter; compare delays with a race"


@pytest.mark.parametrize(("annotation", "shown"), [(bool, "bool"), (float, "float"), (Enum, "Enum")])
def test_an_argument_is_annotated_as_the_node_it_names(annotation: Any, shown: str) -> None:
    @choice
    def status() -> dict[Status, float]:
        return {}

    def held(status) -> bool:  # type: ignore[no-untyped-def]
        return bool(status)

    held.__annotations__["status"] = annotation
    node = rule(held)
    assert refused(status, node) == f"held takes status as {shown}, but it is Status ({status.where})"


def test_a_gate_is_a_yes_or_no() -> None:
    @choice
    def status() -> dict[Status, float]:
        return {}

    gated = chance(when="status")(named_chance("seen"))
    assert refused(status, gated) == "seen: the gate status is not a yes or no"
    gated = chance(when="time_to_letter")(named_chance("seen"))
    assert refused(time_to_letter, gated) == "seen: the gate time_to_letter is not a yes or no"


def test_an_event_follows_events() -> None:
    @event(agency="ICE", after="told")
    def taken() -> bool:
        return True

    assert refused(told, taken) == "taken: after must name an event, and told is a chance"

    @event(agency="ICE", after=("arrested", "told"))
    def seen() -> bool:
        return True

    assert refused(arrested, told, seen) == "seen: the alternative told is not an event"


def test_only_an_event_follows_alternatives() -> None:
    gated = chance(when=("arrested", "notified"))(named_chance("seen"))  # type: ignore[call-overload]
    assert refused(arrested, told, notified, gated) == (
        "seen: only an event may follow alternatives; gate this on one event that merges them"
    )


def test_an_event_that_merges_has_neither_delay_nor_facts() -> None:
    @event(agency="ICE", after=("arrested", "notified"))
    def taken(share: float) -> bool:
        return share > 0

    @event(agency="ICE", after=("arrested", "notified"), delay="time_to_letter")
    def seen() -> bool:
        return True

    why = "an event that merges alternatives has no delay and reads no facts; put another event after it"
    assert refused(arrested, told, notified, taken, facts=("share",)) == f"taken: {why}"
    assert refused(arrested, told, notified, time_to_letter, seen) == f"seen: {why}"


def test_an_attribute_reads_nothing_that_is_decided_on_the_way() -> None:
    @attribute
    def afraid(seen: bool) -> float:
        return 0.5 if seen else 0.1

    @rule
    def known(seen: bool) -> bool:
        return seen

    @attribute
    def hiding(known: bool) -> float:
        return 0.5 if known else 0.1

    def why(seen: str) -> str:
        return (
            f"an attribute is settled before the journey, and {seen} is decided on it, behind arrested; "
            "make this a chance behind the same gate"
        )

    gated = chance(when="arrested")(named_chance("seen"))
    assert refused(arrested, gated, afraid) == f"afraid: {why('seen')}"
    assert refused(arrested, gated, known, hiding) == f"hiding: {why('seen')}"
    settled = attribute(named_chance("seen"))
    Pathway([arrested, settled, known, afraid, hiding])
    assert {w.node.name for w in wire(Pathway([arrested, settled, known, hiding]), [])} >= {"hiding", "seen"}


def test_the_arrest_has_no_delay_and_a_delay_is_one() -> None:
    @event(agency="NYPD", delay="time_to_letter")
    def start() -> bool:
        return True

    @event(agency="ICE", after="arrested", delay="told")
    def taken() -> bool:
        return True

    assert refused(time_to_letter, start) == "start: the arrest itself has no delay"
    assert refused(arrested, told, taken) == "taken: told is a chance, not a delay"


def test_a_delay_behind_two_gates_says_which() -> None:
    @event(agency="ICE", after="arrested", delay="time_to_letter")
    def other() -> bool:
        return True

    message = refused(arrested, told, notified, time_to_letter, letter, other, at=time_to_letter)
    assert message == "the delay time_to_letter is used behind two gates; give it `when`"


@event(agency="ICE", after="notified", delay="time_to_letter")
def visit() -> bool:
    return True


@rule(when="letter")
def on_the_letters_day(law: float) -> bool:
    return law > 0


@rule(when="visit")
def on_the_visits_day(law: float) -> bool:
    return law > 0


@event(agency="ICE", after=("letter", "visit"))
def reached() -> bool:
    return True


@rule(when="reached")
def on_the_day_of_either(law: float) -> bool:
    return law > 0


BOTH = (arrested, told, notified, time_to_letter, letter, visit)


@pytest.mark.parametrize(
    "more", [(on_the_letters_day, on_the_visits_day), (reached, on_the_letters_day)], ids=["each", "merged"]
)
def test_a_delay_in_days_dates_one_event(more: tuple[Node, ...]) -> None:
    """Both get the same wait, and the exact calculation would take their days for independent."""
    message = refused(*BOTH, *more, facts=("law",), at=visit)
    assert message == (
        f"visit and letter ({letter.where}) are both dated by the delay time_to_letter, and later nodes ask for the day of "
        "each; give each a delay of its own"
    )


@pytest.mark.parametrize(
    "more", [(), (on_the_visits_day,), (reached, on_the_day_of_either)], ids=["none", "one", "merged"]
)
def test_a_delay_in_days_may_date_two_events_of_which_one_day_is_asked_for(more: tuple[Node, ...]) -> None:
    model(*BOTH, *more, facts=("law",))


def test_a_delay_is_asked_wherever_it_is_used() -> None:
    """Where it is not, simulation would see no delay at all and expectation its distribution."""

    @delay(when="told")
    def rare_time() -> Delay:
        return days.exactly(40)

    @event(agency="ICE", after="arrested", delay="rare_time")
    def other() -> bool:
        return True

    @delay(when="told")
    def rare_hours() -> Delay:
        return hours.exactly(4)

    @race(first="rare_hours", before="time_in_custody")
    def in_time() -> bool: ...

    why = "is asked only behind told, which need not have happened here"
    assert refused(arrested, told, rare_time, other) == f"other: the delay rare_time {why}"
    assert refused(told, rare_hours, time_in_custody, in_time) == f"in_time: the delay rare_hours {why}"

    @delay(when="arrested")
    def early_time() -> Delay:
        return days.exactly(40)

    @event(agency="ICE", after="notified", delay="early_time")
    def later() -> bool:
        return True

    assert len(model(arrested, told, notified, early_time, later).wired) == 5


def test_a_race_is_between_two_delays_in_hours_of_its_own() -> None:
    @race(first="told", before="time_in_custody")
    def of_chance() -> bool: ...

    assert refused(told, time_in_custody, of_chance) == "of_chance: told is a chance, not a delay"

    @race(first="time_to_letter", before="time_in_custody")
    def of_days() -> bool: ...

    with pytest.raises(
        VarickError, match="the race of_days uses time_to_letter, which moves the law's clock"
    ):
        model(time_to_letter, time_in_custody, of_days)

    @race(first="time_to_detainer", before="time_in_custody")
    def one() -> bool: ...

    @race(first="time_in_custody", before="time_to_detainer")
    def two() -> bool: ...

    with pytest.raises(VarickError, match="takes part in two races, one and two"):
        model(time_to_detainer, time_in_custody, one, two)
    assert len(model(time_to_detainer, time_in_custody, one).wired) == 3


def test_a_delay_has_one_unit() -> None:
    @delay
    def mixed(told: bool) -> Delay:
        return hours.exactly(1) if told else days.exactly(1)

    @event(agency="ICE", after="arrested", delay="mixed")
    def taken() -> bool:
        return True

    assert refused(arrested, told, mixed, taken, at=mixed) == (
        "mixed must make its delays with either `hours` or `days`"
    )


def test_the_law_of_a_day_that_need_not_have_come_is_refused() -> None:
    def asked(on: str, when: str | None) -> Node:
        node: Node = rule(when=when, on=on)(lambda_named("held", "share"))
        return node

    nodes = arrested, told, notified, time_to_letter, letter
    why = "this event need not have happened where held is asked; gate it behind letter"
    for when in (None, "arrested", "notified", "told"):
        assert refused(*nodes, asked("letter", when), facts=("share",)) == f"held: on=letter: {why}"
    assert refused(*nodes, asked("told", "letter"), facts=("share",)) == "held: on=told is not an event"
    wired = {w.node.name: w for w in wire(Pathway([*nodes, asked("notified", "letter")]), ["share"])}
    assert wired["held"].clock == ""  # nothing between the arrest and the notice moves the day
    wired = {w.node.name: w for w in wire(Pathway([*nodes, asked("letter", "letter")]), ["share"])}
    assert wired["held"].clock == "letter"


def test_of_alternatives_each_must_have_come_through_the_event() -> None:
    @event(agency="ICE", after="letter")
    def at_appointment() -> bool:
        return True

    @event(agency="ICE", after="notified")
    def at_home(told: bool) -> bool:
        return not told

    @event(agency="ICE", after=("at_appointment", "at_home"))
    def taken() -> bool:
        return True

    nodes = arrested, told, notified, time_to_letter, letter, at_appointment, at_home, taken
    held = rule(when="taken", on="letter")(lambda_named("held"))
    assert refused(*nodes, held).startswith("held: on=letter: this event need not have happened")
    held = rule(when="taken", on="notified")(lambda_named("held"))
    assert len(model(*nodes, held).wired) == 9


def test_every_node_comes_after_all_that_it_needs() -> None:
    nodes = letter, time_to_letter, notified, told, arrested
    order = [w.node.name for w in wire(Pathway(nodes), [])]
    assert sorted(order) == sorted(n.name for n in nodes)
    place = {name: i for i, name in enumerate(order)}
    assert place["arrested"] < place["notified"] < place["letter"]
    assert place["told"] < place["notified"]
    assert place["time_to_letter"] < place["letter"]


def test_odds_that_are_not_told_are_inherited() -> None:
    @choice(when="notified", odds=False)
    def action() -> dict[Status, float]:
        return {Status.visa: 0.5}

    @rule(when="notified")
    def wanted(action: Status) -> bool:
        return action is not Status.none

    @chance(when="wanted")
    def found() -> float:
        return 0.5

    @event(agency="ICE", after="letter")
    def taken(found: bool) -> bool:
        return found

    nodes = arrested, told, notified, action, wanted, found, time_to_letter, letter, taken
    odds = {w.node.name: w.odds for w in wire(Pathway(nodes), [])}
    silent = {name for name, told in odds.items() if not told}
    assert silent == {"action", "wanted", "found", "taken"}


def test_a_node_gated_on_a_rule_is_asked_on_the_day_of_the_event_before_it() -> None:
    """`on` of the gate names the law of the gate alone."""

    @rule(when="letter", on="arrested")
    def sent_lawfully(warrant_needed: bool) -> bool:
        return not warrant_needed

    @chance(when="sent_lawfully")
    def answered(warrant_needed: bool) -> float:
        return 0.1 if warrant_needed else 0.5

    nodes = Pathway([arrested, told, notified, time_to_letter, letter, sent_lawfully, answered])
    clocks = {w.node.name: w.clock for w in wire(nodes, ["warrant_needed"])}
    assert clocks["sent_lawfully"] == ""
    assert clocks["answered"] == "letter"
