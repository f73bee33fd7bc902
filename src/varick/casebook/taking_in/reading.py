"""A table of cases from a file: headings and rows of texts, read in memory only, with every row of the file accounted for."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from unicodedata import category

from varick.errors import VarickError
from varick.observe.reading import Limits, Sheet, sheets

Rows = list[tuple[int, tuple[str | None, ...]]]

GUIDE = "#codes"
"""First cell of a row that explains the columns (a template has one); it is no case."""
BYTES = 256 << 20
_LIMITS = Limits(bytes=BYTES, cells=20_000_000, columns=500, sheets=50, ratio_from=16 << 20)
_PREFERRED, _CODES = ("cases", "casos"), "codes"
_REFUSED = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Excel file of before 2007 (.xls)"),
    (b"PAR1", "a Parquet file"),
    (b"ARROW1", "an Arrow file"),
    (b"FEA1", "a Feather file"),
    (b"\x1f\x8b", "a gzip file"),
    (b"$FL2", "an SPSS file"),
    (b"$FL3", "an SPSS file"),
    (b"<stata_dta>", "a Stata file"),
)
"""What the reader of tables could open, but only through another process or a temporary file."""


@dataclass(frozen=True, slots=True)
class Unfit:
    """A row of the file that is no row of the table: its number (0: one of those below the table) and why."""

    row: int
    reason: str


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet. `rows`: (number in the file, from 1; one text or None a column). `unfit`: rows that could not be read;
    `guides`: rows set aside because they explain the columns; `header_row`: that of the headings. Blank rows are in none."""

    file: str
    sheet: str
    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str | None, ...]], ...]
    unfit: tuple[Unfit, ...]
    guides: int
    hash: str
    header_row: int

    @property
    def rows_in(self) -> int:
        """Rows that are not blank, below the headings, guides left out."""
        return len(self.rows) + len(self.unfit)


def read_table(path: Path, sheet: str | None = None) -> Table:
    """The table in a CSV, xlsx or ods file; of several sheets the one that is named, or the one called "cases".

    Raises VarickError for other kinds, for a file without a table, and where the sheet cannot be told."""
    data = _bytes(path)
    try:
        found = sheets(path, limits=_LIMITS)
    except VarickError as error:
        raise VarickError(_shown(str(error))) from error
    except Exception as error:  # whatever a damaged file raises beyond what its reader foresees
        raise VarickError(f"{path.name}: damaged, or no table; save it again as xlsx or csv") from error
    one = _chosen(path.name, found, sheet)
    hashed = sha256(data).hexdigest()
    if one.kind == "summary":
        from varick.casebook.taking_in.sparse import sparse_table

        headings, rows, at = sparse_table(data, path.name, one.sheet, _LIMITS)
        return _sorted_out(path.name, one.sheet, headings, rows, (), hashed, at)
    if one.kind != "data":
        what = "the sheet is empty" if one.kind == "empty" else "running text, not a table"
        raise VarickError(f"{path.name}: {what}; put headings and one case a row on it")
    if not one.header_rows:
        raise VarickError(
            f"{path.name}: no row names the columns; put headings above the first case (a bare No or number is taken for data)"
        )
    return _table(path.name, one, hashed)


def _chosen(file: str, found: list[Sheet], sheet: str | None) -> Sheet:
    names = _shown(", ".join(one.sheet for one in found)[:300])
    if sheet is not None:
        named = next((one for one in found if one.sheet == sheet), None)
        if named is None:
            raise VarickError(f"{file}: no such sheet; it has {names or 'none that has a name'}")
        return named
    likely = [one for one in found if one.kind in ("data", "summary") and one.sheet.casefold() != _CODES]
    for those in (
        [one for one in likely if one.sheet.casefold() in _PREFERRED],
        likely,
        [one for one in likely if one.kind == "data"],
    ):
        if len(those) == 1:
            return those[0]
    if likely:
        raise VarickError(f"{file}: several sheets hold a table; say which with --sheet: {names}")
    return found[0]


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(BYTES + 1)
    except OSError as error:
        raise VarickError(
            f"{path.name}: cannot be read ({error.strerror or error}); check the name"
        ) from error
    if len(data) > BYTES:
        raise VarickError(f"{path.name}: over {BYTES >> 20} MB; split the table")
    for magic, what in _REFUSED:
        if data.startswith(magic):
            raise VarickError(f"{path.name}: {what}, which is not taken in here; save it as xlsx or csv")
    if path.suffix.casefold() == ".dta" or data[-4:] == b"PAR1":
        raise VarickError(f"{path.name}: a kind that is not read in memory alone; save it as xlsx or csv")
    return data


def _table(file: str, one: Sheet, hashed: str) -> Table:
    from varick.observe.frame import as_text

    columns = [as_text(column).texts() for column in one.columns]
    rows = [
        (int(number), tuple(column[place] for column in columns))
        for place, number in enumerate(one.rows.tolist())
    ]
    # the texts of these rows stay out of what is said
    unfit = [
        Unfit(bad.row, "its cells do not fit the headings: check separators and quotation marks")
        for bad in one.rejected
    ]
    unfit += [Unfit(0, "only its first cell is filled, as in a note below the table") for _ in one.footnotes]
    return _sorted_out(file, one.sheet, one.header, rows, unfit, hashed, one.header_row)


def _sorted_out(
    file: str,
    sheet: str,
    headings: tuple[str, ...],
    rows: Rows,
    unfit: Iterable[Unfit],
    hashed: str,
    header_row: int,
) -> Table:
    kept = []
    guides = 0
    for number, row in rows:
        cells = tuple(map(_plain, row))
        if cells[:1] == (GUIDE,):
            guides += 1
        elif any(cells):
            kept.append((number, cells))
    return Table(
        file, sheet, tuple(map(_shown, headings)), tuple(kept), tuple(unfit), guides, hashed, header_row
    )


def _plain(text: str | None) -> str | None:
    """A cell; a moment at midnight, which is how a spreadsheet keeps a day, as its day."""
    return text.removesuffix(" 00:00:00") if text else None


def _shown(text: str) -> str:
    """A heading or message without what a terminal would act on, in one line."""
    kept = (" " if category(c) in ("Zl", "Zp") or c in "\n\t\r" else c for c in text)
    return "".join(c for c in kept if not category(c).startswith("C"))
