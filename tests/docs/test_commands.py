"""Every command that the README and the pages show runs, and prints what they show."""

import re
from copy import copy
from pathlib import Path

import click
import pytest
from blocks import ROOT, Block, Runner, blocks, differs, examples, pages

from varick.cli import cli
from varick.cli.lazy import every

PAGES = [page for page in pages() if not page.name.startswith("tutorial") and list(examples(page))]
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
        while isinstance(command, click.Group) and arguments:
            verb, *arguments = arguments
            command = command.get_command(click.Context(command), verb)
            assert command is not None, f"{block}: there is no verb {verb}"
        copy(command).make_context(verb, list(arguments))  # click keeps the help option of who asks first


def examples_in_help() -> list[object]:
    """The example of each verb's --help; those of the verbs that take long are run with --long. Those of `varick casebook`,
    and `varick together`, which ask for a secret, are run in tests/cli/casebook and tests/cli/together."""
    found: list[object] = []
    for path in every(cli):
        if path[0] in ("casebook", "together"):
            continue
        marks = [pytest.mark.long] if path[0] in ("levers", "demo", "brief") else []
        found.append(pytest.param(path, id=" ".join(path), marks=marks))
    return found


@pytest.mark.parametrize("path", examples_in_help())
def test_the_example_in_the_help_runs(path: tuple[str, ...], tmp_path: Path, worlds: None) -> None:
    """Those of the record read `arrests.csv`, the `log` imported from it, and `people.parquet`, simulated."""
    verb = " ".join(path)
    example = re.match(
        r"Example: (varick .*?)(?:\. |\.?$)", " ".join((every(cli)[path].epilog or "").split())
    )
    assert example, f"varick {verb} --help has no example"
    runner = Runner(tmp_path)
    before = []
    if path[0] == "observe":
        (tmp_path / "arrests.csv").symlink_to(ROOT / "examples" / "observe" / "arrests.csv")
        before += ["varick observe import arrests.csv --out log"] if path != ("observe", "import") else []
        before += (
            ["varick simulate --people 300 --log people.parquet"] if "people.parquet" in example[1] else []
        )
    for line in (*before, example[1]):
        runner.run(Block(Path(f"varick {verb} --help"), 0, "sh", line, ""))


def test_the_readme_shows_every_verb() -> None:
    shown = [words for b in blocks(ROOT / "README.md") for words in b.commands]
    unshown = [" ".join(path) for path in every(cli) if not any(tuple(w[: len(path)]) == path for w in shown)]
    assert not unshown


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
