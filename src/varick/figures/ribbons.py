"""The geometry of a flow: bars and ribbons to scale, in layers, before anybody decides which way is down."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from varick.figures.layers import Bar, Link, place
from varick.figures.stages import Split
from varick.figures.svg import num

Room = Callable[[str, float], tuple[float, float]]
"""Room to keep before and after a stage's bar of the given size, for its words."""
Point = Callable[[float, float], tuple[float, float]]
"""(along, across) -> (x, y)."""


@dataclass(frozen=True, slots=True)
class Ribbon:
    """People who go from one stage to another: the bars it passes, and where it leaves and arrives (across).

    `widths` are its thickness at each of these bars: people times the scale of that layer.
    """

    source: str
    target: str
    people: float
    bars: tuple[Bar, ...]
    leaves_at: float
    arrives_at: float
    widths: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything placed: stage bars by id, ribbons, units a person before the zoom, and the extent across."""

    bars: Mapping[str, Bar]
    ribbons: Sequence[Ribbon]
    scale: float
    extent: float
    zoomed_from: int
    zoom: float


def arrange(
    found: Mapping[str, Split],
    layer_of: Mapping[str, int],
    *,
    room: Room,
    gap: float,
    zoomed_from: int,
    zoom: float,
    scale: float,
) -> Scene:
    """Place every stage at `scale` drawing units a person; layers from `zoomed_from` on are `zoom` times larger."""
    bars: dict[str, Bar] = {}
    everything: list[Bar] = []

    def units(layer: int) -> float:
        return scale * (zoom if layer >= zoomed_from else 1.0)

    for name, split in found.items():
        size = split.stage.per_year * units(layer_of[name])
        bars[name] = Bar(layer_of[name], size, *room(name, size))
        everything.append(bars[name])
    links: list[Link] = []
    chains: list[tuple[str, str, float, tuple[Bar, ...]]] = []
    for name, split in found.items():
        for target, people in split.out:
            first, last = layer_of[name], layer_of[target]
            lanes = [Bar(layer, people * units(layer)) for layer in range(first + 1, last)]
            everything.extend(lanes)
            chain = (bars[name], *lanes, bars[target])
            weight = people / max(found[name].stage.per_year, 1e-9) + people * units(last) / 100 + 0.05
            links.extend(Link(a, b, weight) for a, b in pairwise(chain))
            chains.append((name, target, people, chain))
    extent = place(everything, links, gap)
    return Scene(bars, _attached(found, chains, units), scale, extent, zoomed_from, zoom)


def _attached(
    found: Mapping[str, Split],
    chains: Sequence[tuple[str, str, float, tuple[Bar, ...]]],
    units: Callable[[int], float],
) -> list[Ribbon]:
    """Ribbons side by side along each bar, in the order of what they lead to; those who leave come first."""
    leaves: dict[int, float] = {}
    arrives: dict[int, float] = {}
    for name in found:
        out = sorted((c for c in chains if c[0] == name), key=lambda chain: chain[3][1].middle)
        into = sorted((c for c in chains if c[1] == name), key=lambda chain: chain[3][-2].middle)
        if out:
            bar = out[0][3][0]
            skip = (found[name].leaving or 0.0) * units(bar.layer)
            sizes = [chain[2] * units(bar.layer) for chain in out]
            for chain, at in zip(out, _side_by_side(sizes, bar.start + skip, bar.size - skip), strict=True):
                leaves[id(chain)] = at
        if into:
            bar = into[0][3][-1]
            sizes = [chain[2] * units(bar.layer) for chain in into]
            for chain, at in zip(into, _side_by_side(sizes, bar.start, bar.size), strict=True):
                arrives[id(chain)] = at
    return [
        Ribbon(
            chain[0],
            chain[1],
            chain[2],
            chain[3],
            leaves[id(chain)],
            arrives[id(chain)],
            tuple(chain[2] * units(bar.layer) for bar in chain[3]),
        )
        for chain in chains
    ]


def _side_by_side(sizes: Sequence[float], start: float, room: float) -> list[float]:
    """Starts one after another; where together they need more than the room (the same people twice), overlapping."""
    over = max(0.0, sum(sizes) - room)
    back = over / (len(sizes) - 1) if len(sizes) > 1 else 0.0
    starts, at = [], start
    for size in sizes:
        starts.append(at)
        at += size - back
    return starts


def outline(ribbon: Ribbon, along: Sequence[tuple[float, float]], point: Point) -> str:
    """SVG path of a ribbon. `along` gives, for each layer, where its bars begin and end along the flow."""
    gates: list[tuple[float, float, float]] = []  # along, across, width
    last = len(ribbon.bars) - 1
    for number, (bar, wide) in enumerate(zip(ribbon.bars, ribbon.widths, strict=True)):
        begin, end = along[bar.layer]
        if number == 0:
            gates.append((end, ribbon.leaves_at, wide))
        elif number == last:
            gates.append((begin, ribbon.arrives_at, wide))
        else:
            gates += [(begin, bar.start, wide), (end, bar.start, wide)]
    near = [(at, across) for at, across, _ in gates]
    far = [(at, across + wide) for at, across, wide in reversed(gates)]
    return f"M{_pair(near[0], point)}{_curve(near, point)}L{_pair(far[0], point)}{_curve(far, point)}z"


def _curve(places: Sequence[tuple[float, float]], point: Point) -> str:
    drawn = []
    for (at, across), (to, toward) in pairwise(places):
        if across == toward:
            drawn.append(f"L{_pair((to, toward), point)}")
        else:
            half = (at + to) / 2
            drawn.append(
                f"C{_pair((half, across), point)} {_pair((half, toward), point)} {_pair((to, toward), point)}"
            )
    return "".join(drawn)


def _pair(place: tuple[float, float], point: Point) -> str:
    x, y = point(*place)
    return f"{num(x)} {num(y)}"


def crowds(found: Mapping[str, Split], layer_of: Mapping[str, int]) -> dict[int, float]:
    """People in each layer: those of its stages, and those on ribbons that pass it."""
    people: dict[int, float] = {}
    for name, split in found.items():
        first = layer_of[name]
        people[first] = people.get(first, 0.0) + split.stage.per_year
        for target, passing in split.out:
            for layer in range(first + 1, layer_of[target]):
                people[layer] = people.get(layer, 0.0) + passing
    return people


def scale_for(
    found: Mapping[str, Split], layer_of: Mapping[str, int], zoomed_from: int, zoom: float, extent: float
) -> float:
    """The scale at which the fullest layer, with the ribbons that pass it, just takes `extent`."""
    people = crowds(found, layer_of)
    fullest = max(count * (zoom if layer >= zoomed_from else 1.0) for layer, count in people.items())
    return extent / fullest if fullest else 1.0
