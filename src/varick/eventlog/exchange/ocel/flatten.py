"""Object-centric events as the journeys of one type of object: the case."""

from collections.abc import Iterable, Sequence
from typing import Any

from varick.errors import VarickError
from varick.eventlog.about import WITH_ROW, own_meta
from varick.eventlog.exchange.gather import ROW, Gathered, Imported
from varick.eventlog.exchange.ocel.parts import ABOUT, CASE, KEYS, Attributes, Thing


class Flattening:
    """Takes all objects, then the events one by one.

    An event that belongs to several objects of the case's type becomes a row for each; to none, it is rejected. Its
    objects of other types stay as text, under `object:` and their type.
    """

    def __init__(
        self, name: str, declared: Iterable[str], things: Sequence[Thing], wanted: str | None
    ) -> None:
        self.gathered = Gathered(name)
        self.case = ""
        self.of: dict[str, int] = {}
        self.kind: dict[str, str] = {}
        self.said: dict[str, str] = {}
        self.meta = None
        self.numbers: set[str] = set()
        for ident, kind, attributes in things:
            if kind == ABOUT and ident == ABOUT:
                self.said = dict(attributes)
                self.meta = own_meta(self.said)
        types = dict.fromkeys([*declared, *(kind for _, kind, _ in things)])
        if self.meta is not None:
            types.pop(ABOUT, None)
        self.case = self._chosen(list(types), wanted)
        for ident, kind, attributes in things:
            if ident in self.kind:
                self.gathered.note("an object's id stands twice; the first is kept")
                continue
            self.kind[ident] = kind
            if kind == self.case:
                described = [("ocel_id", ident), *attributes]
                self.of[ident] = self.gathered.begin_case(described)

    def _chosen(self, types: list[str], wanted: str | None) -> str:
        name = self.gathered.name
        if wanted is not None:
            if wanted not in types:
                listed = ", ".join(types) or "none"
                raise VarickError(f"{name}: no type of object {wanted!r}; it has {listed}")
            return wanted
        if self.meta is not None and CASE in types:
            return CASE
        if len(types) != 1:
            listed = ", ".join(types) or "none"
            raise VarickError(
                f"{name}: it has the types of objects {listed}; choose the case with --case TYPE"
            )
        return types[0]

    def event(
        self,
        ident: Any,
        kind: Any,
        time: Any,
        attributes: Attributes,
        related: Iterable[str],
        number: int | None = None,
    ) -> None:
        """One event; `number` is its place in the file where it is not the next."""
        gathered = self.gathered
        gathered.rows_in += 1
        number = gathered.rows_in if number is None else number
        if not isinstance(ident, str) or not ident:
            gathered.reject(number, "it has no id")
            return
        if ident in self.numbers:
            gathered.reject(number, f"its id {ident[:40]!r} stands twice")
            return
        self.numbers.add(ident)
        mine: dict[int, None] = {}
        others: dict[str, list[str]] = {}
        for target in related:
            if target in self.of:
                mine[self.of[target]] = None
            elif target in self.kind:
                others.setdefault(self.kind[target], []).append(target)
            else:
                gathered.note("an event names an object that the file does not have")
        if not mine:
            gathered.reject(number, f"it belongs to no {self.case}")
            return
        row = next((text for key, text in attributes if key == ROW), None)
        pairs = [pair for pair in attributes if pair[0] != ROW]
        if self.meta is None or self.case != CASE:
            pairs += [(f"object:{of}", "; ".join(ids)) for of, ids in others.items()]
        activity = kind if isinstance(kind, str) else None
        stamp = time if isinstance(time, str) else None if time is None else f"({time!r})"
        for place, case in enumerate(mine):
            if not gathered.add(number, case, activity, stamp, pairs, row):
                return
            if place == 1:
                gathered.note(f"an event belongs to several of type {self.case}; it stands once in each")
            gathered.repeated += place > 0

    def finish(self) -> Imported:
        """The log and its account."""
        with_row = self.said.get(WITH_ROW) == "true"
        meta = self.meta if self.case == CASE else None
        return self.gathered.finish(KEYS, meta, with_row=with_row)


def as_text(value: Any) -> str | None:
    """A single value as text, true and false in small letters; None for what is none or not single."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    return value if isinstance(value, str) else None
