"""Where the bars of a layered drawing go: order within each layer with few crossings, then places near neighbours.

"Along" is the direction in which the layers follow one another; "across" is the other one. Everything here is
across, in drawing units; nothing knows whether the drawing is horizontal or vertical.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

SWEEPS = 12


@dataclass(slots=True)
class Bar:
    """A bar of `size` in a layer, with room kept `before` and `after` it for its words."""

    layer: int
    size: float
    before: float = 0.0
    after: float = 0.0
    start: float = 0.0
    links: "list[Link]" = field(default_factory=list)

    @property
    def middle(self) -> float:
        """Across coordinate of the bar's middle."""
        return self.start + self.size / 2


@dataclass(slots=True)
class Link:
    """A ribbon between two bars of neighbouring layers; `weight` says how strongly it pulls them together."""

    source: Bar
    target: Bar
    weight: float

    def other(self, bar: Bar) -> Bar:
        """The bar at the other end."""
        return self.target if bar is self.source else self.source


def place(bars: Sequence[Bar], links: Sequence[Link], gap: float) -> float:
    """Set `start` of every bar (in the order given as the first guess); returns the extent across."""
    layers: list[list[Bar]] = [[] for _ in range(max(bar.layer for bar in bars) + 1)]
    for bar in bars:
        layers[bar.layer].append(bar)
    for link in links:
        link.source.links.append(link)
        link.target.links.append(link)
    _order(layers)
    for layer in layers:
        _settle(layer, [0.0] * len(layer), gap)
    for sweep in range(SWEEPS * 2):
        for layer in layers if sweep % 2 == 0 else reversed(layers):
            _settle(layer, [_pulled_to(bar) for bar in layer], gap)
    top = min(bar.start - bar.before for bar in bars)
    for bar in bars:
        bar.start -= top
    return max(bar.start + bar.size + bar.after for bar in bars)


def _pulled_to(bar: Bar) -> float:
    """Where the bar would start if only its links counted."""
    pull = sum(link.weight for link in bar.links)
    if not pull:
        return bar.start
    return sum(link.weight * link.other(bar).middle for link in bar.links) / pull - bar.size / 2


def _settle(layer: Sequence[Bar], wanted: Sequence[float], gap: float) -> None:
    """Starts nearest to the wanted ones (least squares) that keep the order and leave the room and the gap.

    Isotonic regression: subtract the room taken so far, pool neighbours that are out of order, add it back.
    """
    room, taken = [], 0.0
    for place, bar in enumerate(layer):
        if place:
            before = layer[place - 1]
            taken += before.size + before.after + gap + bar.before
        room.append(taken)
    pools: list[tuple[float, float, int]] = []  # weighted sum, weight, how many bars
    for bar, at, offset in zip(layer, wanted, room, strict=True):
        weight = 1.0 + bar.size
        pools.append((weight * (at - offset), weight, 1))
        while len(pools) > 1 and pools[-2][0] / pools[-2][1] > pools[-1][0] / pools[-1][1]:
            (sum_b, weight_b, count_b), (sum_a, weight_a, count_a) = pools.pop(), pools.pop()
            pools.append((sum_a + sum_b, weight_a + weight_b, count_a + count_b))
    settled = [total / weight for total, weight, count in pools for _ in range(count)]
    for bar, at, offset in zip(layer, settled, room, strict=True):
        bar.start = at + offset


def _order(layers: list[list[Bar]]) -> None:
    """Sort layers by the mean place of their neighbours, forth and back, and keep the order that crosses least."""
    best, fewest = [list(layer) for layer in layers], _crossings(layers)
    for sweep in range(SWEEPS):
        forth = sweep % 2 == 0
        for layer in layers if forth else reversed(layers):
            ranks = {id(bar): rank for near in layers for rank, bar in enumerate(near)}
            means = {id(bar): _mean_rank(bar, ranks, forth) for bar in layer}
            layer.sort(key=lambda bar: means[id(bar)])
        crossings = _crossings(layers)
        if crossings < fewest:
            best, fewest = [list(layer) for layer in layers], crossings
    layers[:] = best


def _mean_rank(bar: Bar, ranks: dict[int, int], forth: bool) -> float:
    near = [link for link in bar.links if (link.target is bar) == forth]
    pull = sum(link.weight for link in near)
    if not pull:
        return ranks[id(bar)]
    return sum(link.weight * ranks[id(link.other(bar))] for link in near) / pull


def _crossings(layers: list[list[Bar]]) -> float:
    """How much of the ribbons lies across others: the smaller weight of each crossing pair."""
    ranks = {id(bar): rank for layer in layers for rank, bar in enumerate(layer)}
    total = 0.0
    for layer in layers:
        ends = [
            (ranks[id(link.source)], ranks[id(link.target)], link.weight)
            for bar in layer
            for link in bar.links
            if link.source is bar
        ]
        for place, (source, target, weight) in enumerate(ends):
            for other_source, other_target, other_weight in ends[place + 1 :]:
                if (source - other_source) * (target - other_target) < 0:
                    total += min(weight, other_weight)
    return total
