"""The README's picture shows the numbers that the shipped scenario gives now."""

import re

from make_images import PICTURE, on_white, picture


def words_of(svg: str) -> list[str]:
    return re.findall(r">([^<>]+)<", svg)


def test_the_picture_shows_what_the_scenario_gives(worlds: None) -> None:
    there = PICTURE.read_text(encoding="utf-8")
    assert words_of(there) == words_of(on_white(picture().svg)), "run: python docs/make_images.py"
    assert len(there) < 300_000
    assert 'fill="#ffffff"' in there
