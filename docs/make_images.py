"""Draws the README's picture, the flow of the brief of nyc-2018: python docs/make_images.py"""

import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PICTURE = ROOT / "docs" / "images" / "flow-nyc-2018.svg"


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


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "src"))
    figure = picture()
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_text(on_white(figure.svg), encoding="utf-8")
    print(f"{PICTURE.relative_to(ROOT)}: {PICTURE.stat().st_size:,} bytes\n{figure.alt}")
