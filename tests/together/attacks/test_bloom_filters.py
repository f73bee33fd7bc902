"""What the peers let an insider read: the reason why this room does not use Bloom filters."""

from decode import dictionary, read, shares
from peers import clks, dice, exact, one_to_one, shared_secret
from people import HEAVY, MODERATE
from scores import quality, two


def test_exact_matching_finds_under_half_and_filters_more_and_both_are_right_about_most() -> None:
    lists = two("development-1", 1_000, MODERATE)
    true = lists.pairs(0, 1)
    recall, precision = quality(true, exact(*lists.people))
    assert 0.3 < recall < 0.5
    assert precision > 0.98
    secret = shared_secret("test")
    like = dice(clks(lists.people[0], secret), clks(lists.people[1], secret))
    recall, precision = quality(true, one_to_one(like, 0.85))
    assert recall > 0.85
    assert precision > 0.9


def test_an_insider_reads_most_filters() -> None:
    """The study behind the specification read 26 % whole with 180 first names and 190 last names; with every spelling it is more."""
    given, family = dictionary()
    assert (len(given), len(family)) == (704, 497)
    for errors, whole in ((MODERATE, 0.7), (HEAVY, 0.5)):
        people = two("development-1", 1_000, errors).people[0]
        secret = shared_secret("test")
        found = shares(people, read(clks(people, secret), secret))
        assert found["all three"] > whole
        assert found["birth date"] > 0.7


def test_without_the_secret_the_same_attack_reads_nothing() -> None:
    people = two("development-1", 1_000, MODERATE).people[0][:100]
    found = shares(people, read(clks(people, shared_secret("theirs")), shared_secret("a guess")))
    assert found["birth date"] == 0
    assert found["all three"] == 0
