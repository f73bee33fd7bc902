"""Wiring by names: which node reads what, in which order, behind which gate, under the law of which event's day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from types import ModuleType
from typing import Any

from varick.errors import VarickError, did_you_mean
from varick.model.delays import Unit
from varick.model.kinds import Kind, Node, word_of
from varick.model.purity import check_pure

ARREST_DAY, ARREST_MINUTE = "arrest_day", "arrest_minute"
"""Names of the two draws that every person has: the day of the arrest within the period, and the minute of that day."""


class Pathway:
    """The nodes of a journey in the order in which the data travels. Raises VarickError for what cannot be wired."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        self.nodes: dict[str, Node] = {}
        words = {word_of(name): name for name in (ARREST_DAY, ARREST_MINUTE)}
        for node in nodes:
            if node.name in self.nodes or node.name in (ARREST_DAY, ARREST_MINUTE):
                other = self.nodes.get(node.name)
                raise VarickError(
                    f"{node.where}: {node.name} is defined twice"
                    + (f"; first at {other.where}" if other else " (reserved)")
                )
            if node.word in words:
                raise VarickError(
                    f"{node.where}: {node.name} and {words[node.word]} have the same name-hash; rename one, or give it draws_as"
                )
            words[node.word] = node.name
            self.nodes[node.name] = node
            check_pure(node.function, f"{node.where}: {node.name}")

    @classmethod
    def of(cls, *modules: ModuleType | Mapping[str, Any]) -> "Pathway":
        """The pathway of all nodes defined in these modules, in their order."""
        found = []
        for module in modules:
            space = vars(module) if isinstance(module, ModuleType) else module
            found += [v for v in space.values() if isinstance(v, Node) and v not in found]
        return cls(found)

    def __len__(self) -> int:
        return len(self.nodes)


@dataclass(frozen=True)
class Wired:
    """One node with its names resolved. Clocks are names of events; an empty clock is the day of the arrest."""

    node: Node
    inputs: tuple[str, ...]
    """Arguments that are nodes, sorted by name so that their order in the function does not matter."""
    facts: tuple[str, ...]
    gates: tuple[str, ...]
    clock: str
    """The event whose day picks the era of the facts."""
    asked_clock: str
    """The clock of the event after which the node is asked, whatever `on` names."""
    own_clock: str
    """Events: the clock that nodes behind this event read; the event itself where it moves the day."""
    odds: bool = True


def wire(pathway: Pathway, facts: Sequence[str]) -> list[Wired]:
    """Resolve every name; nodes come back in an order in which each follows all that it needs.

    Raises VarickError for unknown names (with the nearest ones), cycles, and clocks that cannot be known."""
    nodes = pathway.nodes
    for name in facts:
        if name in nodes:
            raise VarickError(f"{nodes[name].where}: {name} is both a node and a fact; rename one")
    gates = {n.name: n.gates for n in nodes.values()}
    _delays_take_their_users_gate(nodes, gates)
    split = {n.name: _arguments(n, nodes, facts) for n in nodes.values()}
    wired: dict[str, Wired] = {}
    for name in _order(nodes, gates, split):
        node = nodes[name]
        wired[name] = _resolve(node, gates[name], split[name], wired, nodes)
    _days_are_told_apart(wired)
    return list(wired.values())


def _days_are_told_apart(wired: Mapping[str, Wired]) -> None:
    """Raise VarickError for two events with one delay in days whose days are both asked for: the draws give them the same
    wait, and the exact calculation would take their days for independent. One event that merges the two is no harm, since
    it goes on from one of the days."""
    users: dict[str, list[str]] = {}
    readers: dict[str, set[str]] = {}
    for name, w in wired.items():
        if w.node.delay and w.own_clock == name and len(w.gates) == 1:
            users.setdefault(w.node.delay, []).append(name)
        for event in {w.clock, w.asked_clock, *w.gates}:
            readers.setdefault(event, set()).add(name)
    for delay, events in users.items():
        for one, other in combinations(events, 2):
            a, b = readers.get(one, set()), readers.get(other, set())
            if a and b and not (len(a | b) == 1 and a == b):
                node = wired[other].node
                raise VarickError(
                    f"{node.where}: {other} and {one} ({wired[one].node.where}) are both dated by the delay {delay}, and "
                    "later nodes ask for the day of each; give each a delay of its own"
                )


def _arguments(
    node: Node, nodes: Mapping[str, Node], facts: Sequence[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    inputs, read = [], []
    for name, annotated in node.arguments.items():
        if name in nodes:
            source = nodes[name]
            if not source.values:
                raise VarickError(
                    f"{node.where}: {node.name} reads the delay {name}; compare delays with a race"
                )
            if annotated is not type(source.values[0]):
                raise VarickError(
                    f"{node.where}: {node.name} takes {name} as {getattr(annotated, '__name__', annotated)}, but it is "
                    f"{type(source.values[0]).__name__} ({source.where})"
                )
            inputs.append(name)
        elif name in facts:
            read.append(name)
        else:
            hint = did_you_mean(name, [*nodes, *facts])
            raise VarickError(
                f"{node.where}: {node.name} needs {name}, which is neither a node nor a fact{hint}"
            )
    for name in dict.fromkeys(name for pair in node.implies for name in pair):
        if name not in node.arguments:
            hint = did_you_mean(name, node.arguments)
            raise VarickError(
                f"{node.where}: {node.name} implies {name}, which is not one of its inputs{hint}"
            )
    for name in [*node.gates, *filter(None, (node.on, node.delay)), *node.race]:
        if name not in nodes:
            raise VarickError(
                f"{node.where}: {node.name} names {name}, which is not a node{did_you_mean(name, nodes)}"
            )
    return tuple(sorted(inputs)), tuple(sorted(read))


def _delays_take_their_users_gate(nodes: Mapping[str, Node], gates: dict[str, tuple[str, ...]]) -> None:
    """A delay without a gate of its own is asked for only where its user is; two users with different gates must say."""
    for node in nodes.values():
        for name in filter(None, (node.delay, *node.race)):
            timed = nodes.get(name)
            if timed is None or timed.gates or len(node.gates) > 1:  # the last is refused with its user
                continue
            if gates[name] and gates[name] != node.gates:
                raise VarickError(f"{timed.where}: the delay {name} is used behind two gates; give it `when`")
            gates[name] = node.gates


def _needs(
    node: Node, gates: Mapping[str, tuple[str, ...]], split: Mapping[str, tuple[Any, Any]]
) -> list[str]:
    return [*split[node.name][0], *gates[node.name], *filter(None, (node.on, node.delay)), *node.race]


def _order(nodes: Mapping[str, Node], gates: Mapping[str, Any], split: Mapping[str, Any]) -> list[str]:
    """Depth first from the nodes in the order of the files. Raises VarickError with the cycle's path."""
    done: dict[str, bool] = {}
    order: list[str] = []

    def visit(name: str, path: list[str]) -> None:
        if done.get(name):
            return
        if name in done:
            cycle = [*path[path.index(name) :], name]
            raise VarickError(
                f"{nodes[name].where}: a cycle: {' -> '.join(cycle)}; one of them must not need the next"
            )
        done[name] = False
        for need in _needs(nodes[name], gates, split):
            visit(need, [*path, name])
        done[name] = True
        order.append(name)

    for name in nodes:
        visit(name, [])
    return order


def _resolve(
    node: Node,
    gates: tuple[str, ...],
    split: tuple[Any, Any],
    wired: Mapping[str, Wired],
    nodes: Mapping[str, Node],
) -> Wired:
    def refuse(why: str) -> VarickError:
        return VarickError(f"{node.where}: {node.name}: {why}")

    for gate in gates:
        if nodes[gate].values != (False, True):
            raise refuse(f"the gate {gate} is not a yes or no")
        if len(gates) > 1 and nodes[gate].kind is not Kind.EVENT:
            raise refuse(f"the alternative {gate} is not an event")
    if len(gates) > 1 and node.kind is not Kind.EVENT:
        raise refuse("only an event may follow alternatives; gate this on one event that merges them")
    if node.kind is Kind.EVENT and gates and nodes[gates[0]].kind is not Kind.EVENT:
        raise refuse(f"after must name an event, and {gates[0]} is a {nodes[gates[0]].kind}")
    if node.kind is Kind.EVENT and not gates and node.delay:
        raise refuse("the arrest itself has no delay")
    if len(gates) > 1 and (node.delay or split[1]):
        raise refuse(
            "an event that merges alternatives has no delay and reads no facts; put another event after it"
        )
    if node.delay and nodes[node.delay].kind is not Kind.DELAY:
        raise refuse(f"{node.delay} is a {nodes[node.delay].kind}, not a delay")
    for name in node.race:
        if nodes[name].kind is not Kind.DELAY:
            raise refuse(f"{name} is a {nodes[name].kind}, not a delay")
    for name in filter(None, (node.delay, *node.race)):
        asked = wired[name].gates
        if asked and not _implied(gates, asked, wired):
            behind = " or ".join(asked)
            raise refuse(f"the delay {name} is asked only behind {behind}, which need not have happened here")
    if node.kind is Kind.ATTRIBUTE and (later := _decided_on_the_way(split[0], wired)):
        raise refuse(
            f"an attribute is settled before the journey, and {later} is decided on it, behind "
            f"{' or '.join(wired[later].gates)}; make this a chance behind the same gate"
        )
    gate_clock = _gate_clock(node, gates, wired)
    clock = gate_clock
    if node.on is not None:
        if nodes[node.on].kind is not Kind.EVENT:
            raise refuse(f"on={node.on} is not an event")
        if not _implied(gates, (node.on,), wired):
            raise refuse(
                f"on={node.on}: this event need not have happened where {node.name} is asked; gate it behind {node.on}"
            )
        clock = wired[node.on].own_clock
    own = ""
    if node.kind is Kind.EVENT:
        moves = node.delay is not None and whole_days(nodes[node.delay])
        own = node.name if moves or len({wired[g].own_clock for g in gates}) > 1 else gate_clock
    needs = [*split[0], *gates, *node.race, *filter(None, (node.delay, node.on))]
    odds = node.odds and all(wired[n].odds for n in needs)
    return Wired(node, split[0], split[1], gates, clock, gate_clock, own, odds)


def ancestors(wired: Sequence[Wired], name: str) -> tuple[frozenset[str], frozenset[str]]:
    """What bears on whether a node comes out as it does, read off the graph: (nodes, facts). Itself is among the nodes.

    A delay bears on what races it, and on nodes that read their facts on a day which it moves; not on whether the event that
    it dates happens."""
    by_name = {w.node.name: w for w in wired}
    found: set[str] = set()
    dated: set[str] = set()
    facts: set[str] = set()
    waiting = [(name, False)]
    while waiting:
        here, day = waiting.pop()
        if here not in by_name:
            continue  # the day of the arrest
        w = by_name[here]
        if day and here not in dated:
            dated.add(here)
            waiting += [(here, False), *((gate, True) for gate in w.gates)]
            if w.node.delay and whole_days(by_name[w.node.delay].node):
                waiting.append((w.node.delay, False))
        if here not in found:
            found.add(here)
            facts.update(w.facts)
            waiting += [(need, False) for need in (*w.inputs, *w.gates, *w.node.race)]
            if w.facts:
                waiting.append((w.clock, True))
    return frozenset(found), frozenset(facts)


def _gate_clock(node: Node, gates: tuple[str, ...], wired: Mapping[str, Wired]) -> str:
    if not gates:
        return ""
    if len(gates) > 1:
        clocks = {wired[g].own_clock for g in gates}
        return clocks.pop() if len(clocks) == 1 else ""
    gate = wired[gates[0]]
    return gate.own_clock if gate.node.kind is Kind.EVENT else gate.asked_clock


def _decided_on_the_way(inputs: Sequence[str], wired: Mapping[str, Wired]) -> str:
    """The first of these nodes, or of what they read, that has a gate; empty where all are settled without any."""
    for name in inputs:
        found = name if wired[name].gates else _decided_on_the_way(wired[name].inputs, wired)
        if found:
            return found
    return ""


def _implied(gates: tuple[str, ...], some: tuple[str, ...], wired: Mapping[str, Wired]) -> bool:
    """Whether one of ``some`` happened wherever one of the gates did."""
    return bool(gates) and all(g in some or _implied(wired[g].gates, some, wired) for g in gates)


def whole_days(delay: Node) -> bool:
    """Whether a delay node makes its delays with ``days``; it may not use both units."""
    code = delay.function.__code__
    units = {n: delay.function.__globals__.get(n) for n in code.co_names}
    used = {u._whole_days for u in units.values() if isinstance(u, Unit)}
    if len(used) != 1:
        raise VarickError(f"{delay.where}: {delay.name} must make its delays with either `hours` or `days`")
    return used.pop()
