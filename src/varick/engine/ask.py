"""One rule asked on one day: its value for given inputs, what would turn it, and the law that it rests on."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from functools import cache, cached_property
from itertools import product
from math import prod
from types import SimpleNamespace
from typing import Any, cast
from unicodedata import normalize

from varick.errors import VarickError, did_you_mean
from varick.model.build import Model
from varick.model.cites import in_force
from varick.model.explain import Flip, explain
from varick.model.fact import GRADES, Dated, Fact
from varick.model.kinds import Kind, Node, label
from varick.model.load import library
from varick.model.offences import Offences, offences
from varick.model.say import plain
from varick.model.shipped import pathway
from varick.model.tables import given_as_annotated
from varick.model.wiring import Pathway, Wired, wire
from varick.pathway.terms import DetainerResponse

PLACE = "nyc"
"""The place whose facts are asked."""
CHARGE = "charge"
"""The input that may be given as a section of a law."""
BROUGHT = "prosecuted"
"""The input that is taken as yes where a charge is given: the case as brought, if nobody says that it was declined."""
RECALLED = "(recalled"
"""What marks a citation that nobody has read."""
MOST = 20_000
"""Combinations of unset inputs that are looked through for one that fits two answers."""
HOLDS = (DetainerResponse.hold_48_hours, DetainerResponse.honor)
HOLD_IS_AN_ARREST = "hold_is_an_arrest"
"""The fact that qualifies every hold without a judge's warrant, whichever rule allows it."""


@dataclass(frozen=True)
class Ruling:
    """What a rule says on a day."""

    rule: str
    on: date
    value: Any
    inputs: Mapping[str, Any]
    """What it was asked of: given, implied, or unset; then what was worked out of these."""
    law: tuple[tuple[Fact, Dated], ...]
    """The facts that it reads, with the values in force on the day."""
    late: tuple[tuple[str, date], ...]
    """(who, day): whose law was checked only up to a day before this one."""
    grade: str | None
    """The worst grade of the law that it reads, and of what it and the rules that decided cite if that is only recalled; None
    where there is neither."""
    cites: tuple[str, ...]
    """Without law that begins after the day."""
    read_as: tuple[tuple[str, str], ...]
    """(section, group of charges) for a charge given as a section."""
    as_brought: bool
    """Whether the case was taken as brought because a charge was given."""
    may: bool
    """Whether the value is a permission, of which the agency need make no use."""
    held_to_be_an_arrest: bool
    """Whether the hold that local law permits is, on this day, an arrest that State law does not allow."""
    turned_by: Callable[[], tuple[Flip, ...]] = field(repr=False, compare=False)

    @cached_property
    def flips(self) -> tuple[Flip, ...]:
        """Smallest changes that would turn it; those of inputs before those of law. Looked for when first asked."""
        return self.turned_by()


class Asker:
    """The rules of a pathway under dated facts, ready to be asked."""

    def __init__(
        self,
        nodes: Pathway,
        facts: Mapping[str, Fact],
        as_of: Mapping[str, date],
        sections: Callable[[], Offences] = offences,
    ) -> None:
        self.nodes, self.facts, self.as_of, self.sections = nodes.nodes, facts, as_of, sections
        self.wired = {w.node.name: w for w in wire(nodes, list(facts))}

    @cached_property
    def rules(self) -> tuple[str, ...]:
        """Names of the rules."""
        return tuple(name for name, node in self.nodes.items() if node.kind is Kind.RULE)

    def rule(self, name: str) -> Wired:
        """A rule by name. Raises VarickError, with the nearest names, for what is none."""
        node = self.nodes.get(name)
        if node is not None and node.kind is Kind.RULE:
            return self.wired[name]
        if node is not None:
            raise VarickError(f"{name} is {_article(node.kind)}, not a rule; varick nodes lists the rules")
        hint = did_you_mean(name, self.rules) or "; varick nodes lists them"
        raise VarickError(f'there is no rule "{plain(name)}"{hint}')

    @cache  # noqa: B019 - one Asker lives as long as the process
    def inputs(self, name: str) -> tuple[str, ...]:
        """What a rule can be asked of: its own inputs and those of the rules that it stands on, nearest first."""
        found: list[str] = []
        waiting = [name]
        while waiting:
            for one in self._own(waiting.pop(0)):
                if one not in found:
                    found.append(one)
                    if self.nodes[one].kind is Kind.RULE:
                        waiting.append(one)
        return tuple(found)

    def ask(self, name: str, day: date, answers: Iterable[tuple[str, str]]) -> Ruling:
        """What a rule says on a day.

        Raises VarickError for a rule, an input or a value that there is not, for inputs that contradict one another, and for
        a day before the law that is known here."""
        asked = self.rule(name)
        given, read_as = self._given(name, day, answers)
        known = {**given, **self._brought(name, given)}
        while True:
            front = self._front(name, known)
            values = {**self._unset(front, day), **{n: v for n, v in known.items() if n in front}}
            law = self._law_of(name, front, day)
            worked: dict[str, Any] = {}
            value = self._value(name, {**values, **law}, worked)
            everything = {**values, **worked}
            forced = self._forced(asked.node, everything, given)
            if not forced:
                break
            known |= forced
        self._agree(given, {n: v for n, v in known.items() if n != BROUGHT or n in given}, day)
        read = [(self.facts[f], self.facts[f].on(day)) for f in law]
        grades = [dated.grade for fact, dated in read if fact.kind == "law"]
        decided = [name, *(n for n, v in worked.items() if v != self.nodes[n].values[0])]
        if any(RECALLED in cite for n in decided for cite in in_force(self.nodes[n].cites, day)):
            grades.append("recalled")
        may = isinstance(value, DetainerResponse) and value in HOLDS
        arrest = may and not everything.get("judicial_warrant", False) and self._is_on(HOLD_IS_AN_ARREST, day)
        if arrest and HOLD_IS_AN_ARREST not in law:
            read.append((self.facts[HOLD_IS_AN_ARREST], self.facts[HOLD_IS_AN_ARREST].on(day)))
        cited = [*asked.node.cites, *(c for n in worked if n != name for c in self.nodes[n].cites)]
        direct = {n: worked[n] for n in self._own(name) if n in worked}
        owners = dict.fromkeys(fact.controlled_by for fact, _ in read)
        return Ruling(
            rule=name,
            on=day,
            value=value,
            inputs={**values, **direct, **given},
            law=tuple(read),
            late=tuple((o, self.as_of[o]) for o in owners if o in self.as_of and self.as_of[o] < day),
            grade=max(grades, key=_worse, default=None),
            cites=in_force(dict.fromkeys(cited), day),
            read_as=read_as,
            as_brought=BROUGHT in values and BROUGHT not in given and values[BROUGHT] is True,
            may=may,
            held_to_be_an_arrest=arrest,
            turned_by=lambda: self._flips(name, values, law) or self._flips_of_own(name, everything, law),
        )

    def _own(self, name: str) -> list[str]:
        """The inputs of a rule in the order of its function."""
        return [argument for argument in self.nodes[name].arguments if argument in self.nodes]

    def _given(
        self, name: str, day: date, answers: Iterable[tuple[str, str]]
    ) -> tuple[dict[str, Any], tuple[tuple[str, str], ...]]:
        """Answers in words as values, and which sections were read as which group of charges."""
        may, given, read_as = self.inputs(name), dict[str, Any](), list[tuple[str, str]]()
        for said, text in answers:
            if said not in may:
                if said in self.facts:
                    raise VarickError(f"{said} is law or a quantity of the day; --on chooses it, not --set")
                hint = did_you_mean(said, may) or f"; its inputs are {', '.join(self._own(name)) or 'none'}"
                raise VarickError(f'{name} has no input "{plain(said)}"{hint}')
            if said in given:
                raise VarickError(f"{said} is said twice; say it once")
            node = self.nodes[said]
            value = value_of(node, text)
            if value is None and said == CHARGE and any(c.isdigit() for c in text):
                section, group = self.sections().charge_group(text, day)
                value = value_of(node, group)
                read_as.append((str(section), group))
            if value is None:
                raise _no_such(node, text)
            given[said] = value
        return given, tuple(read_as)

    def _front(self, name: str, known: Mapping[str, Any]) -> tuple[str, ...]:
        """The inputs on which the rule is asked: its own, but where something further up was given, that in their place. What
        stands on the charge alone is always worked out of the charge."""
        front: list[str] = []
        for one in self._own(name):
            open_ = self.nodes[one].kind is Kind.RULE and one not in known
            up = self.inputs(one) if open_ else ()
            leaves = {n for n in up if self.nodes[n].kind is not Kind.RULE}
            if up and (leaves == {CHARGE} or any(n in known for n in up)):
                front += [n for n in self._front(one, known) if n not in front]
            elif one not in front:
                front.append(one)
        return tuple(front)

    def _unset(self, front: Sequence[str], day: date) -> dict[str, Any]:
        """The values of inputs that nobody gave: no, none, the first; for a rule what it says of these."""
        found = {}
        for name in front:
            found[name] = self.nodes[name].values[0]
            if self.nodes[name].kind is Kind.RULE:
                try:
                    above = {n: self.nodes[n].values[0] for n in self.inputs(name)}
                    rules = {n for n in above if self.nodes[n].kind is Kind.RULE}
                    law = self._law(day, name, *rules)
                    bare = {n: v for n, v in above.items() if n not in rules}
                    found[name] = self._value(name, {**bare, **law}, {})
                except VarickError:  # the law further up is not known so early, and nobody asked about it
                    continue
        return found

    def _law_of(self, name: str, front: Sequence[str], day: date) -> dict[str, Any]:
        """The facts behind a rule and the rules that are worked out for it, as their functions want them."""
        between, waiting = [name], [name]
        while waiting:
            for one in self._own(waiting.pop()):
                if one not in front and one not in between:
                    between.append(one)
                    waiting.append(one)
        return self._law(day, *between)

    def _law(self, day: date, *rules: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name in rules:
            wired = self.wired[name]
            for fact in (f for f in wired.node.arguments if f in wired.facts):
                if self.facts[fact].values[0].since > day:
                    since = self.facts[fact].values[0].since
                    raise VarickError(
                        f"{name} on {day}: {fact} is known here from {since} on; choose a later day"
                    )
                found |= given_as_annotated(wired.node, {fact: self.facts[fact].on(day).value})
        return found

    def _is_on(self, fact: str, day: date) -> bool:
        known = self.facts.get(fact)
        return known is not None and known.values[0].since <= day and known.on(day).value is True

    def _value(self, name: str, values: Mapping[str, Any], worked: dict[str, Any]) -> Any:
        """A rule's value where ``values`` holds facts and inputs; what is worked out on the way goes into ``worked``."""
        arguments = {}
        for argument in self.nodes[name].arguments:
            if argument in values:
                arguments[argument] = values[argument]
            else:
                if argument not in worked:
                    worked[argument] = self._value(argument, values, worked)
                arguments[argument] = worked[argument]
        return self.nodes[name].function(**arguments)

    def _forced(self, node: Node, values: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
        """Inputs that a stronger one makes true. Raises VarickError where somebody said no to one."""
        strong = {n for n, v in values.items() if v is True}
        reach = True
        while reach:
            reached = {b for a, b in node.implies if a in strong} - strong
            strong |= reached
            reach = bool(reached)
        forced = {n: True for n in strong if values.get(n) is False}
        for name in forced:
            if given.get(name) is False:
                by = next(a for a, b in node.implies if b == name and a in strong)
                raise VarickError(f"{name}=no contradicts {by}=yes, which implies it; change one of them")
        return forced

    def _brought(self, name: str, given: Mapping[str, Any]) -> dict[str, Any]:
        """The case as brought, where a charge is given and no answer says or means that it was declined."""
        charged = CHARGE in given and given[CHARGE] != self.nodes[CHARGE].values[0]
        told = BROUGHT in given or any(v is False and BROUGHT in self._behind(n) for n, v in given.items())
        return {BROUGHT: True} if charged and not told and BROUGHT in self.inputs(name) else {}

    def _behind(self, name: str) -> tuple[str, ...]:
        """What stands behind a rule; nothing behind what is none."""
        return self.inputs(name) if self.nodes[name].kind is Kind.RULE else ()

    def _agree(self, given: Mapping[str, Any], known: Mapping[str, Any], day: date) -> None:
        """Raise VarickError where an answer is not what answers further up make it, which would be passed over silently.

        They make it, where they turn what would be worked out without them, or where no values of the unset inputs give it."""
        for name, said in given.items():
            above = [n for n in self._behind(name) if n in given]
            if not above:
                continue
            others = {n: v for n, v in known.items() if n != name}
            front = self._front(name, others)
            law = self._law_of(name, front, day)
            fixed = {n: v for n, v in others.items() if n in front}
            unset = self._unset(front, day)
            found = self._value(name, {**unset, **fixed, **law}, {})
            if found == said:
                continue
            turned = self._value(name, {**unset, **law}, {}) != found
            if turned or not self._possible(name, said, front, {**fixed, **law}):
                by = ", ".join(f"{n}={label(given[n])}" for n in above)
                raise VarickError(f"{name}={label(said)} contradicts {by}; change one of them")

    def _possible(self, name: str, said: Any, front: Sequence[str], fixed: Mapping[str, Any]) -> bool:
        """Whether a rule has a value for some values of the inputs that are not fixed; no where these are too many."""
        free = {n: self.nodes[n].values for n in front if n not in fixed}
        if prod(len(values) for values in free.values()) > MOST:
            return False
        every = (dict(zip(free, values, strict=True)) for values in product(*free.values()))
        return any(self._value(name, {**fixed, **one}, {}) == said for one in every)

    def _flips_of_own(
        self, name: str, everything: Mapping[str, Any], law: Mapping[str, Any]
    ) -> tuple[Flip, ...]:
        """The same over the rule's own inputs, where there are too many combinations of what stands further up."""
        own = {n: everything[n] for n in self._own(name)}
        return self._flips(name, own, {f: v for f, v in law.items() if f in self.wired[name].facts})

    def _flips(self, name: str, values: Mapping[str, Any], law: Mapping[str, Any]) -> tuple[Flip, ...]:
        """Smallest changes of the inputs and the named facts; none where there are too many combinations to look through."""
        node = self.nodes[name]
        kinds = {n: type(v) for n, v in values.items()} | {f: type(v) for f, v in law.items()}
        kinds |= {
            f: self.nodes[r].arguments[f] for r in self.nodes for f in law if f in self.nodes[r].arguments
        }
        whole = Node(
            name=name,
            kind=Kind.RULE,
            function=lambda **inputs: self._value(name, inputs, {}),
            arguments=kinds,
            values=node.values,
            implies=node.implies,
        )
        wired = Wired(whole, tuple(values), tuple(law), (), "", "", "")
        # explain asks of a model only what is wired and the nodes: a rule can be asked on days for which no model exists
        model = cast(Model, SimpleNamespace(wired=[wired], nodes=self.nodes))
        plain = {f: v.value if isinstance(v, Enum) else v for f, v in law.items()}
        try:
            found = explain(model, name, values, plain).flips
        except VarickError:
            return ()
        return tuple(sorted(found, key=lambda flip: any(n in law for n, _ in flip.changes)))


@cache
def asker() -> Asker:
    """The rules that come with Varick, under the facts of New York City."""
    return Asker(pathway(), library().facts_of(PLACE), library().as_of)


def _worse(grade: str) -> int:
    return GRADES["law"].index(grade) if grade in GRADES["law"] else len(GRADES["law"])


def _article(kind: Kind) -> str:
    return f"an {kind}" if str(kind)[0] in "aeiou" else f"a {kind}"


YES_NO = dict.fromkeys(("yes", "y", "true", "on", "1", "sí", "si"), True) | dict.fromkeys(
    ("no", "n", "false", "off", "0"), False
)


def value_of(node: Node, text: str) -> Any:
    """A value of a node in words, or a number that its enum knows a band for; None for what is neither."""
    word = normalize("NFC", text.strip()).lower()
    if node.values == (False, True):
        return YES_NO.get(word)
    for value in node.values:
        if label(value).lower() == word.replace("-", "_").replace(" ", "_"):
            return value
    band = getattr(type(node.values[0]), "of", None)
    if band is not None:
        try:
            return band(float(word))
        except (ValueError, OverflowError):
            return None
    return None


def _no_such(node: Node, text: str) -> VarickError:
    known = [label(v) for v in node.values]
    hint = did_you_mean(text, known) or f"; say {', '.join(known)}"
    if hasattr(type(node.values[0]), "of"):
        hint += ", or a number"
    if node.name == CHARGE:
        hint += ", or a section such as PL 221.10"
    return VarickError(f'{node.name} cannot be "{plain(text)}"{hint}')
