"""Three lists that share people, with planted ones in each, gone round the ring by hand with every file kept."""

from collections.abc import Sequence

import pytest
from offices import agreed
from people import DEVELOPMENT, Written, made, written
from views import Views, by_hand, of_offices

from varick.together.planted import PlantedLists, planted_lists
from varick.together.tokens import Recipe, Row, tokens, unique

ROWS = 100


@pytest.fixture(scope="session")
def recipe() -> Recipe:
    return Recipe.load()


@pytest.fixture(scope="session")
def kinds(recipe: Recipe) -> tuple[str, ...]:
    return tuple(kind.name for kind in recipe.kinds)


@pytest.fixture(scope="session")
def people() -> Written:
    """Half of 150 people on each of three lists."""
    return written(made(DEVELOPMENT[1], 150), seed=DEVELOPMENT[1], coverage=(0.5, 0.5, 0.5))


@pytest.fixture(scope="session")
def lists(people: Written, recipe: Recipe) -> list[list[Row]]:
    return [list(unique([tokens(person, recipe) for person in own])) for own in people.people]


@pytest.fixture(scope="session")
def ring(lists: list[list[Row]], kinds: tuple[str, ...]) -> Views:
    return by_hand(lists, kinds, rows=ROWS, seed="attack")


@pytest.fixture(scope="session")
def masked(lists: list[list[Row]], kinds: tuple[str, ...]) -> Views:
    """The same where the owner's first step uses a number of its own, taken out when the list is home again."""
    return by_hand(lists, kinds, rows=ROWS, seed="attack", masked=True)


@pytest.fixture(scope="session")
def counted(
    lists: Sequence[Sequence[Row]], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Views, PlantedLists]:
    """The same lists through the desks and files of three offices, with thirty planted people."""
    offices = agreed(tmp_path_factory.mktemp("offices"), 3, rows=ROWS + 30, planted=30)
    planted = planted_lists(offices.charter)
    return of_offices(offices, lists, planted.rows), planted
