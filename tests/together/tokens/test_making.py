"""Tokens: composite, never a name alone, the same for one person in two offices; and none stands twice in a list."""

from collections import Counter
from dataclasses import replace
from hashlib import blake2b

import pytest
from hypothesis import given
from hypothesis import strategies as st

from varick.casebook.cases.dates import parse_day
from varick.errors import VarickError
from varick.together.people import Person
from varick.together.tokens import Recipe, Row, tokens, unique
from varick.together.tokens.features import FEATURES, features

RECIPE = Recipe.load()
NAMES = {"given", "surname", "longer", "beginnings", "names"}
WHOLE = Person(("Juan Carlos Pérez Gómez",), parse_day("1988-03-07"), "40", "(212) 555-0144", "case 17")


def agree(one: Person, other: Person) -> set[str]:
    pairs = zip(RECIPE.kinds, tokens(one, RECIPE), tokens(other, RECIPE), strict=True)
    return {kind.name for kind, a, b in pairs if a is not None and a == b}


def test_the_recipe_has_five_to_eight_kinds_and_none_is_a_name_alone() -> None:
    assert 5 <= len(RECIPE.kinds) <= 8
    for kind in RECIPE.kinds:
        assert set(kind.needs) <= set(FEATURES)
        assert len(kind.needs) >= 2
        assert not set(kind.needs) <= NAMES
    assert set(features(WHOLE)) == set(FEATURES)


def test_any_one_agreement_is_enough_in_short_lists_and_more_are_asked_for_in_longer_ones() -> None:
    assert RECIPE.threshold == min(RECIPE.weights) == RECIPE.threshold_for(1)
    asked = [RECIPE.threshold_for(rows) for rows in (1, 1_000, 1_001, 3_000, 3_001, 12_000, 12_001, 10**9)]
    assert asked == sorted(asked)
    assert asked[-1] < sum(RECIPE.weights)


def test_a_recipe_that_is_not_here_is_refused_with_what_to_do() -> None:
    with pytest.raises(VarickError, match="recipe 2: .* use the same version of Varick"):
        Recipe.load(2)


def test_a_person_known_alike_in_two_offices_agrees_in_every_kind() -> None:
    other = Person(("PEREZ GOMEZ, Juan",), parse_day("1988-07-03"), "40th Precinct", "+1 212 555 0144", "B-9")
    assert agree(WHOLE, other) == {kind.name for kind in RECIPE.kinds}


@pytest.mark.parametrize(
    ("other", "kinds"),
    [
        (replace(WHOLE, names=("Pérez, Roberto",), phone="", precinct=""), {"surname and date"}),
        (
            replace(WHOLE, birth=parse_day("1988"), phone="", precinct=""),
            {"names and year"},
        ),
        (replace(WHOLE, birth=parse_day("1978-03-07"), phone="", precinct=""), {"names and day"}),
        (replace(WHOLE, birth=None, phone=""), {"names and precinct"}),
        (Person(("Yusuf Ali",), parse_day("1988"), "40", "212.555.0144"), {"phone and year"}),
        (Person(WHOLE.names, None, "", WHOLE.phone), set()),
        (Person((), WHOLE.birth, WHOLE.precinct), set()),
        (Person(WHOLE.names), set()),
    ],
)
def test_what_is_known_of_both_decides_in_which_kinds_they_agree(other: Person, kinds: set[str]) -> None:
    assert agree(WHOLE, other) == kinds


def test_the_first_of_january_says_no_more_than_its_year() -> None:
    placeholder = replace(WHOLE, birth=parse_day("1988-01-01"))
    assert tokens(placeholder, RECIPE) == tokens(replace(WHOLE, birth=parse_day("1988")), RECIPE)


@pytest.mark.parametrize("rough", ["1988-03", "~1988-03-07", "week of 1988-03-07"])
def test_a_rough_date_counts_by_its_year(rough: str) -> None:
    assert tokens(replace(WHOLE, birth=parse_day(rough)), RECIPE) == tokens(
        replace(WHOLE, birth=parse_day("1988")), RECIPE
    )


def test_the_offices_own_number_enters_no_token() -> None:
    assert tokens(WHOLE, RECIPE) == tokens(replace(WHOLE, ref="A 123 456 789"), RECIPE)


@pytest.mark.parametrize("phone", ["", "911", "unknown", "n/a 123"])
def test_what_is_no_telephone_makes_no_token(phone: str) -> None:
    assert features(replace(WHOLE, phone=phone))["phone"] is None


SCRIPTS = (
    "Juan Carlos Pérez Gómez", "Đặng Thị Hà", "محمد حسن", "王小明", "陳大文", "김민수", "রহিম উদ্দিন", "ਹਰਪ੍ਰੀਤ ਸਿੰਘ", "Олена Сидорова", "თამარ ბერიძე",
    "አበበ ተስፋዬ", "Jean-Baptiste Pierre", "N'Diaye, Cheikh", "Ñuñez, Begoña", "Łukasz Żółć", "Ngozi Okafor", "نورالدین کریمی", "सुनीता शर्मा",
)  # fmt: skip


def test_version_1_makes_these_tokens_and_no_others() -> None:
    """Offices of one charter must make the same tokens. Where this fails, a rule, the lexicon or anyascii changed: that is a
    new version of the recipe, or an older anyascii must stay."""
    rows = [tokens(replace(WHOLE, names=(name,)), RECIPE) for name in SCRIPTS]
    made = b"\n".join(token or b"-" for row in rows for token in row)
    assert (RECIPE.version, blake2b(made, digest_size=8).hexdigest()) == (1, "c6de331e7305b973")


def test_a_person_is_not_printed() -> None:
    assert "Pérez" not in f"{WHOLE!r} {WHOLE}"


ROWS = st.lists(st.tuples(*[st.sampled_from([None, b"a", b"b", b"c"])] * 3), max_size=12)


@given(ROWS)
def test_no_token_stands_twice_in_a_list_and_single_ones_stay(rows: list[Row]) -> None:
    alone = unique(rows)
    assert len(alone) == len(rows)
    for before, after in zip(zip(*rows, strict=True), zip(*alone, strict=True), strict=True):
        times = Counter(before)
        assert list(after) == [token if token is not None and times[token] == 1 else None for token in before]
    assert unique(alone) == alone
