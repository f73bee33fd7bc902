"""Members who put together all that they hold against one: their secrets, every file they made or opened, a dictionary."""

import pytest
from attack import decoded, linked_by_colluders, watermarked
from people import MODERATE, Written, luck, made, written
from views import Views, by_hand, product

from varick.together.linking import link, profile
from varick.together.planted import PlantedLists
from varick.together.ring import group
from varick.together.tokens import Recipe, Row, tokens, unique

from .conftest import ROWS

Pair = tuple[str, bytes]


def dictionary(rows: list[Row], kinds: tuple[str, ...]) -> list[Pair]:
    return sorted(
        {(kind, token) for row in rows for kind, token in zip(kinds, row, strict=True) if token is not None}
    )


@pytest.fixture(scope="module")
def every(people: Written, lists: list[list[Row]], recipe: Recipe, kinds: tuple[str, ...]) -> list[Pair]:
    """The best dictionary there can be: each token of each list, as written there, and those of 200 others."""
    others = written(made("others", 200), seed="others", coverage=(1.0,), errors=MODERATE).people[0]
    rows = [row for own in lists for row in own]
    return dictionary([*rows, *(tokens(person, recipe) for person in others)], kinds)


@pytest.mark.parametrize("tally", [False, True])
@pytest.mark.parametrize("victim", [0, 1, 2])
def test_all_others_together_find_no_word_of_a_dictionary(
    ring: Views, every: list[Pair], victim: int, tally: bool
) -> None:
    """Not even with the tally: a token is hashed and raised to the victim's secret, which they do not have."""
    others = [member for member in range(ring.k) if member != victim]
    files = ring.held_by(others, tally)
    assert decoded(ring, victim, every, [ring.secrets[m] for m in others], files) == 0


@pytest.mark.parametrize("victim", [0, 1, 2])
def test_nor_do_they_in_the_files_of_three_offices(
    counted: tuple[Views, PlantedLists], every: list[Pair], victim: int, kinds: tuple[str, ...]
) -> None:
    """With every planted name in the dictionary as well."""
    views, planted = counted
    words = [*every, *dictionary([row for rows in planted.rows for row in rows], kinds)]
    others = [member for member in range(3) if member != victim]
    secrets = [views.secrets[m] for m in others]
    assert decoded(views, victim, words, secrets, views.held_by(others, tally=True)) == 0


def test_the_attack_works_on_these_files_too(
    counted: tuple[Views, PlantedLists], lists: list[list[Row]], kinds: tuple[str, ...]
) -> None:
    views, planted = counted
    words = dictionary([*lists[0], *planted.rows[0]], kinds)
    bare = decoded(views, 0, words, views.secrets, views.held_by([1, 2]))
    assert bare == 0, "the list of the first wears its mask until the check"
    secrets = [product([views.secrets[0], views.masks[0]]), *views.secrets[1:]]
    found = decoded(views, 0, words, secrets, views.held_by([1, 2]))
    assert found >= 0.98 * len(words)  # what stands twice in the list is not in the file


def test_the_attack_works_where_the_last_secret_is_known(
    ring: Views, lists: list[list[Row]], every: list[Pair], kinds: tuple[str, ...]
) -> None:
    """Else the test above would show nothing. It is also why a desk destroys its secret."""
    assert decoded(ring, 0, every, ring.secrets, ring.held_by([1, 2])) >= len(dictionary(lists[0], kinds))


def test_the_ring_by_hand_counts_as_in_the_clear(
    ring: Views, masked: Views, lists: list[list[Row]], recipe: Recipe
) -> None:
    sizes, threshold = [ROWS] * 3, recipe.threshold_for(ROWS)
    clear = profile(link(lists, recipe.weights, threshold), sizes)
    for views in (ring, masked):
        assert profile(link(views.final, recipe.weights, threshold), sizes) == clear


def test_without_a_mask_two_of_three_recognise_whom_they_share_with_the_third(
    ring: Views, people: Written
) -> None:
    """What a list shows under the owner's own secret is compared with what the owner raised for others. No word is decoded, but
    whoever is on a colluder's list is found on the victim's: a dictionary could be put into that list."""
    found = linked_by_colluders(ring, 0, [1, 2], ring.held_by([1, 2]))
    shared = len(people.pairs(0, 2))
    assert 0.8 * shared < sum(bool(kinds) for kinds in found) <= shared + 2


@pytest.mark.parametrize("victim", [0, 1, 2])
def test_with_a_mask_they_recognise_nobody(masked: Views, victim: int) -> None:
    others = [member for member in range(3) if member != victim]
    assert not any(linked_by_colluders(masked, victim, others, masked.held_by(others)))


@pytest.mark.parametrize("victim", [0, 1, 2])
def test_nor_in_the_files_of_three_offices(counted: tuple[Views, PlantedLists], victim: int) -> None:
    views, _ = counted
    others = [member for member in range(3) if member != victim]
    assert not any(linked_by_colluders(views, victim, others, views.held_by(others)))


def test_two_members_have_no_such_file(lists: list[list[Row]], kinds: tuple[str, ...]) -> None:
    """Of two, the victim is the last to raise the other's list, which then goes to the tally alone."""
    two = by_hand(lists[:2], kinds, rows=ROWS, seed="two")
    assert not any(linked_by_colluders(two, 0, [1], two.held_by([1])))


def test_with_the_tally_a_member_asks_one_by_one_by_marking_its_rows(
    people: Written, recipe: Recipe, kinds: tuple[str, ...]
) -> None:
    """The limit that no blinding removes: of each person only certain kinds are put in, another choice for each, so that the
    tally, shown which kinds agree, says who it was. It needs the tally, and can tell apart no more than 2^kinds - 1 rows."""
    secret_list = people.people[0]
    whole = [tokens(person, recipe) for person in secret_list]
    full = [row for row in whole if None not in row][:20]
    strangers = [
        row
        for person in written(made("strangers", 200), seed="strangers", coverage=(1.0,), errors=0.0).people[0]
        if None not in (row := tokens(person, recipe))
    ][:20]
    asked = [row for pair in zip(full, strangers, strict=True) for row in pair]
    subsets = [
        frozenset(kind for kind in range(len(kinds)) if number >> kind & 1)
        for number in range(1, 2 ** len(kinds))
    ]
    order = luck("marks").permutation(len(subsets))[: len(asked)].tolist()
    marks = [subsets[n] for n in order]
    views = by_hand([unique(whole), unique(watermarked(asked, marks))], kinds, rows=ROWS, seed="marks")
    held = [{row[kind] for row in views.final[0]} for kind in range(len(kinds))]
    answers = {
        frozenset(kind for kind, point in enumerate(row) if point in held[kind]) for row in views.final[1]
    }
    here = [mark in answers for mark in marks]
    right = sum(yes == (n % 2 == 0) for n, yes in enumerate(here))
    assert right == len(asked) == 40


def test_with_the_tally_every_point_of_a_row_asks_about_another_person(
    people: Written, recipe: Recipe, kinds: tuple[str, ...]
) -> None:
    """More than the patterns of kinds: a row may ask about as many people as it has points but one, and its last point, a
    multiple of its first that the member alone knows, tells which row it is after every shuffle. Sums, proofs and the search
    for points that stand twice see nothing; neither is the sealed number of cases larger, since rows of filling will do."""
    whole = [tokens(person, recipe) for person in people.people[0]]
    whole = [row for row in whole if None not in row][:20]
    stranger = written(made("strangers", 200), seed="strangers", coverage=(1.0,), errors=0.0).people[0]
    absent = [row for person in stranger if None not in (row := tokens(person, recipe))][:20]
    asked = [row for pair in zip(whole, absent, strict=True) for row in pair]
    many = len(kinds) - 1
    honest = by_hand([unique(whole)], kinds, rows=ROWS, seed="points")
    tags = [group.scalar_of(luck("tags", n).bytes(64)) for n in range(-(-len(asked) // many))]
    rows = []
    for n, tag in enumerate(tags):
        about = asked[n * many : (n + 1) * many]
        points = [
            group.hashed(honest.charter_hash, [(kinds[at], row[at])])
            for at, row in enumerate(about)
            if row[at] is not None
        ]
        points += [group.point_of(luck("rest", n, at).bytes(64)) for at in range(len(points), many)]
        rows.append([*points, group.power(tag, points[0])])
    body = b"".join(b"".join(row) for row in rows)
    assert len(group.sums(body, len(kinds))) == len(kinds)
    for secret in honest.secrets:
        body = group.raised(body, secret, threads=1)
    size = group.POINT * len(kinds)
    came = [body[at : at + size] for at in range(0, len(body), size)]
    came = [came[at] for at in luck("shuffled by all").permutation(len(came)).tolist()]
    held = [{row[kind] for row in honest.final[0]} for kind in range(len(kinds))]
    right = 0
    for row in came:
        points = [row[at : at + group.POINT] for at in range(0, size, group.POINT)]
        (n,) = (n for n, tag in enumerate(tags) if group.power(tag, points[0]) == points[-1])
        for at in range(len(asked[n * many : (n + 1) * many])):
            here = points[at] in held[at]
            right += here == ((n * many + at) % 2 == 0)
    assert right == len(asked)
    assert len(rows) * 6 <= len(asked)
