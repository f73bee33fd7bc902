"""The tables of docs/decisions/linkage.md are those that its program makes."""

import pytest
from linkage_page import BEGIN, PAGE, PARTS, page
from people import DEVELOPMENT, FROZEN


def test_the_page_has_every_table() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for name in PARTS:
        assert text.split(BEGIN.format(name))[1].lstrip().startswith("|")


def test_frozen_seeds_are_not_those_of_development() -> None:
    assert not set(FROZEN) & set(DEVELOPMENT)


@pytest.mark.long
def test_its_figures_are_those_of_the_frozen_seeds() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert page(text) == text
