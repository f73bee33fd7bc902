"""Event logs as Parquet files: written block by block, whole or not at all, and opened by memory map.

Measured on 10 million events (two cores, pyarrow 26): person as deltas and time as plain int32 minutes take
26 ns and 4.8 bytes an event; a timestamp[us] column takes 37 ns and 5.8 bytes, zstd-compressed minutes 33 ns
and 3.3 bytes. Writing is the slowest part of a simulated log, so the fastest was taken.
"""

import io
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from varick.errors import VarickError
from varick.eventlog.checks import Key, checked, in_order, new_person
from varick.eventlog.log import Column, EventLog
from varick.eventlog.schema import METADATA_KEY, LogMeta
from varick.eventlog.whole import written_whole

if TYPE_CHECKING:
    from concurrent.futures import Future

ROWS_PER_GROUP = 1_000_000
"""A row group ends with the first person who completes this many rows."""


def write(
    path: str | os.PathLike[str],
    blocks: Iterable[Mapping[str, Column]],
    meta: LogMeta,
    *,
    rows_per_group: int = ROWS_PER_GROUP,
) -> int:
    """Write a log and return its number of events.

    Each block maps `person` (uint64), `activity` (codes), `time` (steps of `meta.unit` since `meta.origin`),
    every attribute of `meta` (codes, -1 = missing) and optionally `row` to arrays of one length, sorted by
    (release,) person and time within and across blocks. A person may lie in two blocks; a row group always
    holds whole persons, and the file is the same, byte for byte, however the rows were cut into blocks.

    The log appears under `path` only when it is complete. Raises VarickError for rows out of order, codes
    without a name, times beyond 32 bits, or a place that cannot be written.
    """
    with written_whole(Path(path), _is_parquet, "an event log") as partial:
        return _stream(partial, blocks, meta, rows_per_group)


def as_bytes(blocks: Iterable[Mapping[str, Column]], meta: LogMeta) -> bytes:
    """The file that `write` would write, in memory only: for logs that are encrypted before they touch a disk.

    Raises VarickError as `write` does."""
    file = io.BytesIO()
    _stream(file, blocks, meta, ROWS_PER_GROUP)
    return file.getvalue()


def _is_parquet(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"PAR1"


def _stream(
    partial: Path | io.BytesIO, blocks: Iterable[Mapping[str, Column]], meta: LogMeta, rows_per_group: int
) -> int:
    """Encode one row group on a second thread while the next is being made: at most two are in memory."""
    from concurrent.futures import ThreadPoolExecutor  # only writing needs it

    events = 0
    schema: Any = None
    writer: Any = None
    encoding: Future[None] | None = None
    with ThreadPoolExecutor(max_workers=1) as encoder:
        try:
            for columns in _groups(blocks, meta, rows_per_group):
                if writer is None:
                    schema = _schema(meta, with_row="row" in columns)
                    writer = _writer(partial, schema)
                table = _table(columns, meta, schema)
                if encoding is not None:
                    encoding.result()
                encoding = encoder.submit(writer.write_table, table, row_group_size=max(len(table), 1))
                events += len(table)
            if encoding is not None:
                encoding.result()
            if writer is None:
                writer = _writer(partial, _schema(meta, with_row=False))
        finally:
            if encoding is not None:
                encoding.exception()  # never close the file under the encoder's hands
            if writer is not None:
                writer.close()
    return events


def _writer(partial: Path | io.BytesIO, schema: Any) -> Any:
    coded = [field.name for field in schema if pa.types.is_dictionary(field.type)]
    plain = {field.name: "PLAIN" for field in schema if field.name not in coded}
    return pq.ParquetWriter(
        partial,
        schema,
        compression="none",
        use_dictionary=coded,
        column_encoding=plain | {"person": "DELTA_BINARY_PACKED"},
    )


def _groups(
    blocks: Iterable[Mapping[str, Column]], meta: LogMeta, rows_per_group: int
) -> Iterator[dict[str, Column]]:
    """Cut the stream where the first person begins at or after each `rows_per_group` rows."""
    held: list[dict[str, Column]] = []
    rows = 0
    last: Key | None = None
    like: Iterable[str] | None = None
    for block in blocks:
        columns = checked(block, meta, like)
        like = columns.keys()
        if not len(columns["person"]):
            continue
        last = in_order(columns, last, "the block to be written")
        held.append(columns)
        rows += len(columns["person"])
        while rows > rows_per_group:
            whole = _joined(held)
            new = new_person(whole)[rows_per_group - 1 :]
            if not new.any():
                held = [whole]
                break
            cut = rows_per_group + int(np.argmax(new))
            yield {name: values[:cut] for name, values in whole.items()}
            held = [{name: values[cut:] for name, values in whole.items()}]
            rows -= cut
    if rows:
        yield _joined(held)


def _joined(held: list[dict[str, Column]]) -> dict[str, Column]:
    if len(held) == 1:
        return held[0]
    return {name: np.concatenate([part[name] for part in held]) for name in held[0]}


def _schema(meta: LogMeta, *, with_row: bool) -> Any:
    small = pa.uint8() if len(meta.activities) <= 2**8 else pa.uint16()
    unit = {"unit": f"{meta.unit}s since {meta.origin.isoformat()}T00:00"}
    fields = [
        pa.field("person", pa.uint64(), nullable=False),
        pa.field("time", pa.int32(), nullable=False, metadata=unit),
        pa.field("activity", pa.dictionary(small, pa.string()), nullable=False),
        *(pa.field(name, pa.dictionary(pa.int32(), pa.string())) for name in meta.attributes),
    ]
    if with_row:
        fields.append(pa.field("row", pa.int32()))
    return pa.schema(fields, metadata={METADATA_KEY: meta.to_json().encode()})


def _table(columns: Mapping[str, Column], meta: LogMeta, schema: Any) -> Any:
    arrays = []
    for field in schema:
        values = columns[field.name]
        if not pa.types.is_dictionary(field.type):
            arrays.append(pa.array(values, type=field.type))
            continue
        names = meta.names if field.name == "activity" else meta.attributes[field.name]
        absent = values < 0
        codes = pa.array(
            values.astype(field.type.index_type.to_pandas_dtype()), mask=absent if absent.any() else None
        )
        arrays.append(pa.DictionaryArray.from_arrays(codes, pa.array(names, type=pa.string())))
    return pa.Table.from_arrays(arrays, schema=schema)


def open_log(path: str | os.PathLike[str], *, check: bool = True) -> EventLog:
    """Open a log by memory map; its columns are read when they are asked for.

    `check` reads it through once, a row group at a time: rows sorted by (release,) person and time, and no
    name that the metadata does not know. Raises VarickError, one line, for what is not a sound event log.
    """
    source = Path(path)
    if not source.is_file():
        raise VarickError(f"{source}: no such file; give an event log written by Varick")
    with _naming(source):
        metadata = pq.read_metadata(source, memory_map=True)
        schema = metadata.schema.to_arrow_schema()
        if METADATA_KEY not in (schema.metadata or {}):
            raise VarickError("a Parquet file, but no event log of Varick; import it first")
        meta = LogMeta.from_json(schema.metadata[METADATA_KEY])
        _check_schema(schema, meta)
        coded = ["activity", *meta.attributes]
        file = pq.ParquetFile(source, memory_map=True, read_dictionary=coded)
        if check:
            _check_rows(file, schema.names, meta)

    def load(name: str) -> Column:
        with _naming(source):
            return _decoded(file.read([name]).column(0), name, meta)

    def groups(names: Sequence[str]) -> Iterator[dict[str, Column]]:
        with _naming(source):
            for group in range(metadata.num_row_groups):
                table = file.read_row_group(group, list(names), use_threads=False)
                yield {name: _decoded(table.column(name), name, meta, small=True) for name in names}

    return EventLog(meta, load, schema.names, metadata.num_rows, groups)


@contextmanager
def _naming(source: Path) -> Iterator[None]:
    """Put the file's name before an error about its contents, in one line."""
    try:
        yield
    except VarickError as error:
        raise VarickError(f"{source}: {str(error).removeprefix('event log: ')}") from error
    except (OSError, ValueError) as error:  # pyarrow's own errors are both
        first_line = (str(error).splitlines() or ["unreadable"])[0].rstrip(".")
        raise VarickError(f"{source}: not a sound Parquet file ({first_line}); give an event log") from error


def _check_schema(schema: Any, meta: LogMeta) -> None:
    expected = _schema(meta, with_row="row" in schema.names)
    for field in expected:
        if field.name not in schema.names:
            raise VarickError(f"event log: column {field.name!r} is missing; write the log again")
        found = schema.field(field.name).type
        if pa.types.is_dictionary(field.type) and (pa.types.is_string(found) or found == field.type):
            continue
        if found != field.type:
            raise VarickError(
                f"event log: column {field.name!r} is {found}, not {field.type}; write the log again"
            )
    if stray := [name for name in schema.names if name not in expected.names]:
        raise VarickError(f"event log: column {stray[0]!r} is not in its metadata; write the log again")


def _check_rows(file: Any, names: list[str], meta: LogMeta) -> None:
    last: Key | None = None
    for group in range(file.num_row_groups):
        table = file.read_row_group(group)
        columns = {name: _decoded(table.column(name), name, meta) for name in names}
        if len(table):
            last = in_order(columns, last, f"row group {group}")


# Arrow's own to_numpy imports pandas where it is installed, which takes longer than reading five million events.


def _decoded(column: Any, name: str, meta: LogMeta, *, small: bool = False) -> Column:
    """A stored column as NumPy; `small` gives activity codes as uint8 where they fit.

    Raises VarickError for a gap or a name that the metadata does not know."""
    names = meta.names if name == "activity" else meta.attributes.get(name)
    if column.null_count and (names is None or name in ("activity", "release")):
        raise VarickError(f"event log: column {name!r} has gaps; write the log again")
    if names is None:
        parts = [np.from_dlpack(chunk) for chunk in column.chunks if len(chunk)]
        if len(parts) == 1:
            return parts[0]
        return np.concatenate([*parts, np.zeros(0, dtype=column.type.to_pandas_dtype())])
    kind = np.int32 if name != "activity" else np.uint8 if small and len(names) <= 2**8 else np.uint16
    codes = np.empty(len(column), dtype=kind)
    known = {value: code for code, value in enumerate(names)}
    row = 0
    for chunk in column.chunks:
        if not pa.types.is_dictionary(chunk.type):
            chunk = chunk.dictionary_encode()
        if unknown := [value for value in chunk.dictionary.to_pylist() if value not in known]:
            raise VarickError(f"event log: {name} {unknown[0]!r} is not in its metadata; write the log again")
        # one place more than the dictionary has: a gap reads it, and is -1
        meaning = np.array([*(known[value] for value in chunk.dictionary.to_pylist()), -1], dtype=np.int32)
        indices = chunk.indices.fill_null(len(meaning) - 1) if chunk.null_count else chunk.indices
        stored = np.from_dlpack(indices)
        as_is = not chunk.null_count and np.array_equal(meaning[:-1], np.arange(len(meaning) - 1))
        codes[row : row + len(chunk)] = stored if as_is else meaning[stored]
        row += len(chunk)
    return codes


def to_arrow(log: EventLog) -> Any:
    """A pyarrow Table for other tools: time as timestamp[us], coded columns as dictionaries."""
    meta = log.meta

    def named(codes: Column, names: tuple[str, ...]) -> Any:
        gaps = codes < 0
        indices = pa.array(codes.astype(np.int32), mask=gaps if gaps.any() else None)
        return pa.DictionaryArray.from_arrays(indices, pa.array(names, type=pa.string()))

    columns = {
        "person": pa.array(log.person),
        "time": pa.array(log.time.astype("datetime64[us]")),
        "activity": named(log.activity, meta.names),
        "agency": named(log.agency, meta.agencies),
    }
    columns |= {name: named(log.column(name), values) for name, values in meta.attributes.items()}
    if "row" in log.stored:
        columns["row"] = pa.array(log.column("row"))
    return pa.table(columns).replace_schema_metadata({METADATA_KEY: meta.to_json().encode()})
