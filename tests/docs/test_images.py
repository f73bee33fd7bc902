"""The README's picture shows the numbers that the shipped scenario gives now, and its text for those who do not see it too."""

import re

from blocks import ROOT
from make_images import FLYER, PICTURE, on_white, picture


def words_of(svg: str) -> list[str]:
    return re.findall(r">([^<>]+)<", svg)


def test_the_picture_shows_what_the_scenario_gives(worlds: None) -> None:
    there, now = PICTURE.read_text(encoding="utf-8"), picture()
    assert words_of(there) == words_of(on_white(now.svg)), "run: python docs/make_images.py"
    assert len(there) < 300_000
    assert 'fill="#ffffff"' in there
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    alt = re.search(r"!\[([^\]]+)\]\(docs/images/flow-nyc-2018\.svg\)", readme)
    assert alt
    numbers = re.findall(r"[\d,.]+ \([\d,.]+ to [\d,.]+\)", alt[1])
    assert len(numbers) >= 4
    assert [n for n in numbers if n not in now.alt] == []


def test_the_picture_of_the_flyer_is_small_and_tells_nothing_else() -> None:
    """Its letters are those of the machine that drew it, so that only its size and kind are compared."""
    there = FLYER.read_bytes()
    assert there.startswith(b"\x89PNG")
    assert len(there) < 150_000
    assert not any(chunk in there for chunk in (b"tEXt", b"iTXt", b"eXIf", b"tIME"))
