"""Workbooks: the reader that fits the file, and the next one where it cannot read it."""

from collections.abc import Callable, Sequence

from varick.errors import VarickError
from varick.observe.reading import calamine, ods, slow, xlsx
from varick.observe.reading.cells import Cells
from varick.observe.reading.package import Package, Part, Unread
from varick.observe.reading.sheet import Limits, Sheet
from varick.observe.reading.tables import sheet_of
from varick.observe.reading.text import Tell

Read = Callable[[], list[tuple[Part, Cells]]]

_OLE_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def read_zipped(data: bytes, name: str, limits: Limits, tell: Tell | None) -> list[Sheet] | None:
    """The sheets of an xlsx, xlsm or ods file; None for a zip of another kind. Raises VarickError."""
    package = Package(data, name, limits)
    if "content.xml" in package.names:
        return _first_that_reads(package, limits, [(ods.READER, lambda: ods.read_ods(package, limits))])
    if "[content_types].xml" not in package.names:
        return None
    if "word/document.xml" in package.names or "ppt/presentation.xml" in package.names:
        raise VarickError(f"{name}: a text document or slides, not a workbook; give the table as xlsx or csv")
    return _first_that_reads(
        package,
        limits,
        [
            (xlsx.READER, lambda: xlsx.read_xlsx(package, limits, tell)),
            (slow.READER, lambda: slow.read_openpyxl(data, limits)),
        ],
    )


def read_old(data: bytes, name: str, limits: Limits) -> list[Sheet]:
    """The sheets of an xls file. Raises VarickError for an encrypted one and for other files of that family."""
    if _OLE_ENCRYPTED in data:
        raise VarickError(f"{name}: the workbook is encrypted; open it and save it without a password")
    notes = ["an xls file: save it as xlsx if a cell looks wrong"]
    try:
        return _sheets(name, calamine.read_calamine(data, limits), limits, calamine.READER, notes)
    except Unread as error:
        raise VarickError(f"{name}: not a workbook that can be read ({error}); save it as xlsx") from error


def _first_that_reads(package: Package, limits: Limits, readers: Sequence[tuple[str, Read]]) -> list[Sheet]:
    failed: list[str] = []
    for reader, read in readers:
        try:
            if failed:
                package.check()
            return _sheets(package.name, read(), limits, reader, failed)
        except Unread as error:
            failed.append(f"{reader} could not read it: {error}")
    raise VarickError(
        f"{package.name}: no reader could read it ({failed[0].partition(': ')[2]}); save it again as xlsx"
    )


def _sheets(
    name: str, found: Sequence[tuple[Part, Cells]], limits: Limits, reader: str, notes: Sequence[str]
) -> list[Sheet]:
    if not found:
        raise Unread("it holds no sheet")
    return [sheet_of(name, part.name, cells, limits, reader, notes) for part, cells in found]
