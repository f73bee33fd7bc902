"""The generator of invented people, on which all figures of linkage rest: the same for the same seed, and as hard as it says."""

from peers import exact
from people import DEVELOPMENT, FROZEN, HEAVY, MODERATE, NONE, made, written
from scores import quality, two


def test_a_seed_gives_the_same_people_and_the_first_of_many_are_those_of_few() -> None:
    assert made("a", 60)[:40] == made("a", 40)
    crowd = made("a", 40)
    assert written(crowd, seed="a") == written(crowd, seed="a")
    assert written(crowd, seed="a") != written(crowd, seed="b")
    assert not set(DEVELOPMENT) & set(FROZEN)
    assert not set(made(DEVELOPMENT[0], 200)) & set(made(FROZEN[0], 200))


def test_pairs_and_profile_tell_who_is_who() -> None:
    lists = written(made("b", 30), seed="b", known=[[0, 1, 2, 3], [2, 3, 4], [3]])
    assert {lists.who[0][a] for a, _ in lists.pairs(0, 1)} == {2, 3}
    assert lists.profile() == {
        (True, False, False): 2,
        (True, True, False): 1,
        (False, True, False): 1,
        (True, True, True): 1,
    }


def test_entries_made_twice_are_the_same_person_in_one_list() -> None:
    lists = written(made("c", 400), seed="c", coverage=(1.0,), twice=0.1)
    assert 415 < len(lists.who[0]) < 470
    assert len(set(lists.who[0])) == 400


def test_lists_know_as_many_as_they_are_said_to() -> None:
    sizes = [
        [len(people) for people in written(made(f"n{n}", 1_000), seed=f"n{n}", errors=NONE).people]
        for n in range(8)
    ]
    for place, share in enumerate((350, 300)):
        mean = sum(row[place] for row in sizes) / len(sizes)
        assert abs(mean - share) < 4 * (share * (1 - share / 1_000) / len(sizes)) ** 0.5


def test_errors_are_as_hard_as_in_the_study() -> None:
    """Exact matching found .44 and .09 there; the levels were set by that alone."""
    found = {
        level: sum(
            quality(lists.pairs(0, 1), exact(*lists.people))[0]
            for lists in (two(seed, 1_000, level) for seed in DEVELOPMENT)
        )
        / len(DEVELOPMENT)
        for level in (NONE, MODERATE, HEAVY)
    }
    assert found[NONE] > 0.9
    assert 0.36 < found[MODERATE] < 0.48
    assert 0.07 < found[HEAVY] < 0.14
