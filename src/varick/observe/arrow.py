"""Frames as Arrow tables and Parquet files: plain columns that any other tool reads.

A text column is a dictionary of strings, null where blank; dates are date32 or timestamp[s]; numbers double; flags
bool. A typed column with cells that hold something else has a neighbour `<name>__as_written`. `person` is int64.
"""

import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from varick.errors import VarickError
from varick.observe.frame import Coded, Column, Dates, Flags, Frame, Numbers

AS_WRITTEN = "__as_written"
METADATA_KEY = b"varick.frame"


def to_arrow(frame: Frame) -> Any:
    """The whole frame as a pyarrow Table with its table, release and main date in the schema's metadata."""
    columns: dict[str, Any] = {}
    if (person := frame.person) is not None:
        columns["person"] = pa.array(person, mask=person < 0)
    for name in frame.names:
        columns |= _arrays(name, frame.column(name))
    about = {"table": frame.table, "release": frame.release, "main": frame.main}
    return pa.table(columns).replace_schema_metadata({METADATA_KEY: json.dumps(about).encode()})


def _arrays(name: str, column: Column) -> dict[str, Any]:
    if isinstance(column, Coded):
        return {name: _dictionary(column)}
    if isinstance(column, Flags):
        return {name: pa.array(column.values)}
    if isinstance(column, Numbers):
        arrays = {name: pa.array(column.values, mask=np.isnan(column.values))}
    else:
        kind = pa.date32() if column.whole_days else pa.timestamp("s")
        arrays = {name: pa.array(column.time.astype("datetime64[s]")).cast(kind)}
    if column.as_written.values:
        arrays[name + AS_WRITTEN] = _dictionary(column.as_written)
    return arrays


def _dictionary(column: Coded) -> Any:
    codes = pa.array(column.codes, mask=column.codes < 0)
    return pa.DictionaryArray.from_arrays(codes, pa.array(column.values, type=pa.string()))


def write_frame(frame: Frame, path: Path) -> None:
    """Write the frame as one Parquet file, under another name until it is complete.

    Raises VarickError where it cannot be written."""
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        pq.write_table(
            to_arrow(frame), partial, compression="zstd", compression_level=1, row_group_size=1 << 20
        )
        os.replace(partial, path)
    except OSError as error:
        raise VarickError(
            f"{path}: cannot be written ({error.strerror or error}); choose another place"
        ) from error
    finally:
        partial.unlink(missing_ok=True)


def open_frame(path: Path) -> Frame:
    """A frame written by `write_frame`; columns are read when they are asked for.

    Raises VarickError, one line, for a file that is none."""
    try:
        file = pq.ParquetFile(path, memory_map=True)
        about = json.loads(file.schema_arrow.metadata[METADATA_KEY])
        table, release, main = about["table"], about["release"], about["main"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        reason = (str(error).splitlines() or ["unreadable"])[0].rstrip(".")
        raise VarickError(f"{path}: not a table that Varick imported ({reason}); import it again") from error
    stored = file.schema_arrow.names
    names = [name for name in stored if name != "person" and not name.endswith(AS_WRITTEN)]
    coded = [name for name in stored if pa.types.is_dictionary(file.schema_arrow.field(name).type)]
    dictionaries = pq.ParquetFile(path, memory_map=True, read_dictionary=coded)

    def read(name: str) -> Any:
        return dictionaries.read([name]).column(0)

    def load(name: str) -> Column:
        beside = name + AS_WRITTEN
        written = _coded(read(beside)) if beside in stored else None
        return column_of(read(name), written)

    def person() -> Any:
        return read("person").fill_null(-1).to_numpy()

    return Frame(
        table, release, main, names, file.metadata.num_rows, load, person if "person" in stored else None
    )


def column_of(array: Any, as_written: Coded | None = None) -> Column:
    """An Arrow (chunked) array of one of the types above as a column."""
    kind = array.type
    if pa.types.is_boolean(kind):
        return Flags(
            np.asarray(
                array.to_numpy(zero_copy_only=False) if isinstance(array, pa.Array) else array.to_numpy()
            )
        )
    if pa.types.is_dictionary(kind) or pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return _coded(array)
    beside = as_written or Coded.blank(len(array))
    if pa.types.is_date(kind) or pa.types.is_timestamp(kind):
        return Dates(
            np.asarray(array.cast(pa.timestamp("s"))).astype("datetime64[s]"), pa.types.is_date(kind), beside
        )
    return Numbers(np.asarray(array.cast(pa.float64()).fill_null(float("nan"))), beside)


def _coded(array: Any) -> Coded:
    chunked = array if isinstance(array, pa.ChunkedArray) else pa.chunked_array([array])
    if not pa.types.is_dictionary(chunked.type):
        chunked = chunked.dictionary_encode()
    chunked = chunked.unify_dictionaries()
    if not chunked.num_chunks:
        return Coded(np.zeros(0, dtype=np.int32), ())
    codes = [np.asarray(chunk.indices.cast(pa.int32()).fill_null(-1)) for chunk in chunked.chunks]
    return Coded(np.concatenate(codes), tuple(chunked.chunk(0).dictionary.to_pylist()))
