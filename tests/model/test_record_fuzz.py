"""Files of the record that are nearly right: quantities, events, statements, rules, sources, offences, other sections."""

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from mutations import EDITS, assert_lines, mutated

import varick
from varick.errors import VarickError
from varick.model.load import library
from varick.model.offences import load_offences
from varick.model.record import load_record, record

RECORD = Path(varick.__file__).parent / "facts" / "record"
FILES = ("quantities", "timeline", "article", "rules", "claims", "sources")
SLOW = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]


def blocks(name: str, count: int) -> str:
    """The first entries of a shipped file."""
    lines = (RECORD / f"{name}.yaml").read_text(encoding="utf-8").splitlines(keepends=True)
    starts = [i for i, line in enumerate(lines) if line[:1] not in (" ", "#", "\n")]
    return "".join(lines[starts[0] : starts[count]])


def offences_cut(text: str) -> str:
    """The file of offences with a few of its sections."""
    head, rest = text.split("offences:\n")
    listed, rest = rest.split("class_rules:\n")
    kinds, charges = rest.split("charges:\n")
    keep = [line for line in listed.splitlines(keepends=True) if "subdivisions" in line or "repealed" in line]
    return f"{head}offences:\n{''.join(keep[:6])}class_rules:\n{kinds}charges:\n{charges[:1200].rpartition('  PL')[0]}"


def others_cut(text: str) -> str:
    """The file of other sections with a few of each group."""
    kept, count = [], 0
    for line in text.splitlines(keepends=True):
        count = 0 if not line.startswith("    ") else count + 1
        if count < 6 and not line.lstrip().startswith("#"):
            kept.append(line)
    return "".join(kept)


CUT = {name: blocks(name, 4) for name in FILES}
HERE = set(re.findall(r"^([\w.-]+):", "".join(CUT.values()), re.MULTILINE))
KNOWN = {id: source for id, source in record().sources.items() if f"\n{id}:" not in "\n" + CUT["sources"]}


def without_far_names(text: str) -> str:
    """A file of statements without the references to entries that were cut away."""
    return re.sub(
        r"(article|rules|events|quantities): \[(.*)\]",
        lambda m: f"{m[1]}: [{', '.join(n for n in m[2].split(', ') if n in HERE)}]",
        text,
    )


GOOD = {**CUT, "claims": without_far_names(CUT["claims"])}
OFFENCES = {
    "offences": offences_cut((RECORD / "offences.yaml").read_text(encoding="utf-8")),
    "other_sections": others_cut((RECORD / "other_sections.yaml").read_text(encoding="utf-8")),
}


def read(folder: Path, wrong: str, edits: list[tuple[str, float, int, str]]) -> None:
    good = OFFENCES if wrong in OFFENCES else GOOD
    for name, text in good.items():
        made = mutated(text, edits) if name == wrong else text
        (folder / f"{name}.yaml").write_bytes(made.encode("utf-8", "surrogatepass"))
    try:
        if wrong in OFFENCES:
            found = load_offences(folder / "offences.yaml", library(), folder / "other_sections.yaml")
            for section in (*found.form.offences, *found.form.charges):
                assert found.answer(section, library().as_of["city"]).reasons
        else:
            load_record(folder, KNOWN)
    except VarickError as error:
        assert_lines(error, ("facts/record/", "record/"))
    else:
        event("read")


NAMES = st.sampled_from([*FILES, *OFFENCES])


@pytest.mark.parametrize("name", ["quantities", "offences"])
def test_the_cut_files_are_right(tmp_path: Path, name: str) -> None:
    for file, text in (OFFENCES if name in OFFENCES else GOOD).items():
        (tmp_path / f"{file}.yaml").write_text(text, encoding="utf-8")
    if name in OFFENCES:
        load_offences(tmp_path / "offences.yaml", library(), tmp_path / "other_sections.yaml")
    else:
        load_record(tmp_path, KNOWN)


@given(NAMES, EDITS)
@settings(suppress_health_check=SLOW)
def test_a_mutated_record_is_read_or_refused_in_lines(
    tmp_path: Path, wrong: str, edits: list[tuple[str, float, int, str]]
) -> None:
    read(tmp_path, wrong, edits)


@pytest.mark.long
@given(NAMES, EDITS)
@settings(max_examples=10_000, suppress_health_check=SLOW)
def test_record_files_long(tmp_path: Path, wrong: str, edits: list[tuple[str, float, int, str]]) -> None:
    read(tmp_path, wrong, edits)
