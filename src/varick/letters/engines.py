"""The two engines that read a page: RapidOCR with the models of its wheel, and the system's Tesseract through pipes.

Neither writes a file, sends anything, or logs anything. Which of them are there is asked each time.
"""

import csv
import io
import os
import shutil
import subprocess
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from varick.errors import VarickError
from varick.letters.reading import Box, Line

if TYPE_CHECKING:
    from varick.letters.reading import Pixels

SECONDS = 120
MODELS = {
    "Det": "PP-OCRv6_det_small.onnx",
    "Cls": "ch_ppocr_mobile_v2.0_cls_mobile.onnx",
    "Rec": "PP-OCRv6_rec_small.onnx",
}
LEAST_SCORE = 0.4
LOOKED_FOR = 1600
"""RapidOCR looks for lines on a copy with so many pixels on its longer side, and reads them on the page itself."""
EXTRA = "to read letters, install the extra packages: pip install 'varick[paper]'"


class Engine(Protocol):
    """What reads a page."""

    name: str

    def lines(self, page: "Pixels") -> list[Line]:
        """The pieces of text on an upright RGB page (rows, columns, 3)."""

    def upside_down(self, page: "Pixels") -> bool:
        """Whether the text of a page with level lines stands on its head."""


def installed() -> tuple[Engine, ...]:
    """The engines that this machine has, RapidOCR first. Raises VarickError where there is none."""
    for needed in ("cv2", "PIL", "numpy"):
        if find_spec(needed) is None:
            raise VarickError(EXTRA)
    found: list[Engine] = []
    if find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None and _models() is not None:
        found.append(Rapid())
    program = shutil.which("tesseract")
    if program is not None and "eng" in _languages(program):
        found.append(Tesseract(program))
    if not found:
        raise VarickError(EXTRA)
    return tuple(found)


def _models() -> Path | None:
    """The folder of the models in RapidOCR's wheel, where all three are in it: nothing is ever fetched."""
    spec = find_spec("rapidocr")
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent / "models"
    return folder if all((folder / file).is_file() for file in MODELS.values()) else None


@cache
def _rapid() -> Any:
    """RapidOCR's reader, made once a process: loading its models takes a second."""
    import logging

    from varick.letters.alone import silenced

    silenced()
    folder = _models()
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)  # it would tell on standard error which model files it opens
    try:
        import onnxruntime
        from rapidocr import RapidOCR

        onnxruntime.disable_telemetry_events()  # Windows' own tracing asks no variable
        threads = {f"EngineConfig.onnxruntime.{kind}_op_num_threads": 1 for kind in ("intra", "inter")}
        paths = {f"{part}.model_path": str(folder / file) for part, file in MODELS.items()} if folder else {}
        return RapidOCR(
            params={
                "Global.log_level": "critical",
                "Global.use_cls": False,
                "Global.max_side_len": 4000,
                "Det.limit_type": "max",
                "Det.limit_side_len": LOOKED_FOR,
                "EngineConfig.onnxruntime.enable_cpu_mem_arena": True,
                "Global.text_score": LEAST_SCORE,
                **threads,
                **paths,
            }
        )
    finally:
        logging.disable(before)


class Rapid:
    """RapidOCR (PP-OCRv6 small, ONNX), one thread, models from its wheel."""

    name = "rapidocr"

    def lines(self, page: "Pixels") -> list[Line]:
        """The pieces of text, each with its box and the engine's score."""
        import numpy as np

        read = _rapid()(np.ascontiguousarray(page[:, :, ::-1]))
        if read.boxes is None or read.txts is None:
            return []
        found = []
        for corners, text, score in zip(read.boxes, read.txts, read.scores, strict=True):
            (ax, ay), (bx, by) = corners[0], corners[1]
            level = abs(by - ay) <= 0.2 * abs(bx - ax) + 6  # else a stamp or watermark across the page
            if text.strip() and level and len(text.strip()) > 0:
                found.append(Line(text.strip(), _inked(_box(corners)), float(score)))
        return found

    def upside_down(self, page: "Pixels") -> bool:
        """Read the longest lines both ways: text on its head gets low scores."""
        import cv2
        import numpy as np

        reader = _rapid()
        by = min(1.0, 1200 / max(page.shape[:2]))
        small = cv2.resize(page, None, fx=by, fy=by, interpolation=cv2.INTER_AREA)
        boxes = reader._load_det_model()(small).boxes
        if boxes is None:
            return False
        wide = sorted((_box(corners) for corners in boxes), key=lambda b: -b.width)
        wide = [b for b in wide if b.width > 3 * b.height][:8]
        if not wide:
            return False
        crops = []
        for box in wide:
            x0, y0, x1, y1 = (round(v / by) for v in box)
            crops.append(np.ascontiguousarray(page[max(0, y0) : y1, max(0, x0) : x1, ::-1]))
        crops = [crop for crop in crops if crop.size]
        if not crops:
            return False
        both = crops + [np.ascontiguousarray(crop[::-1, ::-1]) for crop in crops]
        from rapidocr.ch_ppocr_rec import TextRecInput

        scores = reader._load_rec_model()(TextRecInput(img=both, return_word_box=False)).scores
        return float(sum(scores[len(crops) :])) > float(sum(scores[: len(crops)]))


def _box(corners: Any) -> Box:
    xs, ys = [float(c[0]) for c in corners], [float(c[1]) for c in corners]
    return Box(int(min(xs)), int(min(ys)), int(max(xs)) + 1, int(max(ys)) + 1)


def _inked(box: Box) -> Box:
    """RapidOCR's boxes stand off the print by about an eighth of their height; Tesseract's do not."""
    off = box.height // 8
    return Box(box.x0 + off // 2, box.y0 + off, box.x1 - off // 2, box.y1 - off)


class Tesseract:
    """The tesseract program of the system, English, fed and heard through pipes."""

    name = "tesseract"

    def __init__(self, program: str = "tesseract") -> None:
        self.program = program

    def lines(self, page: "Pixels") -> list[Line]:
        """The lines of text, from words of one line that stand near each other."""
        return _joined(self._words(prepared(page), "3"), SCALE)

    def upside_down(self, page: "Pixels") -> bool:
        """Read a smaller copy both ways: text on its head gets low scores."""
        import numpy as np

        sure = [
            sum(word.confidence for word in self._words(prepared(turned, 1.0), "6") if word.confidence > 0.6)
            for turned in (page, np.ascontiguousarray(page[::-1, ::-1]))
        ]
        return sure[1] > sure[0]

    def _words(self, grey: "Pixels", layout: str) -> "list[_Word]":
        import cv2

        made, png = cv2.imencode(".png", grey, [cv2.IMWRITE_PNG_COMPRESSION, 1])
        assert made
        try:
            done = subprocess.run(
                [self.program, "stdin", "stdout", "--psm", layout, "--dpi", "300", "-l", "eng", "tsv"],
                input=png.tobytes(),
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=SECONDS,
                check=False,
                env={**os.environ, "OMP_THREAD_LIMIT": "1"},
            )
        except (OSError, subprocess.TimeoutExpired):
            return []
        return _table(done.stdout.decode("utf-8", errors="replace"))


SCALE = 1.5
"""Tesseract gets the page enlarged by this: print of 12 points at 200 pixels an inch is small for it."""


def prepared(page: "Pixels", scale: float = SCALE) -> "Pixels":
    """The page as Tesseract reads it best: grey, evenly lit, enlarged, sharpened where it is blurred."""
    import cv2
    import numpy as np

    from varick.letters.straighten import evened

    grey = evened(np.asarray(cv2.cvtColor(page, cv2.COLOR_RGB2GRAY), dtype=np.uint8))
    if scale != 1.0:
        grey = np.asarray(
            cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC), dtype=np.uint8
        )
    soft = cv2.GaussianBlur(grey, (0, 0), 3.0)
    return np.asarray(cv2.addWeighted(grey, 1.8, soft, -0.8, 0), dtype=np.uint8)


class _Word(Line):
    """A word with the number of its line."""

    def __init__(self, text: str, box: Box, confidence: float, line: tuple[str, ...]) -> None:
        super().__init__(text, box, confidence)
        object.__setattr__(self, "line", line)


def _table(text: str) -> list[_Word]:
    """The words of Tesseract's table (tsv)."""
    found = []
    for row in csv.DictReader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE):
        try:
            left, top, width, height = (int(row[k]) for k in ("left", "top", "width", "height"))
            sure = float(row["conf"])
            words = (row["text"] or "").strip()
            line = tuple(str(row[k]) for k in ("page_num", "block_num", "par_num", "line_num"))
        except (KeyError, TypeError, ValueError):
            continue
        if words and sure >= 0:
            found.append(_Word(words, Box(left, top, left + width, top + height), sure / 100, line))
    return found


def _joined(words: list[_Word], scale: float) -> list[Line]:
    """Words of one line, parted where a gap is wider than three letters are high: two columns are two pieces."""
    found: list[Line] = []
    held: list[_Word] = []

    def close() -> None:
        if held:
            box = Box(
                min(w.box.x0 for w in held),
                min(w.box.y0 for w in held),
                max(w.box.x1 for w in held),
                max(w.box.y1 for w in held),
            )
            sure = sum(w.confidence * len(w.text) for w in held) / sum(len(w.text) for w in held)
            found.append(
                Line(" ".join(w.text for w in held), Box(*(round(v / scale) for v in box)), round(sure, 3))
            )
            held.clear()

    for word in words:
        if held:
            last = held[-1]
            same = getattr(last, "line", None) == getattr(word, "line", None)
            if not same or word.box.x0 - last.box.x1 > 2.5 * max(last.box.height, word.box.height):
                close()
        held.append(word)
    close()
    return found


def _languages(program: str) -> set[str]:
    try:
        done = subprocess.run(
            [program, "--list-langs"], capture_output=True, text=True, timeout=30, check=False
        )
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
        return set()
    return set(done.stdout.split()) | set(done.stderr.split())
