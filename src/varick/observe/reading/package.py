"""A workbook as a zip of XML parts: checked against its limits, and the parts that name sheets, styles and texts."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, NoReturn
from xml.parsers import expat

import numpy as np
import numpy.typing as npt

from varick.errors import VarickError
from varick.observe.reading.cells import DATE, NUMBER, TIME
from varick.observe.reading.sheet import Limits

_DATE_FORMATS = {*range(14, 18), 22, *range(27, 37), *range(50, 59)}
_TIME_FORMATS = {18, 19, 20, 21, 45, 46, 47}
_NOT_CODE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError, RuntimeError)


class Unread(Exception):
    """This reader cannot read the workbook; the text says why, and another may try."""


@dataclass(frozen=True, slots=True)
class Part:
    """A sheet as the workbook lists it: its name, the part that holds it, and whether it is hidden."""

    name: str
    path: str
    hidden: bool


class Package:
    """An opened xlsx or ods file. Raises VarickError where it is damaged, encrypted or beyond the limits."""

    def __init__(self, data: bytes, name: str, limits: Limits) -> None:
        import io

        self.name = name
        self._limits = limits
        try:
            self.zip = zipfile.ZipFile(io.BytesIO(data))
        except _DAMAGED as error:
            raise VarickError(
                f"{name}: the workbook is cut short or damaged ({error}); download it again"
            ) from error
        infos = self.zip.infolist()
        size = sum(info.file_size for info in infos)
        if len(infos) > 20_000 or size > limits.bytes:
            raise VarickError(f"{name}: more than {limits.bytes:,} bytes when unpacked; split the workbook")
        if size > limits.ratio_from and size > limits.ratio * len(data):
            raise VarickError(
                f"{name}: unpacks to over {limits.ratio} times its size, as no table does; do not open it"
            )
        if any(info.flag_bits & 1 for info in infos):
            raise VarickError(f"{name}: the workbook is encrypted; save it without a password")
        self.names = {info.filename.lstrip("/").lower(): info.filename for info in infos}

    def damaged(self, error: Exception) -> NoReturn:
        """Refuse the file for what unpacking it has shown."""
        said = str(error).partition(" and header ")[
            0
        ]  # after it zipfile quotes bytes of the file, which may be of its cells
        reason = (said.splitlines() or ["cut short"])[0][:120]
        raise VarickError(f"{self.name}: the workbook is damaged ({reason}); download it again") from error

    def read(self, path: str) -> bytes | None:
        """A part whole; None where there is none."""
        known = self.names.get(path.lstrip("/").lower())
        if known is None:
            return None
        try:
            return self.zip.read(known)
        except _DAMAGED as error:
            self.damaged(error)

    def size(self, path: str) -> int:
        """Bytes of a part when unpacked."""
        return self.zip.getinfo(self.names[path.lstrip("/").lower()]).file_size

    def chunks(self, path: str, size: int) -> Iterator[bytes]:
        """A part in pieces."""
        try:
            with self.zip.open(self.names[path.lstrip("/").lower()]) as part:
                while piece := part.read(size):
                    yield piece
        except _DAMAGED as error:
            self.damaged(error)

    def check(self) -> None:
        """Unpack every part within its declared size, and refuse XML that is broken or declares entities.

        Readers without such bounds may then be given the file; one that skips what is broken would lose rows."""
        for known in self.names:
            parser = expat.ParserCreate() if known.endswith((".xml", ".rels")) else None
            if parser:
                parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = _no_entities
            try:
                for piece in self.chunks(known, 1 << 20):
                    if parser:
                        parser.Parse(piece)
                if parser:
                    parser.Parse(b"", True)
            except (expat.ExpatError, ValueError, LookupError, Unread) as error:
                raise VarickError(
                    f"{self.name}: the workbook is damaged ({known}: {error}); download it again"
                ) from error


def _no_entities(*_: Any) -> NoReturn:
    raise Unread("it declares a document type")


def elements(xml: bytes, *wanted: str) -> Iterator[tuple[str, dict[str, str]]]:
    """(name, attributes) of the wanted elements, prefixes cut. Raises Unread for what is no XML, or declares entities."""
    found: list[tuple[str, dict[str, str]]] = []
    parser = expat.ParserCreate()

    def start(tag: str, attributes: dict[str, str]) -> None:
        if (short := tag.rpartition(":")[2]) in wanted:
            found.append((short, attributes))

    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = _no_entities
    parser.StartElementHandler = start
    try:
        parser.Parse(xml, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise Unread(f"its XML is broken: {error}") from error
    return iter(found)


def listed(package: Package) -> tuple[list[Part], bool, str | None, str | None]:
    """The sheets in their order, whether days count from 1904, and the parts with shared texts and styles.

    Chart sheets and dialogs hold no cells and are left out. Raises Unread."""
    book = "xl/workbook.xml"
    for _, at in elements(package.read("_rels/.rels") or b"<x/>", "Relationship"):
        if at.get("Type", "").endswith("/officeDocument"):
            book = at.get("Target", book).lstrip("/")
    xml = package.read(book)
    if xml is None:
        raise Unread("it holds no workbook part")
    folder = PurePosixPath(book).parent
    links = package.read(str(folder / "_rels" / (PurePosixPath(book).name + ".rels")))
    targets, texts, styles = {}, None, None
    for _, at in elements(links or b"<x/>", "Relationship"):
        target = at.get("Target", "")
        path = target.lstrip("/") if target.startswith("/") else str(folder / target)
        kind = at.get("Type", "").rpartition("/")[2]
        targets[at.get("Id", "")] = (path, kind)
        texts = path if kind == "sharedStrings" else texts
        styles = path if kind == "styles" else styles
    parts, base_1904 = [], False
    for tag, at in elements(xml, "sheet", "workbookPr"):
        if tag == "workbookPr":
            base_1904 = at.get("date1904", "0") in ("1", "true")
            continue
        link = next((value for key, value in at.items() if key.rpartition(":")[2] == "id"), "")
        path, kind = targets.get(link, ("", ""))
        if kind != "worksheet":
            if kind in ("chartsheet", "dialogsheet"):
                continue
            raise Unread(f"it does not say where sheet {at.get('name', '')!r} is")
        if path.lower() not in package.names:
            raise Unread(f"sheet {at.get('name', '')!r} is missing from it")
        parts.append(Part(at.get("name", ""), path, at.get("state", "visible") != "visible"))
    if not parts:
        raise Unread("it lists no sheet")
    return parts, base_1904, texts, styles


def number_kinds(xml: bytes | None) -> npt.NDArray[np.uint8]:
    """For each cell style what a number in it is: NUMBER, DATE or TIME (of day). Raises Unread."""
    formats: dict[int, str] = {}
    kinds: list[int] = []
    inside = 0
    for tag, at in elements(xml or b"<x/>", "numFmt", "cellStyleXfs", "cellXfs", "xf"):
        if tag == "numFmt":
            formats[int(at.get("numFmtId", "0") or 0)] = at.get("formatCode", "")
        elif tag != "xf":
            inside = 2 if tag == "cellXfs" else 1
        elif inside == 2:
            number = int(at.get("numFmtId", "0") or 0)
            kinds.append(_kind(number, formats.get(number)))
    return np.array(kinds or [NUMBER], dtype=np.uint8)


def _kind(number: int, code: str | None) -> int:
    if code is None:
        return DATE if number in _DATE_FORMATS else TIME if number in _TIME_FORMATS else NUMBER
    letters = _NOT_CODE.sub("", code.split(";")[0]).lower()
    if letters in ("general", "@"):
        return NUMBER
    if "y" in letters or "d" in letters:
        return DATE
    if "h" in letters or "s" in letters:
        return TIME
    return DATE if "m" in letters else NUMBER
