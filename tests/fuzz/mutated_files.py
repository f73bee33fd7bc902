"""Small files of every kind that is read, and changes that make them odd: material for the fuzz tests."""

import gzip
import io
import random
import re
import struct
import tempfile
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

HEADER = (
    "Apprehension Date",
    "Apprehension Method",
    "State",
    "Landmark",
    "Birth Year",
    "Anonymized Identifier",
)
METHODS = ("Located", "Non-Custodial Arrest", "CAP Local Incarceration", "NA", "(B)(7)(E) ")
PLACES = ("NDD - 26 FEDERAL PLAZA NY, NY", 'THE "HUB"', "Peñón  Blanco", "", "two\nlines", "O'Hare; gate 5")


def table(luck: random.Random, rows: int) -> list[list[str]]:
    """Rows as a release has them, in plain text."""
    return [
        [
            f"{luck.randint(1, 12)}/{luck.randint(1, 28)}/{luck.randint(2015, 2018)}",
            luck.choice(METHODS),
            luck.choice(("NY", "NJ", "")),
            luck.choice(PLACES),
            str(luck.randint(1940, 2005)),
            f"{luck.getrandbits(160):040x}",
        ]
        for _ in range(rows)
    ]


def delimited(luck: random.Random) -> bytes:
    """Delimited text: any separator, line end and encoding; with or without quotes, preamble and padding."""
    mark = luck.choice(",,|\t;")
    end = luck.choice(("\n", "\n", "\r\n", "\r"))
    quote = luck.random() < 0.5
    rows = [list(HEADER), *table(luck, luck.randint(0, 25))]
    if luck.random() < 0.5:
        padding = luck.choice((0, 5))
        rows = [[text, *[""] * padding] for text in ("ERO-LESA", "", "Arrests for FY2016")] + rows
    if luck.random() < 0.2:
        rows.insert(luck.randint(1, len(rows)), [])
    if luck.random() < 0.2:
        rows.append(["Note: as of extraction"])

    def cell(text: str) -> str:
        needs = quote or any(part in text for part in (mark, '"', "\n", "\r"))
        return '"' + text.replace('"', '""') + '"' if needs else text

    text = end.join(mark.join(cell(one) for one in row) for row in rows) + luck.choice((end, ""))
    return text.encode(luck.choice(("utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252")))


def workbook(luck: random.Random) -> bytes:
    """An xlsx with typed cells, a preamble, and perhaps a second, hidden sheet."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": luck.random() < 0.3, "in_memory": True})
    date = book.add_format({"num_format": "m/d/yyyy"})
    for number in range(luck.choice((1, 1, 2))):
        sheet = book.add_worksheet(f"Sheet {number}")
        top = luck.choice((0, 3, 6))
        if top:
            sheet.write(0, 0, "ERO-LESA Statistical Tracking Unit")
        for column, name in enumerate(HEADER):
            sheet.write(top, column, name)
        for row, cells in enumerate(table(luck, luck.randint(0, 25)), top + 1):
            sheet.write_datetime(row, 0, datetime(2017, 1, row % 28 + 1), date)  # noqa: DTZ001
            for column, text in enumerate(cells[1:4], 1):
                sheet.write_string(row, column, text)
            sheet.write_number(row, 4, int(cells[4]))
            sheet.write_string(row, 5, cells[5])
        if number:
            sheet.hide()
    book.close()
    return out.getvalue()


def opendocument(luck: random.Random) -> bytes:
    """An ods of two columns."""
    rows = "".join(
        f'<table:table-row><table:table-cell office:value-type="date" office:date-value="2017-01-{day:02}">'
        f'<text:p>1/{day}/2017</text:p></table:table-cell><table:table-cell table:number-columns-repeated="2" '
        f'office:value-type="float" office:value="{day}.5"><text:p>{day}.5</text:p></table:table-cell></table:table-row>'
        for day in range(1, luck.randint(2, 20))
    )
    names = "".join(
        f"<table:table-cell><text:p>{name}</text:p></table:table-cell>" for name in ("Date", "A", "B")
    )
    content = (
        '<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:body><office:spreadsheet>'
        f'<table:table table:name="S"><table:table-row>{names}</table:table-row>{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return zipped(
        {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": content.encode()}
    )


def zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in parts.items():
            book.writestr(name, content)
    return out.getvalue()


def arrow_files(kind: str) -> Callable[[random.Random], bytes]:
    """A maker of Parquet or Feather files."""

    def make(luck: random.Random) -> bytes:
        import pyarrow as pa
        import pyarrow.feather as feather
        import pyarrow.parquet as parquet

        rows = table(luck, luck.randint(0, 20))
        columns = {name: [row[place] for row in rows] for place, name in enumerate(HEADER)}
        found = pa.table(columns, schema=pa.schema([(name, pa.string()) for name in HEADER]))
        found = found.append_column("n", pa.array(range(len(rows)), pa.int64()))
        found = found.append_column("day", pa.array(range(len(rows)), pa.date32()))
        out = io.BytesIO()
        if kind == "parquet":
            parquet.write_table(found, out)
        else:
            feather.write_feather(found, out)
        return out.getvalue()

    return make


def statistical(kind: str) -> Callable[[random.Random], bytes]:
    """A maker of Stata or SPSS files."""

    def make(luck: random.Random) -> bytes:
        import pandas as pd
        import pyreadstat

        rows = table(luck, luck.randint(1, 10))
        frame = pd.DataFrame({"method": [row[1] for row in rows], "year": [float(row[4]) for row in rows]})
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"a.{kind}"
            (pyreadstat.write_dta if kind == "dta" else pyreadstat.write_sav)(frame, str(path))
            return path.read_bytes()

    return make


MAKERS: dict[str, Callable[[random.Random], bytes]] = {
    "csv": delimited,
    "txt": delimited,
    "csv.gz": lambda luck: gzip.compress(delimited(luck), mtime=0),
    "xlsx": workbook,
    "ods": opendocument,
    "parquet": arrow_files("parquet"),
    "feather": arrow_files("feather"),
    "dta": statistical("dta"),
    "sav": statistical("sav"),
}


_TELLING = (
    b'"',
    b'"',
    b'""',
    b",",
    b"\t",
    b"|",
    b";",
    b"\n",
    b"\r",
    b"\r\n",
    b"\xff",
    b"\xe9",
    b" ",
    b"<",
    b"&",
    b"\n\n",
)


def changed(data: bytes, luck: random.Random, times: int, text: bool = False, head: int = 0) -> bytes:
    """The bytes with some of them changed, left out, doubled, put elsewhere or cut off; ``head``: four in ten of the changes
    are among so many first bytes."""
    found = bytearray(data)
    for _ in range(times):
        if not found:
            break
        span = min(head, len(found)) if head and luck.random() < 0.4 else len(found)
        place, many = luck.randrange(span), luck.randint(1, max(1, len(found) // 10))
        how = luck.randrange(8)
        if how == 0:
            found[place] = luck.randrange(256)
        elif how == 1:
            found[place] ^= 1 << luck.randrange(8)
        elif how == 2:
            del found[place : place + many]
        elif how == 3:
            found[place:place] = found[place : place + many]
        elif how == 4 or (text and how in (5, 7)):
            found[place:place] = luck.choice(_TELLING)
        elif how == 5:
            found[place:place] = luck.randbytes(many)
        elif how == 6 and luck.random() < 0.3:
            del found[place:]
        else:
            found[place : place + 4] = struct.pack("<I", luck.choice((0, 1, 0x7FFFFFFF, 0xFFFFFFFF, 1 << 20)))
    return bytes(found)


def replaced(data: bytes, luck: random.Random) -> bytes:
    """Something else altogether in place of a file, or around it."""
    return luck.choice(
        [
            b"",
            bytes(5000),
            luck.randbytes(900),
            b"PK\3\4" + data,
            data[22:],
            data + luck.randbytes(299),
            data * 2,
            data[:40],
        ]
    )


def rezipped(data: bytes, luck: random.Random) -> bytes:
    """A workbook with one of its parts changed before it is packed again."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    name = luck.choice(
        [n for n in parts if "sheet" in n.lower() or "content" in n or "String" in n] or list(parts)
    )
    if luck.random() < 0.2:
        name = luck.choice(list(parts))
    how = luck.randrange(6)
    if how == 0:
        del parts[name]
    elif how == 1:  # a number anywhere becomes another
        spots = list(re.finditer(rb"\d+", parts[name]))
        if spots:
            spot = luck.choice(spots)
            other = luck.choice((b"0", b"-1", b"1048577", b"99999999999999999999", b"16385", b"1e308", b""))
            parts[name] = parts[name][: spot.start()] + other + parts[name][spot.end() :]
    elif how == 2:  # an entity that grows
        bomb = b'<!DOCTYPE z [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
        head, close, tail = parts[name].partition(b"?>")
        parts[name] = head + close + bomb + tail if close else bomb + parts[name]
        parts[name] = re.sub(rb"<t>[^<]*</t>", b"<t>&b;</t>", parts[name], count=2)
    elif how == 3:
        tags = list(re.finditer(rb"<[^>]*>", parts[name]))
        if tags:
            spot = luck.choice(tags)
            parts[name] = (
                parts[name][: spot.start()] + luck.choice((b"", spot[0] * 2)) + parts[name][spot.end() :]
            )
    else:
        parts[name] = changed(parts[name], luck, luck.randint(1, 4), text=True)
    return zipped(parts)


def ragged(data: bytes, luck: random.Random) -> bytes:
    """Delimited text with separators added to or taken from some lines."""
    lines = data.splitlines(keepends=True)
    for _ in range(luck.randint(1, 4)):
        if not lines:
            break
        at = luck.randrange(len(lines))
        mark = luck.choice((b",", b"|", b"\t", b";"))
        places = [place for place, byte in enumerate(lines[at]) if byte == mark[0]]
        if places and luck.random() < 0.5:
            place = luck.choice(places)
            lines[at] = lines[at][:place] + lines[at][place + 1 :]
        else:
            place = luck.randint(0, len(lines[at]))
            lines[at] = lines[at][:place] + mark * luck.randint(1, 3) + lines[at][place:]
    return b"".join(lines)


def bomb(luck: random.Random) -> tuple[str, bytes]:
    """A file that unpacks to a hundred times and more of what it should."""
    much = b"0" * (96 << 20)
    if luck.random() < 0.5:
        return "csv.gz", gzip.compress(much, 1, mtime=0)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
        book.writestr("[Content_Types].xml", "<Types/>")
        book.writestr("xl/workbook.xml", much)
    return "xlsx", out.getvalue()


def odd_file(seed: int) -> tuple[str, bytes]:
    """(ending, content) of the file number `seed`: the same every time."""
    luck = random.Random(seed)
    if seed % 500 == 499:
        return bomb(luck)
    kind = luck.choice(
        [*["csv"] * 6, *["txt"] * 2, *["xlsx"] * 5, "csv.gz", "ods", "parquet", "feather", "dta", "sav"]
    )
    data = MAKERS[kind](luck)
    how = luck.random()
    if how < 0.05:
        return kind, data
    if kind in ("csv", "txt") and how < 0.4:
        data = ragged(data, luck)
    if kind in ("xlsx", "ods") and how < 0.8:
        return kind, rezipped(data, luck)
    if kind == "csv.gz" and how < 0.6:
        return kind, gzip.compress(changed(gzip.decompress(data), luck, 3, text=True), mtime=0)
    if how > 0.97:
        kind = luck.choice(list(MAKERS))  # another name than its content's
    return kind, changed(data, luck, luck.randint(1, 5), text=kind in ("csv", "txt") and luck.random() < 0.9)
