"""What a file is, told from its first bytes; what no table is, is refused with what to do instead."""

import re
from pathlib import Path

from varick.errors import VarickError
from varick.observe.reading import delimited, typed_files, workbook
from varick.observe.reading.sheet import Limits, Sheet
from varick.observe.reading.text import Tell, as_utf8, gunzipped, read_bytes

_NO_TABLE = (
    (b"%PDF", "a PDF", "ask for the data as xlsx or csv, or copy the table out with a PDF tool"),
    (b"\x89PNG", "an image", "ask for the data as xlsx or csv"),
    (b"\xff\xd8\xff", "an image", "ask for the data as xlsx or csv"),
    (b"GIF8", "an image", "ask for the data as xlsx or csv"),
    (b"II*\0", "an image", "ask for the data as xlsx or csv"),
    (b"MM\0*", "an image", "ask for the data as xlsx or csv"),
    (b"{\\rtf", "a text document (RTF)", "ask for the data as xlsx or csv"),
    (b"7z\xbc\xaf", "a 7z archive", "unpack it and give the files in it"),
    (b"Rar!", "a RAR archive", "unpack it and give the files in it"),
    (b"BZh", "a bzip2 file", "unpack it and give the file in it"),
    (b"\xfd7zXZ\0", "an xz file", "unpack it and give the file in it"),
    (b"\x28\xb5\x2f\xfd", "a zstd file", "unpack it and give the file in it"),
    (b"SQLite format 3\0", "an SQLite database", "export the table as csv"),
    (b"RDX", "an R data file", "write the table from R as csv or Parquet"),
    (b"\x7fELF", "a program", "give the table as xlsx or csv"),
    (b"MZ", "a program", "give the table as xlsx or csv"),
)
_LFS = b"version https://git-lfs"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = re.compile(
    rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|table|meta|style|div)\b", re.I | re.S
)
_XML = re.compile(rb"\s*<\?xml\b")
_JSON = re.compile(rb"\s*(?:\{\s*[\"}]|\[\s*[\[{\"\d\]])")


def read(path: Path, limits: Limits, tell: Tell | None) -> list[Sheet]:
    """The sheets of the file. Raises VarickError."""
    data = read_bytes(path, limits)
    name = path.name
    notes: list[str] = []
    if data.startswith(b"\x1f\x8b"):
        data = gunzipped(data, name, limits)
        _refuse_no_table(data, name)
    else:
        _refuse_no_table(data, name)
        if data[:4] == b"PAR1" or data[-4:] == b"PAR1":
            return [typed_files.read_arrow(path, "parquet", limits)]
        if data[:6] == b"ARROW1" or data[:4] == b"FEA1":
            return [typed_files.read_arrow(path, "arrow", limits)]
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        found = workbook.read_zipped(data, name, limits, tell)
        if found is None:
            raise VarickError(f"{name}: a zip archive, not a workbook; unpack it and give the files in it")
        return found
    if data.startswith(_OLE):
        return workbook.read_old(data, name, limits)
    if data.startswith((b"$FL2", b"$FL3")):
        return [typed_files.read_statistical(data, name, "sav", limits)]
    if data.startswith(b"<stata_dta>") or (
        path.suffix.lower() == ".dta" and data[:1] and data[0] in range(102, 120)
    ):
        return [typed_files.read_statistical(data, name, "dta", limits)]
    text, note = as_utf8(data, name)
    _refuse_markup(text, name)
    if note:
        notes.append(note)
    return [delimited.read_delimited(text, name, limits, notes, tell)]


def _refuse_no_table(data: bytes, name: str) -> None:
    if data.startswith(_LFS):
        raise VarickError(
            f"{name}: a Git LFS pointer, not the data; fetch the file itself (git lfs pull, or the site's download)"
        )
    for magic, what, then in _NO_TABLE:
        if data.startswith(magic):
            raise VarickError(f"{name}: {what}, not a table; {then}")
    if data.startswith(b"\x1f\x8b"):
        raise VarickError(f"{name}: packed twice with gzip; unpack it once")


def _refuse_markup(text: bytes, name: str) -> None:
    head = text[:4096]
    if _HTML.match(head):
        raise VarickError(
            f"{name}: a web page (HTML), whatever its name says; open it and save it as xlsx or csv"
        )
    if _XML.match(head):
        raise VarickError(f"{name}: an XML file; open it in a spreadsheet program and save it as xlsx or csv")
    if _JSON.match(head):
        raise VarickError(f"{name}: a JSON file; give the table as csv")
