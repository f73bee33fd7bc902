"""Draws the pictures of the README, the flow of the brief of nyc-2018 and the flyer: python docs/make_images.py"""

import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PICTURE = ROOT / "docs" / "images" / "flow-nyc-2018.svg"
FLYER = ROOT / "docs" / "images" / "flyer.png"


def picture() -> Any:
    """The figure."""
    from varick.engine.answers import World
    from varick.model.load import load_scenario
    from varick.report.brief import brief
    from varick.report.parts import flow_figure
    from varick.words import Words

    world = World.of(load_scenario("nyc-2018"))
    return flow_figure(brief(world, [], "varick demo"), Words("en"))


def on_white(svg: str) -> str:
    """The drawing on a white ground, so that it can be read on dark pages too."""
    return svg.replace("</desc>", '</desc><rect width="100%" height="100%" fill="#ffffff"/>', 1) + "\n"


def flyer() -> Any:
    """The first sides of the example's flyer in English and in Arabic, side by side, in sixteen grays."""
    from datetime import date

    import pypdfium2
    from PIL import Image

    from varick.cli.flyer import read_organisation
    from varick.letters.flyer import render

    codes, practice, day = ("en", "ar"), "call-in-letter", date(2026, 11, 23)
    org = read_organisation(ROOT / "examples" / "organisation.yaml", codes, practice, day)
    document = pypdfium2.PdfDocument(render(practice, codes, org, "letter", day))
    first, second = (document[side].render(scale=0.95).to_pil().convert("L") for side in (0, 2))
    both = Image.new("L", (first.width + second.width + 24, first.height + 16), 200)
    both.paste(first, (8, 8))
    both.paste(second, (first.width + 16, 8))
    return both.quantize(16)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "src"))
    figure = picture()
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_text(on_white(figure.svg), encoding="utf-8")
    flyer().save(FLYER, optimize=True)
    print(f"{FLYER.relative_to(ROOT)}: {FLYER.stat().st_size:,} bytes")
    print(f"{PICTURE.relative_to(ROOT)}: {PICTURE.stat().st_size:,} bytes\n{figure.alt}")
