"""``varick brief``: a scenario as one page per language, with its numbers."""

import multiprocessing
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from varick.cli.options import scenario_named
from varick.cli.output import progress
from varick.errors import VarickError

if TYPE_CHECKING:
    from varick.engine.answers import World
    from varick.model.scenario import Scenario
    from varick.report import Page
    from varick.report.page import Anchors
    from varick.words import Words

ANCHOR_DRAWS = 20
"""Joint draws of the facts for each place and year of a published total: enough to tell orders of size apart."""


@click.command(epilog="Example: varick brief nyc-2018 --out out/nyc-2018 --lang en")
@click.argument("scenario", default="nyc-2018")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for the pages (default: out/SCENARIO).",
)
@click.option(
    "--lang",
    type=click.Choice(["en", "es", "both"]),
    default="both",
    show_default=True,
    help="Language of the page.",
)
def command(scenario: str, out: Path | None, lang: str) -> None:
    """A scenario as one page that reads on paper and a phone: the answer, the flow, the levers, two traced people.

    SCENARIO is a scenario's name or the path of its file. Writes one self-contained HTML file for each language, and a CSV
    for every figure and table beside it. The numbers rest on facts of which most are assumed; the page says of each where
    it is from.
    """
    made = make(scenario, out, lang)
    for path in made.pages:
        click.echo(path)


@dataclass(frozen=True)
class Made:
    """A brief that stands: what it was made from, and the paths of its pages."""

    world: "World"
    answer: dict[str, Any]
    page: "Page"
    pages: Sequence[Path]


def make(scenario: str, out: Path | None, lang: str = "both") -> Made:
    """Work out a scenario and every reform, and write its pages. Nothing is worked out twice. Raises VarickError as the
    scenario, the levers and `report.write_page` do."""
    from varick.engine.answers import World
    from varick.engine.levers import levers
    from varick.model.load import library
    from varick.report import published, write_page
    from varick.report.brief import brief
    from varick.report.write import file_name, may_replace, may_write
    from varick.words import LANGUAGES, Words

    chosen = scenario_named(scenario, (), (), None)
    folder = out if out is not None else Path("out") / chosen.name
    may_replace(folder.absolute())  # before the work, not after it
    may_write(folder.absolute())
    langs = LANGUAGES if lang == "both" else (lang,)
    words = Words("en" if lang == "both" else lang)
    step = _steps(4, words)
    totals = totals_beside(chosen)
    step(words("progress.world"))
    world = World.of(chosen)
    answer = levers(world, library().reforms, progress(words("progress.reforms")))
    step(words("progress.totals"))
    anchors = totals()
    step(words("progress.page"))
    page = brief(
        world, answer["levers"], f"varick brief {scenario}", anchors=anchors, claims=published.statements()
    )
    step(words("progress.write", langs=", ".join(langs)))
    index = write_page(folder, page, langs=langs)
    return Made(world, answer, page, [index.with_name(file_name(one, langs)) for one in langs])


def totals_beside(scenario: "Scenario") -> Callable[[], Mapping[str, "Anchors"]]:
    """Start to work out the published totals in a process of their own, on the second core; the result, when called for.

    None for a scenario with reforms: the record is of the world as it is. Raises VarickError, when called for, as
    `engine.anchors.anchors` does."""
    if scenario.reforms:
        return dict
    pool = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"))
    found = pool.submit(_totals, scenario)
    pool.shutdown(wait=False)

    def result() -> Mapping[str, "Anchors"]:
        try:
            return found.result()
        except BrokenProcessPool:
            raise VarickError(
                "the process of the published totals was ended from outside; close other programs and try again"
            ) from None

    return result


def _totals(scenario: "Scenario") -> Mapping[str, "Anchors"]:
    from varick.engine.anchors import anchors
    from varick.model.anchors import shipped_anchors
    from varick.report import published

    return published.told(anchors(scenario, shipped_anchors(), ANCHOR_DRAWS))


def _steps(of: int, words: "Words") -> Callable[[str], None]:
    """Says on standard error what is being done, and how far that is."""
    done = 0

    def step(what: str) -> None:
        nonlocal done
        done += 1
        click.echo(words("progress.step", done=str(done), of=str(of), what=what), err=True)

    return step
