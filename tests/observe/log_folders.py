"""Log folders made of frames in memory, for questions that do not care how files are read."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from varick.observe.arrow import write_frame
from varick.observe.frame import Frame
from varick.observe.store import ACCOUNT, FORMAT, Store


def log_folder(
    folder: Path, *frames: Frame, extracted: str | None = None, warnings: Sequence[Any] = ()
) -> Store:
    """A log folder with these tables, opened."""
    (folder / "1").mkdir(parents=True, exist_ok=True)
    tables: list[dict[str, Any]] = []
    for frame in frames:
        file = f"1/{frame.table}.{frame.release}.parquet"
        write_frame(frame, folder / file)
        first = last = None
        if frame.main is not None:
            known = frame.dates(frame.main).time
            known = known[~np.isnat(known)]
            if len(known):
                first, last = str(known.min())[:10], str(known.max())[:10]
        persons = None if frame.person is None else len(set(frame.person.tolist()) - {-1})
        tables.append(
            {
                "table": frame.table,
                "release": frame.release,
                "rows": len(frame),
                "first": first,
                "last": last,
                "persons": persons,
                "extracted": extracted,
                "file": file,
            }
        )
    account = {"format": FORMAT, "generation": "1", "tables": tables, "warnings": list(warnings)}
    (folder / ACCOUNT).write_text(json.dumps(account), encoding="utf-8")
    return Store.open(folder)
