"""How long a workbook of arrests takes to read: Varick against the fastest maintained readers alone.

Each reader runs in a process of its own, on one core, on the same file; what they read is checked equal before times
are printed. Varick's time ends with coded columns, header and row numbers found; the others' with their own table, the
header's row given to them.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from harness import ONE_THREAD, Result, memory_mb

HEADER_ROW = 7
PREAMBLE = (
    "ERO-LESA Statistical Tracking Unit",
    "For Official Use Only (FOUO)",
    "",
    "Synthetic",
    "",
    "Arrests",
)
MOST = 1.2
"""CPU seconds for one of the fastest other reader's that the issue allows."""

DATES, NUMBERS = (0, 17, 18), (14,)
SHARE_OF_IDS = 0.8
"""Distinct identifiers for each row: about 811,000 shared texts in a million rows, as in a release of 2025."""


def _names() -> list[str]:
    text = """Apprehension Date,Apprehension Type,State,County,TOA Current Duty AOR,Apprehension Final Program,
    Arresting Agency,Apprehension Method,Apprehension Criminality,Case Status,Case Category,Departure Country,
    Final Order Yes No,Birth Date,Birth Year,Citizenship Country,Gender,Departed Date,Final Order Date,
    Apprehension Site Landmark,Operation,TOA Current Duty Site,Case Criminality,Case Threat Level,Anonymized Identifier"""
    return [name.strip() for name in text.split(",")]


def write_workbook(path: Path, rows: int, seed: int = 1) -> None:
    """A synthetic release: 25 columns, texts shared as spreadsheet programs do, dates typed, some cells blank."""
    import numpy as np

    draw = np.random.default_rng(seed)
    ids = [
        row.tobytes().hex() for row in draw.integers(0, 256, (max(1, int(rows * SHARE_OF_IDS)), 20), np.uint8)
    ]
    sizes = (0, 3, 55, 3100, 26, 60, 12, 26, 3, 14, 30, 190, 2, 1, 0, 190, 3, 0, 0, 7000, 40, 320, 3, 4)
    texts = [*PREAMBLE, *_names()]
    first = {}
    for column, size in enumerate(sizes):
        first[column] = len(texts)
        texts += [f"{_names()[column]} &amp; value {number}" for number in range(size)]
    first[24] = len(texts)
    texts += ids
    blank = {1: 0.5, 3: 0.35, 11: 0.45, 17: 0.5, 18: 0.4, 19: 0.1, 20: 0.78, 24: 0.01}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
        for name, text in _small_parts().items():
            book.writestr(name, text)
        with book.open("xl/sharedStrings.xml", "w", force_zip64=True) as part:
            part.write(
                f'<?xml version="1.0" encoding="UTF-8"?>\n<sst xmlns="{_MAIN}" uniqueCount="{len(texts)}">'.encode()
            )
            for at in range(0, len(texts), 10_000):
                part.write("".join(f"<si><t>{text}</t></si>" for text in texts[at : at + 10_000]).encode())
            part.write(b"</sst>")
        with book.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            part.write(
                f'<?xml version="1.0" encoding="UTF-8"?>\n<worksheet xmlns="{_MAIN}"><sheetData>'.encode()
            )
            for row in range(1, HEADER_ROW):
                part.write(f'<row r="{row}"><c r="A{row}" t="s"><v>{row - 1}</v></c></row>'.encode())
            head = "".join(f'<c r="{chr(65 + c)}{HEADER_ROW}" t="s"><v>{6 + c}</v></c>' for c in range(25))
            part.write(f'<row r="{HEADER_ROW}">{head}</row>'.encode())
            for block in _blocks(draw, rows, sizes, first, blank, len(ids)):
                part.write(block)
            part.write(b"</sheetData></worksheet>")


def _blocks(draw: Any, rows: int, sizes: Any, first: Any, blank: Any, ids: int) -> Iterator[bytes]:
    step = 5_000
    for begin in range(0, rows, step):
        many = min(step, rows - begin)
        columns: list[list[str]] = []
        for column in range(25):
            letter = chr(65 + column)
            if column in DATES:
                style = 1 if column else 2
                numbers = (
                    45_000
                    + draw.integers(0, 1_200, many)
                    + (draw.integers(0, 1440, many) / 1440 if not column else 0)
                )
                cells = [
                    f'<c r="{letter}{begin + i + 8}" s="{style}"><v>{value}</v></c>'
                    for i, value in enumerate(numbers.tolist())
                ]
            elif column in NUMBERS:
                years = draw.integers(1945, 2010, many).tolist()
                cells = [
                    f'<c r="{letter}{begin + i + 8}"><v>{value}</v></c>' for i, value in enumerate(years)
                ]
            else:
                size = ids if column == 24 else sizes[column]
                places = (
                    first[column] + (size * draw.random(many) ** (1 if column == 24 else 3)).astype(int)
                ).tolist()
                cells = [
                    f'<c r="{letter}{begin + i + 8}" t="s"><v>{value}</v></c>'
                    for i, value in enumerate(places)
                ]
            if column in blank:
                gone = draw.random(many) < blank[column]
                cells = ["" if is_gone else cell for cell, is_gone in zip(cells, gone.tolist(), strict=True)]
            columns.append(cells)
        yield "".join(
            f'<row r="{begin + i + 8}">{"".join(row)}</row>'
            for i, row in enumerate(zip(*columns, strict=True))
        ).encode()


_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def _small_parts() -> dict[str, str]:
    packages = "http://schemas.openxmlformats.org/package/2006"
    parts = [("/xl/workbook.xml", "sheet.main"), ("/xl/worksheets/sheet1.xml", "worksheet")]
    parts += [("/xl/sharedStrings.xml", "sharedStrings"), ("/xl/styles.xml", "styles")]
    overrides = "".join(
        f'<Override PartName="{path}" ContentType="{_TYPE}.{kind}+xml"/>' for path, kind in parts
    )
    links = "".join(
        f'<Relationship Id="rId{number}" Type="{_LINK}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(
            [
                ("worksheet", "worksheets/sheet1.xml"),
                ("sharedStrings", "sharedStrings.xml"),
                ("styles", "styles.xml"),
            ],
            1,
        )
    )
    xfs = '<xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/>'
    return {
        "[Content_Types].xml": f'<Types xmlns="{packages}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{overrides}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{packages}/relationships"><Relationship Id="rId1" '
        f'Type="{_LINK}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_LINK}"><sheets>'
        '<sheet name="Arrests" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{packages}/relationships">{links}</Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills>'
        '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf numFmtId="0"/></cellStyleXfs>'
        f'<cellXfs count="3">{xfs}</cellXfs></styleSheet>',
    }  # fmt: skip


def varick(path: Path) -> Any:
    """Read by Varick; header and rows found."""
    from varick.observe.reading import sheets

    return sheets(path)[0]


def fastexcel(path: Path) -> Any:
    """fastexcel (calamine) to Arrow, types inferred from the first rows, as it does by itself."""
    import fastexcel

    return fastexcel.read_excel(path).load_sheet(0, header_row=HEADER_ROW - 1).to_arrow()


def polars(path: Path) -> Any:
    """polars.read_excel with its default engine."""
    import polars

    return polars.read_excel(path, engine="calamine", read_options={"header_row": HEADER_ROW - 1})


READERS: dict[str, Callable[[Path], Any]] = {"varick": varick, "fastexcel": fastexcel, "polars": polars}


def digest(read: Any) -> dict[str, int]:
    """For each column the filled cells, and a sum over them that any change of a cell changes."""
    found: dict[str, int] = {}
    if hasattr(read, "records"):
        from varick.observe.frame import Coded, Dates

        for name, column in zip(read.header, read.columns, strict=True):
            if isinstance(column, Coded):
                found |= _counted(name, {text: n for text, n in column.counts().items() if text is not None})
            elif isinstance(column, Dates):
                found |= _summed(name, column.time[column.time == column.time].astype("int64"))
            else:
                found |= _summed(name, column.values[column.values == column.values])
        return found
    import pyarrow as pa
    import pyarrow.compute as pc

    table = read.to_arrow() if hasattr(read, "to_arrow") else read
    for name, column in zip(table.schema.names, table.columns, strict=True):
        if pa.types.is_timestamp(column.type) or pa.types.is_date(column.type):
            moments = column.cast(pa.timestamp("ms")).drop_null().to_numpy().astype("int64")
            found |= _summed(name, (moments + 500) // 1000)
        elif pa.types.is_floating(column.type) or pa.types.is_integer(column.type):
            found |= _summed(name, column.drop_null().to_numpy())
        else:
            counts = pc.value_counts(column.drop_null())
            found |= _counted(
                name, dict(zip(counts.field(0).to_pylist(), counts.field(1).to_pylist(), strict=True))
            )
    return found


def _counted(name: str, counts: dict[str, int]) -> dict[str, int]:
    total = sum(zlib.crc32(text.encode()) * many for text, many in counts.items())
    return {f"{name} cells": sum(counts.values()), f"{name} sum": total}


def _summed(name: str, values: Any) -> dict[str, int]:
    return {f"{name} cells": len(values), f"{name} sum": int(values.sum())}


def _work(reader: str, path: str, small: str) -> dict[str, Any]:
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))
    try:
        READERS[reader](Path(small))
        base = memory_mb("VmRSS")
        cpu, wall = time.process_time(), time.perf_counter()
        read = READERS[reader](Path(path))
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    except ModuleNotFoundError as error:
        return {"missing": error.name or str(error)}
    peak = memory_mb("VmHWM")
    return {"counts": digest(read), "cpu": cpu, "wall": wall, "peak_mb": peak, "base_mb": base}


def measure(reader: str, path: Path, small: Path) -> Result:
    """One reader in a process of its own. Raises RuntimeError with its last words where it fails."""
    asked = json.dumps([reader, str(path), str(small)])
    command = [sys.executable, str(Path(__file__).resolve()), "--work", asked]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **ONE_THREAD})
    if done.returncode:
        raise RuntimeError(f"{reader} failed:\n{done.stderr.strip()[-2000:]}")
    return Result(**json.loads(done.stdout.splitlines()[-1]))


def main() -> int:
    """Print the times; exit 1 where the readers disagree or Varick takes longer than it may."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows of the workbook")
    parser.add_argument("--times", type=int, default=1, help="runs of each reader; the least time counts")
    parser.add_argument("--work", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.work:
        print(json.dumps(_work(*json.loads(given.work))))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        path, small = Path(folder) / "arrests.xlsx", Path(folder) / "small.xlsx"
        write_workbook(path, given.rows)
        write_workbook(small, 40_000)  # enough for compiled code to be loaded
        print(f"{given.rows:,} rows of 25 columns, {path.stat().st_size / 1e6:.0f} MB")
        best: dict[str, Result] = {}
        for reader in READERS:
            runs = [measure(reader, path, small) for _ in range(given.times)]
            best[reader] = min(runs, key=lambda run: run.cpu)
            if best[reader].missing:
                print(f"{reader}: {best[reader].missing} is not installed")
                del best[reader]
    mine = best.pop("varick")
    cells = sum(many for key, many in mine.counts.items() if key.endswith(" cells"))
    for reader, other in best.items():
        wrong = [key for key in mine.counts if other.counts.get(key) != mine.counts[key]]
        if wrong:
            print(f"{reader} disagrees on {', '.join(wrong)}")
            return 1
    print(f"{cells:,} cells, the same in all readers")
    for reader, run in {"varick": mine, **best}.items():
        print(f"{reader:10} {run.cpu:7.2f} CPU s {run.wall:7.2f} s {run.peak_mb:7,.0f} MB")
    if not best:
        return 0
    fastest = min(best, key=lambda reader: best[reader].cpu)
    ratio = mine.cpu / best[fastest].cpu
    print(
        f"varick takes {ratio:.2f} of the CPU time of {fastest}, the fastest of the others (at most {MOST})"
    )
    return int(ratio > MOST)


if __name__ == "__main__":
    raise SystemExit(main())
