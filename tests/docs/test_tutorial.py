"""The tutorials' blocks run one after another, and print what the tutorials say they print."""

from pathlib import Path

from blocks import RELEASE, REPORTER, ROOT, Runner, differs, examples

TUTORIAL = ROOT / "docs" / "tutorial.md"


def test_the_tutorial_prints_what_it_says(tmp_path: Path) -> None:
    runner, compared = Runner(tmp_path), 0
    for block, shown in examples(TUTORIAL):
        printed = runner.run(block)
        if shown is None:
            assert printed == "", f"{block} prints what the tutorial does not show"
        else:
            assert "..." not in shown.text
            assert not differs(shown.text, printed), f"{shown}: {differs(shown.text, printed)}"
            compared += 1
    assert compared >= 8


def test_the_reporters_path_prints_what_it_says(shared: Path, tmp_path: Path) -> None:
    """From ICE's files to 54 in January 2017 and 272 in February, and the rows behind them."""
    runner, compared = Runner(tmp_path), 0
    runner.link(shared / RELEASE)
    for block, shown in examples(REPORTER):
        printed = runner.run(block)
        assert shown is not None or printed == "", f"{block} prints what the page does not show"
        if shown is not None:
            assert not differs(shown.text, printed), f"{shown}: {differs(shown.text, printed)}"
            compared += 1
    assert compared >= 8
