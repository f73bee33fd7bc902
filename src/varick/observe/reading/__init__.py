"""Any file that a reporter has as sheets of coded columns: which rows are data, and where every other row went."""

from pathlib import Path

from varick.observe.reading.sheet import RULES, Kind, Limits, Rejected, Repaired, Sheet
from varick.observe.reading.text import Tell

__all__ = ["RULES", "Kind", "Limits", "Rejected", "Repaired", "Sheet", "sheets"]


def sheets(path: Path, *, limits: Limits | None = None, tell: Tell | None = None) -> list[Sheet]:
    """Every sheet of the file, in its order; `tell(done, total)` is called as the work goes on.

    What the file is, is told from its bytes, not from its name. Raises VarickError, one line, for a file that cannot
    be read, is beyond the limits or holds no table."""
    from varick.observe.reading.kinds import read

    return read(Path(path), limits or Limits(), tell)
