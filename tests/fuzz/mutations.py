"""Text that is nearly right: a good file with a few cuts, turns, repeats and insertions. What the fuzzing tests share."""

from collections.abc import Iterable
from unicodedata import category

from hypothesis import event
from hypothesis import strategies as st

from varick.errors import VarickError

INSERTED = [
    *(": ", "- ", "{", "}", "[", "]", "no", "\n", "  ", "*a", "&a ", "1", "-1", "true", "0x", "'", '"', "é", "<<: "),
    *("? ", "# ", "null", ",", "2018-01-01", "0001-01-01", "9999-12-31", "2018-02-30", "1e400", ".nan", "-.inf"),
    *("9" * 30, "\x00", "\u2028", "\t", "!!int ", "|\n", "%", "\ud7ff", "١", "---\n", "0.5", "none", "_"),
]  # fmt: skip
EDITS = st.lists(
    st.tuples(
        st.sampled_from(["delete", "insert", "swap", "repeat", "replace"]),
        st.floats(0, 1, exclude_max=True),
        st.integers(1, 4) | st.integers(1, 30),
        st.sampled_from(INSERTED) | st.text(max_size=6),
    ),
    min_size=1,
    max_size=3,
)


def mutated(text: str, edits: Iterable[tuple[str, float, int, str]]) -> str:
    """The text after these edits, each (what, where from 0 to 1, how many characters, what comes in)."""
    for kind, where, length, new in edits:
        at = int(where * len(text))
        part = text[at : at + length]
        made = {"delete": "", "insert": new + part, "swap": part[::-1], "repeat": part * 3, "replace": new}
        text = text[:at] + made[kind] + text[at + length :]
    return text


def assert_lines(error: VarickError, starts: tuple[str, ...]) -> None:
    """That a file is refused in short lines without control characters, each of which names a file; exit 2."""
    event("refused")
    lines = str(error).splitlines()
    assert error.exit_code == 2
    assert lines
    for line in lines:
        assert len(line) < 600, line
        assert not {category(c) for c in line} & {"Cc", "Cs", "Zl", "Zp"}, ascii(line)
        assert line.startswith((*starts, "...")), line
