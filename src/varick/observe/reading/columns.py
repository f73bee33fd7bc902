"""Arrow arrays as columns: each distinct text squeezed once, blank texts as blanks."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from varick.observe.frame import Coded, Column
from varick.observe.written import filled, squeezed

_UNSQUEEZED = r"^\s|\s$|\s\s|[\t-\r\x1c-\x1f\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]"
"""What `squeezed` would change: an outer blank, two blanks, or a blank that is no space."""


def coded(array: Any) -> Coded:
    """An Arrow array of texts (or a dictionary of them), null or empty where blank."""
    import pyarrow as pa
    import pyarrow.compute as pc

    chunked = array if isinstance(array, pa.ChunkedArray) else pa.chunked_array([array])
    chunked = (
        chunked.unify_dictionaries() if pa.types.is_dictionary(chunked.type) else chunked.dictionary_encode()
    )
    if not chunked.num_chunks or not len(chunked):
        return Coded(np.zeros(0, dtype=np.int32), ())
    codes = np.concatenate(
        [np.asarray(chunk.indices.cast(pa.int32()).fill_null(-1)) for chunk in chunked.chunks]
    )
    dictionary = chunked.chunk(0).dictionary
    if not (pa.types.is_string(dictionary.type) or pa.types.is_large_string(dictionary.type)):
        dictionary = dictionary.cast(pa.string())
    found = Coded(codes, tuple(dictionary.to_pylist()))
    changes = pc.any(
        pc.or_(pc.equal(pc.binary_length(dictionary), 0), pc.match_substring_regex(dictionary, _UNSQUEEZED))
    )
    return found.mapped(filled) if changes.as_py() else found


_ESCAPED = r"_x(?:00[0-9A-Fa-f]{2})_"
"""A character that XML cannot hold (or a letter before what would look like one), as a workbook writes it."""


def squeezed_texts(array: Any) -> list[str]:
    """The texts of a workbook, each squeezed; a carriage return written as `_x000D_` is a blank like others."""
    import re

    import pyarrow.compute as pc

    texts: list[str] = array.to_pylist()
    if pc.any(pc.match_substring_regex(array, _UNSQUEEZED + "|" + _ESCAPED)).as_py():
        escaped = re.compile(_ESCAPED)
        texts = [
            squeezed(escaped.sub(lambda found: chr(int(found[0][2:6], 16)), text) if "_x" in text else text)
            for text in texts
        ]
    return texts


def filled_cells(columns: Sequence[Column], rows: int) -> npt.NDArray[np.int32]:
    """How many cells of each row are not blank; shape (rows,)."""
    from varick.observe.frame import Dates, Flags, Numbers

    count = np.zeros(rows, dtype=np.int32)
    for column in columns:
        if isinstance(column, Coded):
            count += column.codes >= 0
        elif isinstance(column, Dates):
            count += ~np.isnat(column.time) | (column.as_written.codes >= 0)
        elif isinstance(column, Numbers):
            count += ~np.isnan(column.values) | (column.as_written.codes >= 0)
        elif isinstance(column, Flags):
            count += 1
    return count
