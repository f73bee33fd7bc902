"""A page made upright: every quarter turn and skew is found; uneven light is taken out; either engine tells which way is up."""

import numpy as np
import pytest
import synthetic_letters as synthetic

from varick.letters.engines import Tesseract, installed
from varick.letters.straighten import SKEW, evened, lean, upright


def turned(degrees: float) -> np.ndarray:
    import cv2

    page = synthetic.flat("dev-prose-01")
    height, width = page.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 0.9)
    return np.asarray(
        cv2.warpAffine(page, turn, (width, height), borderValue=(255, 255, 255)), dtype=np.uint8
    )


@pytest.mark.parametrize("degrees", [-10.3, -4.0, -0.6, 0.0, 2.2, 7.0])
def test_skew_is_found(degrees: float) -> None:
    quarters, found = lean(turned(degrees))
    assert quarters == 0
    assert found == pytest.approx(-degrees, abs=0.35)
    assert abs(found) <= SKEW + 1


@pytest.mark.parametrize("quarters", [1, 3])
def test_a_quarter_turn_is_found(quarters: int) -> None:
    found, angle = lean(np.ascontiguousarray(np.rot90(turned(2.0), quarters)))
    assert found == 1
    assert angle == pytest.approx(-2.0, abs=0.35)


def test_a_blank_and_a_black_page_are_no_error() -> None:
    for value in (255, 0):
        page = np.full((400, 300, 3), value, np.uint8)
        assert upright(page, lambda _: False).shape[2] == 3


def test_light_is_evened() -> None:
    page = np.full((800, 600), 240, np.uint8)
    page[100:110, 100:400] = page[700:710, 100:400] = 20
    shade = np.linspace(1.0, 0.4, 800)[:, None]
    flat = evened((page * shade).astype(np.uint8))
    assert flat[[50, 400, 780], 500].min() > 240
    assert flat[105, 200] < 60
    assert flat[705, 200] < 60


@pytest.mark.skipif("tesseract" not in [e.name for e in installed()], reason="needs the tesseract program")
def test_tesseract_alone_tells_which_way_is_up() -> None:
    page = synthetic.flat("dev-prose-01")
    assert not Tesseract().upside_down(page)
    assert Tesseract().upside_down(np.ascontiguousarray(page[::-1, ::-1]))


def test_without_the_program_one_engine_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert [engine.name for engine in installed()] == ["rapidocr"]
