"""From complete lists to counts: planted rows found, links measured on them, planted rows taken out, the others counted."""

from collections.abc import Sequence
from dataclasses import replace

from varick.errors import VarickError
from varick.together.charter.charter import Charter
from varick.together.linking import Node, Row, link, profile
from varick.together.planted import planted, planted_lists
from varick.together.tallying.quality import measured
from varick.together.tallying.tally import Tally
from varick.together.tokens import Recipe

AGAIN = "all members begin again with a new charter"


def tally(
    charter: Charter,
    points: Sequence[Sequence[Row]],
    cases: Sequence[int],
    expected: Sequence[Sequence[Row]],
) -> Tally:
    """Count the overlaps of complete lists.

    ``points[i]``: the rows of list i as they are after every hop, one point a kind; ``cases[i]``: its real cases, the most
    of which decide from which weight on two rows are linked; ``expected[i]``: its planted rows as they must stand in it, in
    the order of `planted_lists`, None where there is no token.
    Raises VarickError, naming the list, where any token of a planted row is missing or stands in another row, or more rows are
    linked than the list has cases: then nothing is counted.
    """
    recipe = Recipe.load(charter.recipe)
    lists = planted_lists(charter)
    everybody = planted(charter)
    who: dict[Node, int] = {}
    for at, (rows, wanted) in enumerate(zip(points, expected, strict=True)):
        places = _found(rows, wanted, charter.members[at].name)
        who |= {(at, place): person for place, person in zip(places, lists.who[at], strict=True)}
    like = {n: one.like for n, one in enumerate(everybody) if one.like is not None}
    threshold = recipe.threshold_for(max(0, *cases))
    with_planted = link(points, recipe.weights, threshold)
    nobody_else = {
        (at, number): person for at, of in enumerate(lists.who) for number, person in enumerate(of)
    }
    alone = measured(link(expected, recipe.weights, threshold), nobody_else, like, charter.k)
    quality = replace(
        measured(with_planted, who, like, charter.k),
        alone=(alone.all_found, alone.places, alone.wrong),
    )
    real = [
        [row for place, row in enumerate(rows) if (at, place) not in who] for at, rows in enumerate(points)
    ]
    for name, rows, many in zip((m.name for m in charter.members), real, cases, strict=True):
        if not 0 <= many <= len(rows):
            raise VarickError(
                f"the list of {name}: its owner sealed {many} cases, and it has room for {len(rows)}; nothing is counted"
            )
    clusters = link(real, recipe.weights, threshold)
    try:
        counts = profile(clusters, cases)
    except VarickError as error:
        raise VarickError(
            f"{error}: an owner sealed a wrong number of cases, or put other rows in; nothing is counted"
        ) from None
    return Tally(
        charter=charter.hash.hex(),
        title=charter.title,
        lists=tuple(member.name for member in charter.members),
        tallied_by=charter.tally,
        practices=charter.practices,
        first=charter.first,
        last=charter.last,
        rows=charter.rows,
        cases=tuple(cases),
        counts=counts,
        quality=quality,
        rule=charter.release,
    )


def _found(rows: Sequence[Row], wanted: Sequence[Row], name: str) -> list[int]:
    """The place of each planted row, below 0 for one without a token. Raises VarickError naming the list."""
    where = {(kind, point): place for place, row in enumerate(rows) for kind, point in enumerate(row)}
    places: list[int] = []
    there = made = 0
    for number, row in enumerate(wanted, start=1):
        seen = [where.get((kind, point)) for kind, point in enumerate(row) if point is not None]
        found = [place for place in seen if place is not None]
        if not seen:
            # A name and nothing else to match by: it stands in the list as random points, and is a pair that nobody can find.
            places.append(-number)
            continue
        if not found:
            raise VarickError(
                f"the list of {name}: planted row {number} is not in it; nothing is counted. Its owner left it out, or a "
                f"member changed the list on its way: {AGAIN}"
            )
        if len(set(found)) > 1:
            raise VarickError(
                f"the list of {name}: the tokens of planted row {number} stand in different rows; nothing is counted. A "
                f"member mixed rows of the list: {AGAIN}"
            )
        there += len(found)
        made += len(seen)
        places.append(found[0])
    if len(set(places)) < len(places):
        raise VarickError(
            f"the list of {name}: two planted people stand in one row; nothing is counted. Its owner or a member changed "
            f"the list: {AGAIN}"
        )
    if there < made:
        # An owner takes nothing out of its planted rows but what the charter says, so each token must be there.
        raise VarickError(
            f"the list of {name}: {made - there} of {made} tokens of planted people are missing; nothing is counted. Its "
            f"owner or a member changed the list: {AGAIN}"
        )
    return places
