"""Files with typed columns, and what is no table at all."""

import gzip
import io
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.parquet as parquet
import pyreadstat
import pytest

from varick.errors import VarickError
from varick.observe.frame import Coded, Dates, Numbers
from varick.observe.reading import Limits, sheets

TABLE = pa.table(
    {
        "method": pa.array(["Located ", None, "NA", ""]).dictionary_encode(),
        "plain": pa.array(["a", "a  b", None, "c"]),
        "day": pa.array([17000, None, 17001, 17002], pa.date32()),
        "moment": pa.array([1_500_000_000_123, None, 0, 1], pa.timestamp("ms")),
        "zoned": pa.array([1_500_000_000, None, 0, 1], pa.timestamp("s", tz="America/New_York")),
        "n": pa.array([1, None, 3, 4], pa.int32()),
        "big": pa.array([2**60 + 1, None, 3, 4], pa.int64()),
        "yes": pa.array([True, False, None, True]),
        "nothing": pa.nulls(4),
        "several": pa.array([[1], [], None, [2, 3]]),
    }
)


@pytest.mark.parametrize("kind", ["parquet", "feather"])
def test_arrow_files_keep_their_types(kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"a.{kind}"
    if kind == "parquet":
        parquet.write_table(TABLE, path)
    else:
        feather.write_feather(TABLE, path)
    (sheet,) = sheets(path)
    assert sheet.header == tuple(TABLE.schema.names)
    assert (sheet.rows.tolist(), sheet.header_row) == ([1, 2, 3, 4], 0)
    assert sheet.accounted() == sheet.records == 4
    columns = dict(zip(sheet.header, sheet.columns, strict=True))
    texts = {name: column.texts() for name, column in columns.items() if isinstance(column, Coded)}
    assert texts["method"] == ["Located", None, "NA", None]
    assert texts["plain"] == ["a", "a b", None, "c"]
    assert texts["big"] == ["1152921504606846977", None, "3", "4"]
    assert texts["yes"] == ["TRUE", "FALSE", None, "TRUE"]
    assert texts["nothing"] == [None] * 4
    assert texts["several"] == ["[1]", "[]", None, "[2, 3]"]
    day, moment, zoned, number = (columns[name] for name in ("day", "moment", "zoned", "n"))
    assert isinstance(day, Dates)
    assert day.whole_days
    assert isinstance(moment, Dates)
    assert not moment.whole_days
    assert str(moment.time[0]) == "2017-07-14T02:40:00"
    assert isinstance(zoned, Dates)
    assert str(zoned.time[0]) == "2017-07-13T22:40:00"
    assert isinstance(number, Numbers)
    assert np.isnan(number.values).tolist() == [False, True, False, False]


@pytest.mark.parametrize("kind", ["dta", "sav"])
def test_value_labels_stand_in_place_of_codes(kind: str, tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {"gender": [1.0, 2.0, None], "year": [1980.0, 1990.5, None], "place": ["A ", "", "B"]}
    )
    frame["day"] = pd.to_datetime(["2017-02-01", "2017-03-01", None]).date
    path = tmp_path / f"a.{kind}"
    write = pyreadstat.write_dta if kind == "dta" else pyreadstat.write_sav
    write(frame, str(path), variable_value_labels={"gender": {1: "Male", 2: "Female"}})
    (sheet,) = sheets(path)
    gender, year, place, day = sheet.columns
    assert isinstance(gender, Coded)
    assert gender.texts() == ["Male", "Female", None]
    assert sheet.labels == {"gender": {"1": "Male", "2": "Female"}}
    assert "gender: 2 value labels stand in place of their codes" in sheet.notes
    assert isinstance(year, Numbers)
    assert year.values[:2].tolist() == [1980, 1990.5]
    assert isinstance(place, Coded)
    assert place.texts() == ["A", None, "B"]
    assert isinstance(day, Dates)
    assert str(day.time[0])[:10] == "2017-02-01"


def zipped(**parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        for name, content in parts.items():
            book.writestr(
                name.replace("__", "/").replace("_xml", ".xml").replace("Types", "[Content_Types]"), content
            )
    return out.getvalue()


LFS = b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 134\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

NO_TABLES = {
    "a.csv": (LFS, "Git LFS pointer"),
    "a.xlsx": (LFS, "Git LFS pointer"),
    "a.pdf": (b"%PDF-1.7\n", "a PDF"),
    "a.csv.gz": (gzip.compress(b"%PDF-1.7\n"), "a PDF"),
    "b.csv.gz": (gzip.compress(gzip.compress(b"a,b\n")), "packed twice"),
    "c.csv.gz": (gzip.compress(b"a,b\n1,2\n" * 99)[:-9], "ends early"),
    "a.png": (b"\x89PNG\r\n\x1a\n", "an image"),
    "a.jpg": (b"\xff\xd8\xff\xe0", "an image"),
    "a.xls": (b"\n <HTML><body><table>", "a web page"),
    "b.xls": (b"<?xml version='1.0'?><Workbook>", "an XML file"),
    "c.xls": (OLE + b"\0" * 600, "not a workbook"),
    "d.xlsx": (OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "without a password"),
    "a.json": (b'{"a": 1}', "a JSON file"),
    "a.zip": (zipped(a="1"), "a zip archive"),
    "a.docx": (zipped(Types_xml="", word__document_xml=""), "a text document"),
    "e.xlsx": (zipped(Types_xml="<Types/>", a="1"), "no reader could read it"),
    "a.7z": (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    "a.db": (b"SQLite format 3\0", "an SQLite database"),
    "a.parquet": (b"PAR1nonsensePAR1", "the parquet file is damaged"),
    "a.dta": (b"<stata_dta>", "the dta file is damaged"),
    "a.sav": (b"$FL2", "the sav file is damaged"),
    "a.txt": (
        b"This is a long line of a letter to the editor, and there is no table in it. " * 3,
        "running text",
    ),
    "b.csv": (b"a,b\n1,\0\n", "a zero byte"),
    "c.csv": (b'a,b\n1,2\n"' + b"x" * 200_000, "row 3 holds a cell without an end"),
}


@pytest.mark.parametrize("name", NO_TABLES)
def test_what_is_no_table_is_named_and_refused(name: str, tmp_path: Path) -> None:
    content, said = NO_TABLES[name]
    (tmp_path / name).write_bytes(content)
    with pytest.raises(VarickError) as refused:
        sheets(tmp_path / name)
    message = str(refused.value)
    assert said in message
    assert message.startswith(name)
    assert len(message.splitlines()) == 1
    assert ";" in message, "it does not say what to do"


def test_a_folder_and_nothing(tmp_path: Path) -> None:
    with pytest.raises(VarickError, match="is a folder"):
        sheets(tmp_path)
    with pytest.raises(VarickError, match="does not exist"):
        sheets(tmp_path / "none.csv")


def test_typed_files_have_limits_too(tmp_path: Path) -> None:
    parquet.write_table(TABLE, tmp_path / "a.parquet")
    with pytest.raises(VarickError, match="split the file"):
        sheets(tmp_path / "a.parquet", limits=Limits(cells=5))


def test_progress_is_told(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    (tmp_path / "a.csv").write_text("a,b\n1,2\n")
    sheets(tmp_path / "a.csv", tell=lambda done, total: told.append((done, total)))
    assert told[-1][0] == told[-1][1]
