"""An invented release beside what import made of it."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from synthetic.truth import Truth
from varick.observe.frame import Frame, Numbers
from varick.observe.store import Store


@dataclass
class Imported:
    """An invented release: its truth, its files, the log folder that they were imported into."""

    truth: Truth
    files: list[Path]
    store: Store

    @cached_property
    def frames(self) -> dict[str, Frame]:
        """Every table."""
        return {held.table: self.store.frame(held.table) for held in self.store.tables}

    def rows(self, table: str) -> npt.NDArray[np.int64]:
        """For each row of the frame the row of the truth, told by file, sheet and spreadsheet row."""
        frame, at = self.frames[table], self.truth.tables[table].at()
        number = frame.column("row")
        assert isinstance(number, Numbers)
        files, sheets = frame.coded("file").texts(), frame.coded("sheet").texts()
        places = zip(files, sheets, number.values.tolist(), strict=True)
        return np.array(
            [at[file or "", sheet or "", int(row)] for file, sheet, row in places], dtype=np.int64
        )
