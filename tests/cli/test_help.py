"""Help: quick, grouped by the questions, and with an example on every page. (That the examples run, tests/docs sees to.)"""

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import click
import pytest

from varick import __version__
from varick.cli import VERBS, cli
from varick.cli.lazy import every
from varick.cli.observe import VERBS as OBSERVE

Run = Callable[..., Any]
ALL = [" ".join(path) for path in every(cli)]
HEAVY = (
    "numpy",
    "polars",
    "pydantic",
    "pyarrow",
    "numba",
    "yaml",
    "jinja2",
    "dask",
    "distributed",
    "varick.engine",
    "varick.model",
)


@pytest.mark.parametrize("arguments", [[], ["--help"], ["-h"]])
@pytest.mark.parametrize(
    ("group", "listed"), [((), VERBS), (("observe",), OBSERVE)], ids=["varick", "observe"]
)
def test_help_shows_every_verb_under_its_question(
    varick: Run, group: tuple[str, ...], listed: Any, arguments: list[str]
) -> None:
    ran = varick(*group, *arguments)
    assert (ran.code, ran.err, ran.files) == (0, "", ())
    lines = ran.out.splitlines()
    for question, verbs in listed.items():
        place = lines.index(f"{question}:")
        assert [line.split()[0] for line in lines[place + 1 : place + 1 + len(verbs)]] == list(verbs)
        for line, (_, text) in zip(lines[place + 1 :], verbs.values(), strict=False):
            assert text in line
    assert all(len(line) <= 100 for line in lines)


@pytest.mark.parametrize("verb", ALL)
def test_every_verb_has_help_with_an_example(varick: Run, verb: str) -> None:
    path = verb.split()
    ran = varick(*path, "--help")
    assert (ran.code, ran.err, ran.files) == (0, "", ())
    text = " ".join(ran.out.split())
    assert text.startswith(f"Usage: varick {verb}")
    assert f"Example: varick {verb}" in text
    assert varick(*path, "-h").out == ran.out
    for option in every(cli)[tuple(path)].params:
        if isinstance(option, click.Option) and not option.hidden:
            assert option.help, f"varick {verb} {option.opts[0]} has no help"


def test_the_version(varick: Run) -> None:
    assert varick("--version").out == f"varick {__version__}\n"


@pytest.mark.parametrize(
    "arguments", [["--help"], ["--version"], [], *([*verb.split(), "--help"] for verb in ALL)], ids=" ".join
)
def test_start_up_imports_nothing_heavy(arguments: list[str]) -> None:
    program = (
        "import sys; from varick.cli import run; run(sys.argv[1:]); "
        f"print(*(m for m in {HEAVY!r} if m in sys.modules), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stderr.split() == []
