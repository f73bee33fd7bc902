"""What stands in the repository's texts: no paths of somebody's machine, one version."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

import varick

ROOT = Path(__file__).resolve().parents[2]
LEFT_OUT = {".git", ".venv", ".hypothesis", "__pycache__", "build", "dist", "out", "node_modules"}
BINARY = {".png", ".parquet", ".woff2", ".ico", ".gz", ".zip"}

MACHINE = re.compile(r"(?<![\w.])/(?:root|home/\w+|Users/\w+|tmp/\w+)(?=[/\s\"'`)]|$)")


def texts() -> Iterator[Path]:
    for path in sorted(ROOT.rglob("*")):
        parts = path.relative_to(ROOT).parts
        ours = not any(p in LEFT_OUT or p.endswith("_cache") for p in parts)
        if ours and path.is_file() and path.suffix not in BINARY and path != Path(__file__).resolve():
            yield path


def said(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


def test_no_text_knows_a_machine() -> None:
    found = [f"{p.relative_to(ROOT)}: {m[0]}" for p in texts() for m in MACHINE.finditer(said(p))]
    assert not found, found


@pytest.mark.parametrize("line", ["cd /root", "/tmp/some/bin", "'/home/me/x'", "/Users/me/y"])
def test_paths_of_machines_are_seen(line: str) -> None:
    assert MACHINE.search(line)


@pytest.mark.parametrize(
    "line", ["share/root", "persons/year", "https://a.b/tmp", "/path/to/python3", "and/or"]
)
def test_other_slashes_are_let_pass(line: str) -> None:
    assert not MACHINE.search(line)


def test_there_is_one_version() -> None:
    project = tomllib.loads(said(ROOT / "pyproject.toml"))["project"]
    citation = yaml.safe_load(said(ROOT / "CITATION.cff"))
    assert project["version"] == citation["version"] == varick.__version__
    assert f"## {varick.__version__}" in said(ROOT / "CHANGELOG.md")
    assert project["license"] == citation["license"] == "Apache-2.0"


def test_the_citation_has_what_the_format_asks() -> None:
    citation = yaml.safe_load(said(ROOT / "CITATION.cff"))
    assert {"cff-version", "message", "title", "authors", "type"} <= citation.keys()
    assert citation["cff-version"] == "1.2.0"
    assert all(a.get("name") or a.get("family-names") for a in citation["authors"])
