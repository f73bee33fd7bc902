"""``varick brief``: one page per language, its numbers beside it, and refusals before the work."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from varick.engine import levers as engine_levers
from varick.engine.answers import World
from varick.report import traced

Run = Callable[..., Any]
FEW = ("end-interoperability", "honor-all-detainers", "honor-no-detainers")


@pytest.fixture
def quick(varick: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The verb with three reforms, no published totals and few draws: what it does, without the time that it takes."""
    of, levers = World.of, engine_levers.levers

    def few_draws(scenario: Any, like: World | None = None, draws: int = 200, **more: Any) -> World:
        return of(scenario, like, 10, **more)

    def few_levers(world: World, reforms: Mapping[str, Any], tell: Any = None) -> dict[str, Any]:
        return levers(world, {name: reforms[name] for name in FEW}, tell)

    monkeypatch.setattr(World, "of", few_draws)
    monkeypatch.setattr("varick.engine.levers.levers", few_levers)
    monkeypatch.setattr("varick.cli.brief.totals_beside", lambda scenario: dict)
    return varick


def test_a_brief_is_written_in_both_languages(quick: Run) -> None:
    ran = quick("brief", "nyc-2018", "--out", "page")
    assert ran.code == 0, ran.err
    assert ran.out.split() == [str(Path.cwd() / "page" / name) for name in ("index.html", "index.es.html")]
    assert "1/4" in ran.err
    english, spanish = (
        Path("page", name).read_text(encoding="utf-8") for name in ("index.html", "index.es.html")
    )
    assert "comes after ICE already knew" in english
    assert "nothing else leads from this lever to a letter" in english
    assert "nada más lleva de esta palanca a una carta" in spanish
    assert {"flow.csv", "levers.csv", "facts.csv", "who-knew.csv"} <= {p.name for p in Path("page").iterdir()}
    for text in (english, spanish):
        assert text.count("<article") == 2
        assert "<script" not in text


def test_one_language_is_one_page(quick: Run) -> None:
    ran = quick("brief", "nyc-2018", "--out", "page", "--lang", "es")
    assert ran.code == 0, ran.err
    assert [p.name for p in Path("page").glob("*.html")] == ["index.html"]
    assert '<html lang="es">' in Path("page/index.html").read_text(encoding="utf-8")


def test_somebody_s_folder_is_refused_before_the_work(varick: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("mine").mkdir()
    Path("mine/letter.txt").write_text("mine")
    monkeypatch.setattr(World, "of", lambda *_: pytest.fail("worked before it looked"))
    ran = varick("brief", "nyc-2018", "--out", "mine")
    assert ran.code == 2
    assert "something else is there" in ran.err
    assert len(ran.err.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [("brief nyc-2081", "there is no scenario"), ("brief --lang fr", "is not one of")],
)
def test_bad_input_is_one_line(varick: Run, arguments: str, complaint: str) -> None:
    ran = varick(*arguments.split())
    assert ran.code == 2
    assert complaint in ran.err
    assert len(ran.err.splitlines()) == 1


def test_the_article_s_second_client_has_no_status_section_or_ticket() -> None:
    told = traced.SECOND_CLIENT
    assert not {"status", "charge", "desk_appearance_ticket", "county", "letter"} & told.keys()
    assert told["enrolled_in_ident"] == told["pending_application"] == "yes"


def test_a_place_that_takes_no_file_is_refused_before_the_work(
    quick: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(World, "of", lambda *_, **__: pytest.fail("worked for nothing"))
    Path("file").write_text("kept", encoding="utf-8")
    ran = quick("brief", "nyc-2018", "--out", "file/page")
    assert (ran.code, ran.out) == (2, "")
    assert "cannot be written" in ran.err
