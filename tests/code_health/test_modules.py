"""The modules as files: short, documented, and importing in one direction only."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src" / "varick"
MODULES = sorted(SOURCE.rglob("*.py"))
LONGEST = 400
DOCUMENTED = ("model", "engine", "eventlog", "observe", "casebook", "letters", "together")

MAY_IMPORT: dict[str, set[str]] = {
    "errors": set(),
    "words": {"errors"},
    "model": {"errors", "pathway"},
    "pathway": {"model"},
    "eventlog": {"errors"},
    "observe": {"errors", "words", "eventlog"},
    "casebook": {"errors", "words", "eventlog", "observe"},
    "letters": {"errors", "words"},
    "together": {"errors", "words", "casebook"},
    "engine": {"errors", "model", "pathway", "eventlog"},
    "figures": {"errors", "words", "together"},
    "report": {"errors", "words", "figures", "engine", "model", "pathway", "observe", "eventlog", "together"},
    "cli": {
        "errors",
        "words",
        "model",
        "pathway",
        "eventlog",
        "engine",
        "figures",
        "report",
        "observe",
        "casebook",
        "letters",
        "together",
    },
}
"""Room -> the rooms that it may import. Data runs one way: facts and pathway, model, engine, eventlog, figures, report; observed records enter at eventlog.

The engine writes logs, so it imports eventlog; ``model.shipped`` puts the pathway's modules together."""

WITHIN_CASEBOOK: dict[str, set[str]] = {
    "file": set(),
    "chain": set(),
    "cases": set(),
    "shelf": {"file", "cases"},
    "book": {"file", "chain", "cases", "shelf"},
    "checking": {"chain", "shelf", "book"},
    "asking": {"cases"},
    "watching": {"cases"},
    "taking_in": {"file", "cases", "book"},
    "sharing": {"file", "cases", "book", "checking"},
    "keeping": {"file", "chain", "book", "checking", "sharing"},
}
"""Room or module of the casebook -> those that it may import: the file, its log, its cases, the book, what is done with it."""

WITHIN_TOGETHER: dict[str, set[str]] = {
    "keys": set(),
    "locking": set(),
    "reading": set(),
    "memory": {"keys"},
    "people": set(),
    "linking": set(),
    "charter": {"keys", "reading"},
    "tokens": {"people"},
    "own": {"people", "tokens"},
    "planted": {"charter", "people", "tokens"},
    "gathering": {"charter", "people"},
    "desk": {"charter", "keys", "locking", "memory", "reading", "ring"},
    "ring": {"charter", "keys", "desk", "memory", "reading", "tokens"},
    "preparing": {"charter", "desk", "own", "people", "planted", "ring", "tokens"},
    "tallying": {"charter", "keys", "linking", "planted", "reading", "tokens"},
    "release": {"charter", "desk", "linking", "memory", "tallying"},
    "estimating": {"reading", "release", "tallying"},
}
"""Room or module of together -> those that it may import. A name is known as far as `preparing`; behind the ring there are points,
behind the tally counts. The desk asks the ring for one thing: a new scalar."""
OF_THE_CASEBOOK: dict[str, set[str]] = {
    "gathering": {"book", "cases", "checking", "file", "sharing", "taking_in", "watching"},
    "release": {"file", "sharing"},
    "people": {"cases"},
    "own": {"cases"},
    "tokens": {"cases"},
    "planted": {"cases"},
    "charter": {"file"},
    "keys": {"file"},
    "desk": {"file"},
    "memory": {"file"},
    "ring": {"file"},
    "tallying": {"file"},
}
"""What of the casebook each of them may import: cases themselves only where they are gathered."""


def name(path: Path) -> str:
    return str(path.relative_to(SOURCE))


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(path: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """(module of varick, names taken from it) of each import, inside functions too."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name(path)}: a relative import; write it in full"
            if node.module and node.module.split(".")[0] == "varick":
                yield node.module, tuple(alias.name for alias in node.names)
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.split(".")[0] == "varick":
                    yield alias.name, ()


Named = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def public(body: list[ast.stmt], within: str = "") -> Iterator[tuple[str, Named]]:
    """Public functions and classes, and the methods of classes that do more than return one thing."""
    for node in body:
        if not isinstance(node, Named) or node.name.startswith("_"):
            continue
        if not within or len(node.body) > 1:
            yield f"{within}{node.name}", node
        if isinstance(node, ast.ClassDef):
            yield from public(node.body, f"{node.name}.")


def undocumented(path: Path) -> list[str]:
    """Public names without a docstring; of overloads the one that is run counts."""
    said: dict[str, bool] = {}
    for known, node in public(tree(path).body):
        said[known] = said.get(known, False) or bool(ast.get_docstring(node))
    return [known for known, has in said.items() if not has]


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_module_is_short_and_says_what_it_holds(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= LONGEST, (
        f"{name(path)} has {text.count(chr(10))} lines; it is probably two modules"
    )
    if text.strip():
        assert ast.get_docstring(tree(path)), f"{name(path)} does not say what it holds"


@pytest.mark.parametrize("path", [p for p in MODULES if name(p).split("/")[0] in DOCUMENTED], ids=name)
def test_every_public_name_says_what_it_is(path: Path) -> None:
    assert not undocumented(path), f"{name(path)}: without a docstring: {', '.join(undocumented(path))}"


@pytest.mark.parametrize("path", [p for p in MODULES if len(name(p).split("/")) > 1], ids=name)
def test_imports_run_one_way(path: Path) -> None:
    room = name(path).split("/")[0]
    for module, _ in imports(path):
        other = [*module.split("."), ""][1]
        if other not in ("", room):
            assert other in MAY_IMPORT[room], f"{name(path)} imports {module}; {room} may not"


@pytest.mark.parametrize(
    "path",
    sorted((SOURCE / "casebook").rglob("*/*.py")) + sorted((SOURCE / "casebook").glob("[a-z]*.py")),
    ids=name,
)
def test_the_rooms_of_the_casebook_lean_one_way(path: Path) -> None:
    room = path.relative_to(SOURCE / "casebook").parts[0].removesuffix(".py")
    for module, names in imports(path):
        within = module.split(".")[2:3] if module != "varick.casebook" else names
        if module.startswith("varick.casebook"):
            assert set(within) <= WITHIN_CASEBOOK[room] | {room}, f"{name(path)} imports {module}"


@pytest.mark.parametrize("path", sorted((SOURCE / "together").rglob("[a-z]*.py")), ids=name)
def test_the_rooms_of_together_lean_one_way(path: Path) -> None:
    room = path.relative_to(SOURCE / "together").parts[0].removesuffix(".py")
    for module, names in imports(path):
        _, other, *within = [*module.split("."), ""]
        found = {within[0]} if within[0] else set(names)
        if other == "together":
            assert found <= WITHIN_TOGETHER[room] | {room}, f"{name(path)} imports {module}"
        elif other == "casebook":
            assert found <= OF_THE_CASEBOOK.get(room, set()), f"{name(path)} imports {module}"


@pytest.mark.parametrize("path", sorted((SOURCE / "pathway").glob("*.py")), ids=name)
def test_the_pathway_imports_only_the_decorators_and_its_own_terms(path: Path) -> None:
    assert {module for module, _ in imports(path)} <= {"varick.model", "varick.pathway.terms"}


def test_only_the_loader_knows_which_stations_there_are() -> None:
    known = {
        name(p) for p in MODULES if name(p).startswith("model/") for m, _ in imports(p) if "pathway" in m
    }
    assert known == {"model/shipped.py"}


def test_every_room_is_a_package_and_has_its_rule() -> None:
    rooms = {name(p).split("/")[0] for p in MODULES if len(name(p).split("/")) > 1}
    assert rooms == MAY_IMPORT.keys() - {"errors"}
    assert not [room for room in sorted(rooms) if not (SOURCE / room / "__init__.py").is_file()]
