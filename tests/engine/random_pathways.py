"""Random pathways with gates, choices, delays, races, merges and eras, written as source and executed as a user's would be."""

from datetime import date, timedelta
from enum import Enum
from random import Random
from typing import Any

from varick.model import Delay, attribute, chance, choice, days, delay, event, hours, race, rule
from varick.model.build import Model
from varick.model.fact import Dated, Fact
from varick.model.wiring import Pathway


class Three(Enum):
    none = 0
    some = 1
    all = 2


class Nine(Enum):
    none = 0
    a = 1
    b = 2
    c = 3
    d = 4
    e = 5
    f = 6
    g = 7
    h = 8


class Writer:
    """Writes one random pathway; ``r`` may be a hypothesis random, so that failures shrink."""

    def __init__(self, r: Random, nodes: int = 12) -> None:
        self.r = r
        self.text: list[str] = []
        self.domain: dict[str, str] = {}
        self.yes_no: list[str] = []
        self.events: list[str] = []
        self.gate_of: dict[str, str | None] = {}
        self.raced: list[str] = []
        self.start = date(2018, 1, 1)
        self.days = r.choice([1, 5, 40, 365])
        self.facts = {f"fact{i}": self.fact(f"fact{i}") for i in range(r.randint(0, 4))}
        for i in range(r.randint(1, 4)):
            self.attribute(f"a{i}")
        self.node("event", "e0", "agency='NYPD'", "bool", "", lambda _: "True", gate=None)
        self.events.append("e0")
        for i in range(nodes):
            getattr(
                self,
                r.choice(["rule", "chance", "choice", "timed_event", "event", "race", "attribute", "merge"]),
            )(f"n{i}")

    def model(self) -> Model:
        """The random pathway as a model, for arrests from 2018-01-01."""
        space: dict[str, Any] = {
            **{f.__name__: f for f in (attribute, rule, chance, choice, delay, event, race)},
            "Delay": Delay, "hours": hours, "days": days, "Three": Three, "Nine": Nine,
        }  # fmt: skip
        exec("\n".join(self.text), space)
        return Model(Pathway.of(space), self.facts, (self.start, self.start + timedelta(days=self.days)))

    def fact(self, name: str) -> Fact:
        dates = sorted(
            {
                date(2017, 1, 1),
                *(self.start + timedelta(days=self.r.randint(-5, 200)) for _ in range(self.r.randint(0, 3))),
            }
        )
        return Fact(name, "number", "nature", "law", tuple(Dated(d, self.share()) for d in dates))

    def share(self) -> float:
        return self.r.choice([0.0, 1.0, 0.5, self.r.randint(0, 1000) / 1000, self.r.randint(0, 1000) / 1000])

    def node(
        self,
        kind: str,
        name: str,
        options: str,
        returns: str,
        table: str,
        body: Any,
        gate: str | None = "?",
        inputs: int = 2,
    ) -> None:
        r = self.r
        if gate == "?":
            gate = r.choice([None, *self.yes_no]) if kind != "attribute" else None
        known = [n for n in self.domain if kind != "attribute" or n.startswith("a")]
        args = r.sample(known, min(len(known), r.randint(0, inputs)))
        facts = r.sample(sorted(self.facts), min(len(self.facts), r.randint(0, 1)))
        if "after=(" in options:
            facts = []
        r.shuffle(args)
        index = (
            " + ".join(
                f"{k + 1} * {'int(' + a + ')' if self.domain[a] == 'bool' else a + '.value'}"
                for k, a in enumerate(args)
            )
            or "0"
        )
        signature = ", ".join([*(f"{a}: {self.domain[a]}" for a in args), *(f"{f}: float" for f in facts)])
        scale = facts[0] if facts else "1"
        when = f"when={gate!r}" if gate and kind != "event" else ""
        decorator = ", ".join(filter(None, [options, when, self.on(gate) if facts else ""]))
        self.gate_of[name] = gate
        if table:
            self.text.append(f"T_{name} = {table}")
        self.text += [
            f"@{kind}({decorator})",
            f"def {name}({signature}) -> {returns}:",
            f"    k = {index}",
            f"    s = {scale}",
        ]
        self.text.append(f"    return {body(name)}")

    def on(self, gate: str | None) -> str:
        """Sometimes the law of the day of an earlier event, which happened wherever the gate did."""
        earlier = []
        while gate is not None:
            earlier += [gate] if gate in self.events else []
            gate = self.gate_of.get(gate)
        return f"on={self.r.choice(earlier)!r}" if earlier and self.r.random() < 0.4 else ""

    def known(self, name: str, domain: str) -> None:
        self.domain[name] = domain
        if domain == "bool" and not name.startswith("a"):
            self.yes_no.append(name)

    def shares(self, n: int) -> str:
        return repr(tuple(self.share() for _ in range(n)))

    def attribute(self, name: str) -> None:
        name = name.replace("n", "a_")
        if self.r.random() < 0.5:
            self.node("attribute", name, "", "float", self.shares(7), lambda n: f"T_{n}[k % 7] * s")
            self.known(name, "bool")
        else:
            rows = repr(tuple(self.distribution(9) for _ in range(4)))
            self.node(
                "attribute", name, "", "dict[Nine, float]", rows, lambda n: f"dict(zip(Nine, T_{n}[k % 4]))"
            )
            self.known(name, "Nine")

    def distribution(self, n: int) -> tuple[float, ...]:
        weights = [self.r.choice([0, 0, 1, 2, 5]) for _ in range(n)]
        weights[self.r.randrange(n)] += 1
        return tuple(w / sum(weights) for w in weights)

    def rule(self, name: str) -> None:
        domain = self.r.choice(["bool", "Three"])
        table = repr(tuple(self.r.randint(0, 2) for _ in range(5)))
        body = (
            (lambda n: f"T_{n}[k % 5] * s > 0.6")
            if domain == "bool"
            else (lambda n: f"Three(T_{n}[k % 5] if s > 0.4 else 1)")
        )
        self.node("rule", name, "", domain, table, body, inputs=3)
        self.known(name, domain)

    def chance(self, name: str) -> None:
        self.node("chance", name, "", "float", self.shares(7), lambda n: f"T_{n}[k % 7] * s")
        self.known(name, "bool")

    def choice(self, name: str) -> None:
        rows = repr(tuple(self.distribution(3) for _ in range(4)))
        body = lambda n: f"{{Three.some: T_{n}[k % 4][1] * s, Three.all: T_{n}[k % 4][2] * s}}"  # noqa: E731
        self.node("choice", name, "", "dict[Three, float]", rows, body)
        self.known(name, "Three")

    def event(self, name: str) -> None:
        after = self.r.choice(self.events)
        self.node(
            "event",
            name,
            f"agency='ICE', after={after!r}",
            "bool",
            "(0, 1, 1)",
            lambda n: f"T_{n}[k % 3] * s > 0.2",
            gate=after,
        )
        self.known(name, "bool")
        self.events.append(name)

    def timed_event(self, name: str) -> None:
        unit = self.r.choice(["days", "days", "hours"])
        shape = self.r.choice(
            [
                "lognormal(3 + k % 3 * s, 20)",
                "uniform(1, 2 + k % 3 + 3 * s)",
                "exactly(k % 2 + 2 * s)",
                "triangular(0, 5 * s, 30)",
            ]
        )
        after = self.r.choice(self.events)
        self.node("delay", f"{name}_time", "", "Delay", "", lambda _: f"{unit}.{shape}", gate=None)
        self.node(
            "event",
            name,
            f"agency='DHS', after={after!r}, delay='{name}_time'",
            "bool",
            "",
            lambda _: "True",
            gate=after,
            inputs=0,
        )
        self.known(name, "bool")
        self.events.append(name)

    def race(self, name: str) -> None:
        for side in ("x", "y"):
            shape = self.r.choice(
                [
                    f"lognormal({self.r.randint(1, 5)} + k % 2 * s, 30)",
                    f"exactly({self.r.randint(0, 3)} + 40 * s)",
                    f"uniform(0, {self.r.randint(1, 5)} + 20 * s)",
                ]
            )
            self.node(
                "delay", f"{name}_{side}", "", "Delay", "", lambda _, shape=shape: f"hours.{shape}", gate=None
            )
        gate = self.r.choice(["", *(f", when={g!r}" for g in self.yes_no)])
        self.text += [f"@race(first='{name}_x', before='{name}_y'{gate})", f"def {name}() -> bool: ..."]
        self.known(name, "bool")

    def merge(self, name: str) -> None:
        if len(self.events) < 2:
            return self.event(name)
        after = tuple(self.r.sample(self.events, 2))
        self.node(
            "event", name, f"agency='ICE', after={after!r}", "bool", "", lambda _: "True", gate=None, inputs=1
        )
        self.known(name, "bool")
        self.events.append(name)
        return None


def random_model(r: Random, nodes: int = 12) -> Model:
    """A model of a random pathway."""
    return Writer(r, nodes).model()
