"""Every command that the README and the pages show runs, and prints what they show."""

import re
from pathlib import Path

import click
import pytest
from blocks import ROOT, Block, Runner, blocks, differs, examples, pages

from varick.cli import VERBS, cli

PAGES = [page for page in pages() if page.name != "tutorial.md" and list(examples(page))]
SHOWN = [block for page in pages() for block in blocks(page)]


def quick(block: Block) -> bool:
    return block.note != "long" and ["test"] not in block.commands


def name(value: object) -> str:
    return str(value.relative_to(ROOT)) if isinstance(value, Path) else str(value)


def run_page(page: Path, folder: Path, long: bool) -> None:
    runner = Runner(folder)
    for block, shown in examples(page):
        if ["test"] in block.commands or (block.note == "long" and not long):
            continue
        printed = runner.run(block)
        if shown is not None:
            assert not differs(shown.text, printed), f"{shown}: {differs(shown.text, printed)}"


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_what_a_page_shows_is_what_it_gets(page: Path, tmp_path: Path, worlds: None) -> None:
    run_page(page, tmp_path, long=False)


@pytest.mark.long
@pytest.mark.parametrize("page", [p for p in PAGES if any(b.note == "long" for b in blocks(p))], ids=name)
def test_what_a_page_shows_is_what_it_gets_at_length(page: Path, tmp_path: Path, worlds: None) -> None:
    run_page(page, tmp_path, long=True)


@pytest.mark.parametrize("block", [b for b in SHOWN if b.commands and (b.note or not quick(b))], ids=name)
def test_commands_that_are_not_run_here_are_commands(
    block: Block, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    for verb, *arguments in block.commands:
        if verb == "test":
            continue
        command = cli.get_command(click.Context(cli), verb)
        assert command is not None, f"{block}: there is no verb {verb}"
        command.make_context(verb, list(arguments))


def examples_in_help() -> list[object]:
    """The example of each verb's --help; those of the verbs that take long are run with --long."""
    found: list[object] = []
    for verb in (verb for group in VERBS.values() for verb in group):
        marks = [pytest.mark.long] if verb in ("levers", "demo", "brief") else []
        found.append(pytest.param(verb, id=verb, marks=marks))
    return found


@pytest.mark.parametrize("verb", examples_in_help())
def test_the_example_in_the_help_runs(verb: str, tmp_path: Path, worlds: None) -> None:
    command = cli.get_command(click.Context(cli), verb)
    assert command is not None
    example = re.match(r"Example: (varick .*?)(?:\. |\.?$)", " ".join((command.epilog or "").split()))
    assert example, f"varick {verb} --help has no example"
    Runner(tmp_path).run(Block(Path(f"varick {verb} --help"), 0, "sh", example[1], ""))


def test_the_readme_shows_every_verb() -> None:
    shown = {words[0] for b in blocks(ROOT / "README.md") for words in b.commands}
    verbs = {verb for group in VERBS.values() for verb in group}
    assert verbs <= shown


def test_blocks_are_read_as_meant(tmp_path: Path) -> None:
    """Guards the reader of blocks itself: what is shown but not printed must be seen."""
    assert not differs("a\n...\nd ...\n", "a\nb\nc\nd e f\n")
    assert not differs("a\nb\n", "a\nb\n")
    assert differs("a\nc\n", "a\nb\nc\n")
    assert differs("a\nb\n", "a\nb\nc\n")
    assert differs("a\n...\nz\n", "a\nb\nc\n")
    page = tmp_path / "page.md"
    page.write_text(
        "<!-- long -->\n```sh\nvarick expect --seed 3 # said\npip install x\n```\n\n```text\nx\n```\n"
    )
    first, second = blocks(page)
    assert (first.note, first.commands, second.text) == ("long", [["expect", "--seed", "3"]], "x\n")
