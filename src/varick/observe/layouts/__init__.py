"""What is known of ICE's releases as tables: names of columns, releases, offices, health thresholds."""

from functools import cache
from importlib.resources import files
from typing import Any


@cache
def table(name: str) -> dict[str, Any]:
    """The YAML file of that name, read once. It must not be changed."""
    import yaml

    text = files("varick.observe.layouts").joinpath(f"{name}.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    return found
