"""Draws the README's picture from the shipped scenario: python docs/make_images.py"""

import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PICTURE = ROOT / "docs" / "images" / "flow-nyc-2018.svg"
MARKS = {"printed": "lever", "dcjs_received_prints": "lever", "handed_over": "lever"}
LABELS = {"released": "Sought by ICE when city custody ends"}
CUSTODY = ("letter_arrest", "home_arrest", "courthouse_arrest", "ice_arrest", "detained")
WAYS = ("handed_over", "letter_arrest", "home_arrest", "courthouse_arrest")


def picture() -> Any:
    """The flow of nyc-2018, exact, as a figure."""
    from varick.engine.answers import World, level
    from varick.figures import Stage, flow
    from varick.model.load import load_scenario
    from varick.words import Words

    world, words = World.of(load_scenario("nyc-2018")), Words("en")
    flow_of = _shares(world)
    links = [
        ("printed", "dcjs_received_prints", flow_of("dcjs_received_prints")),
        ("dcjs_received_prints", "fbi_received_prints", flow_of("fbi_received_prints")),
        ("fbi_received_prints", "ice_notified", flow_of("ice_notified")),
        ("ice_notified", "released", flow_of("released")),
        ("released", "handed_over", flow_of("handed_over")),
        ("released", "letter", flow_of("letter")),
        ("released", "home_arrest", flow_of("home_arrest", "letter", False)),
        ("released", "courthouse_arrest", flow_of("courthouse_arrest")),
        ("letter", "letter_arrest", flow_of("letter_arrest")),
        ("letter", "home_arrest", flow_of("home_arrest", "letter", True)),
        *((way, "ice_arrest", flow_of(way)) for way in WAYS),
        ("ice_arrest", "detained", flow_of("detained")),
    ]
    shown = dict.fromkeys(name for link in links for name in link[:2])
    stages = []
    for name in sorted(shown, key=world.names.index):
        kind: Any = "custody" if name in CUSTODY else MARKS.get(name, "passes")
        agency = world.model.nodes[name].agency
        label = LABELS.get(name) or words.label("activity", name)
        stages.append(Stage(name, label, agency, **level(world, name), kind=kind))
    return flow(stages, links, words, name="flow-nyc-2018", zoom_after="ice_notified", zoom=100)


def on_white(svg: str) -> str:
    """The drawing on a white ground, so that it can be read on dark pages too."""
    return svg.replace("</desc>", '</desc><rect width="100%" height="100%" fill="#ffffff"/>', 1) + "\n"


def _shares(world: Any) -> Any:
    from varick.engine.expect import posterior

    layers, index = world.expected.layers, world.model.program.index
    chance = dict(zip(world.names, world.expected.events.tolist(), strict=True))

    def people(name: str, after: str | None = None, happened: bool = True) -> float:
        """People a year to whom ``name`` happened; of them those to whom ``after`` did, or did not."""
        share = 1.0
        if after is not None:
            share = float(posterior(layers, {index[name]: 1})[index[after]][int(happened)])
        return chance[name] * share * float(world.per_year)

    return people


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "src"))
    figure = picture()
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_text(on_white(figure.svg), encoding="utf-8")
    print(f"{PICTURE.relative_to(ROOT)}: {PICTURE.stat().st_size:,} bytes\n{figure.alt}")
