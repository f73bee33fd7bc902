"""The tutorial's blocks run one after another, and print what the tutorial says they print."""

from pathlib import Path

from blocks import ROOT, Runner, differs, examples

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
