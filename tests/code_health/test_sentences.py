"""No sentence for a user is written in cli/, report/ or figures/: they stand in words/, in both languages.

Exempt: docstrings, the help of click's commands and options, and error messages, which are in English for now.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from varick.pathway.terms import Agency

SOURCE = Path(__file__).resolve().parents[2] / "src" / "varick"
ROOMS = ("cli", "report", "figures")
HELP = {
    "cli/__init__.py", "cli/options.py", "cli/observe/__init__.py", "cli/observe/options.py",
    "cli/casebook/__init__.py", "cli/casebook/secret.py", "cli/letter/__init__.py",
    "cli/together/__init__.py", "cli/together/charter/__init__.py",
}  # fmt: skip
"""The help of the verbs and of the options that verbs share, with the errors that nobody foresaw."""
EXEMPT = {
    "VarickError",
    "NoAnswer",
    "UsageError",
    "BadParameter",
    "option",
    "days_options",
    "argument",
    "command",
    "group",
    "progress",
    "step",
    "compile",
}
"""Calls whose texts are errors, help or a pattern, or say on standard error how far the work is."""
NAMES = {agency.value for agency in Agency}
PROSE = re.compile(r"[^\W\d_]{2,} [^\W\d_]{2,}")
COMMAND = re.compile(r"varick [a-z]+( --[a-z]+)* ?")


def texts(tree: ast.Module) -> Iterator[ast.Constant]:
    """Strings that could reach a user."""
    exempt = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(
            node.value, ast.Constant
        ):  # docstrings, also of attributes
            exempt.add(node.value)
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in EXEMPT:
                exempt |= {c for c in ast.walk(node) if isinstance(c, ast.Constant)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in exempt:
            yield node


def sentences(text: str) -> list[str]:
    """Strings of a module in which two words of prose follow each other, unless they are markup, a font or a command."""
    return [
        f"{node.lineno}: {node.value.strip()[:60]!r}"
        for node in texts(ast.parse(text))
        if PROSE.search(str(node.value))
        and node.value not in NAMES
        and "<" not in str(node.value)
        and "sans-serif" not in str(node.value)
        and not COMMAND.fullmatch(str(node.value))
    ]


def modules() -> list[Path]:
    found = [p for room in ROOMS for p in sorted((SOURCE / room).rglob("*.py"))]
    return [p for p in found if str(p.relative_to(SOURCE)) not in HELP]


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(SOURCE)))
def test_no_sentence_stands_outside_words(path: Path) -> None:
    found = sentences(path.read_text(encoding="utf-8"))
    assert not found, "put it into words/en and words/es"


@pytest.mark.parametrize(
    ("line", "seen"),
    [
        ('click.echo("Nothing differs for anybody.")', True),
        ('click.echo(f"{n} people were counted")', True),
        ('raise VarickError("nothing is known of it")', False),
        ('click.option("--x", help="What is known")', False),
        ('words("lever.head")', False),
        ('"""A docstring of words."""', False),
        ('"<td role=row>a b</td>"', False),
        ('"varick demo --scenario "', False),
    ],
)
def test_sentences_are_seen(line: str, seen: bool) -> None:
    assert bool(sentences(line)) == seen
