"""Every link inside the repository leads to a file that is there, and to a heading that is in it."""

import re
from functools import cache
from pathlib import Path

import pytest
from blocks import ROOT, pages

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)|<img[^>]* src=\"([^\"]+)\"|<a[^>]* href=\"([^\"]+)\"")
CODE = re.compile(r"^```.*?^```$|`[^`\n]*`", re.DOTALL | re.MULTILINE)
PAGES = [*pages(), ROOT / "CHANGELOG.md", ROOT / "bench" / "README.md"]


@cache
def headings(page: Path) -> frozenset[str]:
    """The anchors that GitHub gives a page's headings."""
    found: dict[str, int] = {}
    anchors = set()
    text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    for heading in re.findall(r"^#{1,6} +(.+?) *$", text, re.MULTILINE):
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).replace("`", "")
        slug = re.sub(r"[^\w\- ]", "", plain.lower()).replace(" ", "-")
        anchors.add(slug if slug not in found else f"{slug}-{found[slug]}")
        found[slug] = found.get(slug, 0) + 1
    return frozenset(anchors)


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_inside_the_repository_lead_somewhere(page: Path) -> None:
    text = CODE.sub(
        lambda code: " " * len(code[0]) if code[0].startswith("```") else "x", page.read_text("utf-8")
    )
    for groups in LINK.findall(text):
        link = next(filter(None, groups))
        if re.match(r"[a-z]+:", link):
            assert link.startswith(("https://", "http://")), f"{page}: {link}"
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), f"{page.relative_to(ROOT)}: {link}: no such file"
        assert target.is_relative_to(ROOT), f"{page.relative_to(ROOT)}: {link} leads out of the repository"
        if anchor and target.suffix == ".md":
            assert anchor in headings(target), f"{page.relative_to(ROOT)}: {link}: no such heading"


def test_every_page_can_be_reached_from_the_readme() -> None:
    seen: set[Path] = set()
    waiting = [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in seen:
            continue
        seen.add(page)
        for groups in LINK.findall(page.read_text(encoding="utf-8")):
            link = next(filter(None, groups)).partition("#")[0]
            target = (page.parent / link).resolve()
            if link and target.suffix == ".md" and target.is_file():
                waiting.append(target)
    assert set(pages()) <= seen


def test_the_tests_that_a_page_names_are_there() -> None:
    """A promise in the threat model stands beside the test that shows it."""
    known = {path.name for path in (ROOT / "tests").rglob("test_*.py")}
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for path in re.findall(r"`(tests/[\w/.]+)`", text):
            assert (ROOT / path).exists(), f"{page.relative_to(ROOT)}: {path}: no such test"
        for file in re.findall(r"`(test_\w+\.py)`", text):
            assert file in known, f"{page.relative_to(ROOT)}: {file}: no such test"
