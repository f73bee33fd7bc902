"""Small overlaps withheld, and others with them, so that neither a reader nor members who pool what they know can compute them.

The counts are tied together: each list's total and the union are sums of overlaps. A member knows how many cases it put in, so
what is shown is proven safe against all who know the totals; where that would cost the union, the totals are withheld and it is
proven safe against any k - 1 members together; where that is not enough, the union alone is shown.

Zero is as small as one: were it shown, a member with a list of invented cases and one person would learn whether another list
has them. The choice of cells and the proof are those of the casebook's tables, which withhold from 1 on, and take it that no
withheld count is less; so they are done on counts with one more in each overlap, under a threshold that is one more.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from random import Random

from varick.casebook.sharing.audit import Audit, ranges
from varick.casebook.sharing.releases import Together
from varick.casebook.sharing.suppress import MIX, suppress
from varick.casebook.sharing.tables import EVERYBODY, Cell, Release, Sum
from varick.errors import NoAnswer, VarickError
from varick.together.linking import Counts, patterns

Pattern = tuple[bool, ...]


@dataclass(frozen=True)
class Shown:
    """What may be shown; None is withheld. ``counts``: people on exactly these lists; ``totals``: cases of each list;
    ``union``: people on any. ``totals_known``: proven safe against all who know every total; else against any k - 1 members
    who know theirs. Which of the withheld ones are small is not said, and not how many: it would tell of the others."""

    counts: Mapping[Pattern, int | None]
    totals: tuple[int | None, ...]
    union: int | None
    totals_known: bool

    @property
    def union_only(self) -> bool:
        """Whether the union is all that is shown."""
        return self.union is not None and self.withheld == len(self.counts) + len(self.totals)

    @property
    def withheld(self) -> int:
        """How many counts are withheld."""
        return sum(count is None for count in (*self.counts.values(), *self.totals, self.union))


def withheld(counts: Counts, threshold: int, luck: Random | None = None) -> Shown:
    """What may be shown of these counts where those under the threshold may not, 0 among them.

    ``luck`` mixes chance into which further cells are withheld, so that nobody can work backwards through the choice; give the
    same for the same counts. Raises NoAnswer where nothing can be shown."""
    k = len(next(iter(counts)))
    made = _cells(counts, k)
    if made.counts[EVERYBODY] < threshold:
        raise NoAnswer(
            f"all lists together have fewer than {threshold} people, and the charter withholds counts under {threshold}; "
            "nothing can be released of so few"
        )
    spare = None
    for shown in _ways(made, threshold, k, luck):
        if not _holds(counts, shown, threshold):
            continue
        if shown.union is not None:
            return shown
        spare = spare or shown
    if spare is None:
        raise NoAnswer(
            "beside what members know of their own lists, every table of these counts would give small ones away; nothing can "
            "be released"
        )
    return spare


def _ways(made: Release, threshold: int, k: int, luck: Random | None) -> Iterator[Shown]:
    """What may be shown, the most telling first; each is made only when it is asked for."""
    for choose, all_know in ((_published, True), (_against_coalitions, False)):
        known = choose(made, threshold, k, luck)
        if known is not None:
            counts = {pattern: known[_cell(pattern)] for pattern in patterns(k)}
            totals = tuple(known[_total(at)] for at in range(k))
            yield Shown(counts, totals, known[EVERYBODY], all_know)
    nothing = dict.fromkeys(patterns(k))
    yield Shown(nothing, (None,) * k, made.counts[EVERYBODY], totals_known=False)


def _holds(counts: Counts, shown: Shown, threshold: int) -> bool:
    """Whether nobody against whom it must hold can bound a small count."""
    everybody = set(range(len(shown.totals)))
    views = [everybody] if shown.totals_known else [everybody - {one} for one in everybody]
    return not any(weak(counts, shown, threshold, knowing) for knowing in views)


def _published(made: Release, threshold: int, k: int, luck: Random | None) -> dict[Cell, int | None] | None:
    """What can be shown to readers who know all totals; None where one of these is small, which not all may know.

    Where the choice finds nothing it is the totals alone: what it can find depends on the small counts themselves."""
    more = _more(made)
    totals = frozenset(_total(at) for at in range(k))
    if totals & _small(made, threshold):
        return None
    try:
        done = suppress(more, threshold + 1, luck=luck, earlier=Together(more, totals, frozenset()))
    except VarickError:
        return _without(made, made.counts.keys() - totals)
    return _without(made, {cell for cell, count in done.published.items() if count is None})


def _against_coalitions(
    made: Release, threshold: int, k: int, luck: Random | None
) -> dict[Cell, int | None] | None:
    """The union and what else can be shown, totals withheld, to any k - 1 members who know theirs; None where nothing protects.

    Here only small counts are secrets: that others can be computed by those who know most of the lists is no harm. All are
    withheld at first, then shown again one after the other, large ones first, where no coalition learns a small one by it."""
    more = _more(made).counts
    totals = frozenset(_total(at) for at in range(k))
    small = _small(made, threshold)
    reach = {cell: more[cell] - 1 for cell in small if made.counts[cell] == threshold - 1}
    audit = Audit(made.sums, threshold - 1, reach)

    def safe(hidden: frozenset[Cell]) -> bool:
        views = (
            {c: None if c in hidden and c not in totals - {own} else n for c, n in more.items()}
            for own in sorted(totals)
        )
        return not any(one.cell in small for view in views for one in audit.weak(view, more))

    hidden = frozenset(made.counts) - {EVERYBODY}
    if not safe(hidden):
        return None
    price = {c: made.counts[c] * (1 if luck is None else luck.uniform(1, MIX)) for c in sorted(hidden)}
    for cell in sorted(hidden - small - totals, key=lambda cell: (-price[cell], cell)):
        if safe(hidden - {cell}):
            hidden -= {cell}
    return _without(made, hidden)


def weak(made: Counts, shown: Shown, threshold: int, knowing: Iterable[int]) -> list[Pattern | int]:
    """The small counts that somebody who knows the totals of these lists could bound to fewer values than are small: a pattern,
    or a list's place for its total. Empty for what `withheld` shows. Where only the union is shown, what they can bound as
    closely without it is left out."""
    k = len(shown.totals)
    cells = _cells(made, k)
    names: dict[Cell, Pattern | int] = {_cell(p): p for p in made} | {_total(at): at for at in range(k)}
    told = {_cell(p): n is not None for p, n in shown.counts.items()}
    known = set(knowing)
    told |= {_total(at): at in known or n is not None for at, n in enumerate(shown.totals)}
    told[EVERYBODY] = shown.union is not None
    published = _without(_more(cells), {cell for cell, is_told in told.items() if not is_told})
    small = _small(cells, threshold)
    found = [one.cell for one in Audit(cells.sums, threshold - 1).weak(published) if one.cell in small]
    if found and shown.union_only:  # who has few cases knows that much of them without any release
        after, before = ranges(published, cells.sums), ranges(published | {EVERYBODY: None}, cells.sums)
        found = [cell for cell in found if after[cell] != before[cell]]
    return [names[cell] for cell in found]


def _cells(counts: Counts, k: int) -> Release:
    """Overlaps, totals and union as the cells of the casebook's tables, with the sums between them."""
    union: Sum = (EVERYBODY, tuple(_cell(pattern) for pattern in counts))
    totals = [(_total(at), tuple(_cell(pattern) for pattern in counts if pattern[at])) for at in range(k)]
    cells = {_cell(pattern): count for pattern, count in counts.items()}
    sums = (union, *totals)
    cells |= {whole: sum(cells[part] for part in parts) for whole, parts in sums}
    return Release((), cells, sums)


def _more(made: Release) -> Release:
    """The same with one more in each overlap."""
    parts = {whole: len(parts) for whole, parts in made.sums}
    return Release((), {cell: n + parts.get(cell, 1) for cell, n in made.counts.items()}, made.sums)


def _small(made: Release, threshold: int) -> frozenset[Cell]:
    return frozenset(cell for cell, count in made.counts.items() if count < threshold)


def _without(made: Release, hidden: Collection[Cell]) -> dict[Cell, int | None]:
    return {cell: None if cell in hidden else count for cell, count in made.counts.items()}


def _cell(pattern: Pattern) -> Cell:
    return (("exactly", "".join("1" if on else "0" for on in pattern)),)


def _total(at: int) -> Cell:
    return (("list", str(at)),)
