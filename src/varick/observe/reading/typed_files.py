"""Files whose columns have types: Parquet, Feather and Arrow, Stata and SPSS."""

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from varick.errors import VarickError
from varick.observe.frame import Coded, Column, Dates, Numbers
from varick.observe.reading.cells import number_text
from varick.observe.reading.columns import coded
from varick.observe.reading.sheet import Limits, Sheet
from varick.observe.written import squeezed


def read_arrow(path: Path, kind: str, limits: Limits) -> Sheet:
    """A Parquet ("parquet") or Feather/Arrow ("arrow") file. Raises VarickError for a damaged one."""
    import pyarrow as pa
    import pyarrow.feather as feather
    import pyarrow.parquet as parquet

    try:
        if kind == "parquet":
            about = parquet.ParquetFile(path)
            meta = about.metadata
            _within(path.name, meta.num_rows, meta.num_columns, limits)
            texts = [field.name for field in about.schema_arrow if _is_text(field.type)]
            table = parquet.read_table(path, partitioning=None, read_dictionary=texts)
        else:
            table = feather.read_table(path)
            _within(path.name, table.num_rows, table.num_columns, limits)
        table.validate(full=True)
        notes: list[str] = []
        columns = [
            _column(name, array, notes) for name, array in zip(table.schema.names, table.columns, strict=True)
        ]
    except (pa.ArrowException, OSError, ValueError, KeyError, NotImplementedError) as error:
        reason = (str(error).splitlines() or ["unreadable"])[0].rstrip(".")
        raise VarickError(f"{path.name}: the {kind} file is damaged ({reason}); download it again") from error
    names = [squeezed(str(name)) for name in table.schema.names]
    return _sheet(path.name, names, columns, table.num_rows, f"pyarrow ({kind})", notes, {})


def _is_text(kind: Any) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _within(name: str, rows: int, columns: int, limits: Limits) -> None:
    if columns > limits.columns or rows * columns > limits.cells or rows >= 1 << 31:
        raise VarickError(
            f"{name}: {rows:,} rows of {columns:,} columns, and at most {limits.columns:,} columns and "
            f"{limits.cells:,} cells are read; split the file"
        )


def _sheet(
    file: str, names: Sequence[str], columns: Sequence[Column], rows: int, reader: str, notes: Sequence[str],
    labels: dict[str, dict[str, str]],
) -> Sheet:  # fmt: skip
    return Sheet(
        file=file, sheet="", kind="data", header=tuple(names), header_row=0, preamble=(), columns=tuple(columns),
        rows=np.arange(1, rows + 1, dtype=np.int32), rejected=(), repaired=(), blank_rows=0, reader=reader,
        notes=tuple(notes), records=rows, header_rows=0, labels=labels,
    )  # fmt: skip


def _column(name: str, array: Any, notes: list[str]) -> Column:
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = array.type
    if pa.types.is_dictionary(kind):
        if pa.types.is_string(kind.value_type) or pa.types.is_large_string(kind.value_type):
            return coded(array)
        array = array.cast(kind.value_type)
        kind = array.type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return coded(array)
    if pa.types.is_null(kind):
        return Coded.blank(len(array))
    if pa.types.is_boolean(kind):
        return coded(pc.if_else(array, pa.scalar("TRUE"), pa.scalar("FALSE")))
    if pa.types.is_date(kind) or pa.types.is_timestamp(kind):
        if pa.types.is_timestamp(kind) and kind.tz is not None and kind.tz.upper() not in ("UTC", "ETC/UTC"):
            array = pc.local_timestamp(array)
            notes.append(f"{name}: the time of {kind.tz} is kept as it stood there")
        if pa.types.is_timestamp(kind):
            array = pc.floor_temporal(array, unit="second") if kind.unit != "s" else array
        times = np.asarray(array.cast(pa.timestamp("s"))).astype("datetime64[s]")
        known = times[~np.isnat(times)]
        return Dates(times, bool((known == known.astype("datetime64[D]")).all()), Coded.blank(len(times)))
    if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        if kind in (pa.int64(), pa.uint64()) and _beyond_double(array):
            notes.append(f"{name}: whole numbers beyond 2^53 are kept as text")
            return coded(array.cast(pa.string()))
        return _numbers(np.asarray(array.cast(pa.float64()).fill_null(float("nan"))))
    notes.append(f"{name}: {kind} is kept as text")
    return Coded.of(None if value is None else squeezed(str(value)) or None for value in array.to_pylist())


def _beyond_double(array: Any) -> bool:
    import pyarrow.compute as pc

    edges = pc.min_max(array).as_py()
    return any(edge is not None and abs(edge) > 1 << 53 for edge in edges.values())


def _numbers(values: Any) -> Column:
    return Numbers(np.asarray(values, dtype=np.float64), Coded.blank(len(values)))


def read_statistical(data: bytes, name: str, kind: str, limits: Limits) -> Sheet:
    """A Stata ("dta") or SPSS ("sav") file: dates as dates, value labels in place of their codes.

    The codes are kept in `labels` and named in the notes. Raises VarickError for a damaged file."""
    import pyreadstat

    read = {"dta": pyreadstat.read_dta, "sav": pyreadstat.read_sav}[kind]
    handle, place = tempfile.mkstemp(suffix=f".{kind}")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        _, about = read(place, metadataonly=True, output_format="dict")
        _within(name, max(about.number_rows or 0, 0), about.number_columns or 0, limits)
        given, about = read(place, output_format="dict", disable_datetime_conversion=False)
    except VarickError:
        raise
    except Exception as error:  # its errors have no common class
        reason = (str(error).splitlines() or ["unreadable"])[0].rstrip(".")
        raise VarickError(f"{name}: the {kind} file is damaged ({reason}); download it again") from error
    finally:
        Path(place).unlink(missing_ok=True)
    notes: list[str] = []
    labels: dict[str, dict[str, str]] = {}
    columns = []
    for column, values in given.items():
        known = about.variable_value_labels.get(column, {})
        columns.append(_statistical(str(column or ""), list(values), known, notes, labels))
    rows = len(next(iter(given.values()), ()))
    return _sheet(
        name,
        [squeezed(str(column or "")) for column in given],
        columns,
        rows,
        f"pyreadstat ({kind})",
        notes,
        labels,
    )


def _statistical(
    name: str, values: list[Any], known: dict[Any, str], notes: list[str], labels: dict[str, dict[str, str]]
) -> Column:
    import datetime as dt

    filled = [None if value is None or value != value else value for value in values]
    if known:
        said = {code: squeezed(str(label)) for code, label in known.items()}
        notes.append(f"{name}: {len(said)} value labels stand in place of their codes")
        labels[name] = {_plain(code): label for code, label in said.items()}
        return Coded.of(
            None if value is None else said.get(value) or _plain(value) or None for value in filled
        )
    some = [value for value in filled if value is not None]
    if some and all(isinstance(value, (dt.date, dt.datetime)) for value in some):
        times = np.array(
            ["NaT" if value is None else value.isoformat()[:19] for value in filled], "datetime64[s]"
        )
        whole = bool((times[~np.isnat(times)] == times[~np.isnat(times)].astype("datetime64[D]")).all())
        return Dates(times, whole, Coded.blank(len(times)))
    if some and all(
        isinstance(value, (int, float, np.number)) and not isinstance(value, bool) for value in some
    ):
        return _numbers([np.nan if value is None else float(value) for value in filled])
    return Coded.of(None if value is None else _plain(value) or None for value in filled)


def _plain(value: Any) -> str:
    return number_text(float(value)) if isinstance(value, (int, float, np.number)) else squeezed(str(value))
