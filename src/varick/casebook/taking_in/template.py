"""An empty table to fill in: a column a field, and under the headings what may be written there."""

import csv
import io
from collections.abc import Mapping
from pathlib import Path

from varick.casebook.cases.dates import FORMS
from varick.casebook.cases.fields import Field, fields
from varick.casebook.taking_in.columns import targets
from varick.casebook.taking_in.reading import GUIDE
from varick.errors import VarickError
from varick.eventlog.whole import written_whole
from varick.words import Words

_BEHIND = ("retain_until", "privileged", "name_own", "name_arrest", "name_letter", "birth_date", "phone")
"""What is no field and has a column too; of consents and other names columns may be added."""

_HEADS = (
    "casebook_import.codes_field",
    "casebook_import.codes_question",
    "casebook_import.codes_code",
    "casebook_import.codes_means",
)


def columns() -> list[str]:
    """The headings: case_id (blank for a new case), every field that is asked, then what is no field."""
    return ["case_id", *(one.name for one in fields().values() if one.tier != "derived"), *_BEHIND]


def write_template(target: Path, words: Words) -> None:
    """Write it as .csv or .xlsx, by the name's ending. Raises VarickError for another ending and for a file that holds
    something."""
    kind = target.suffix.casefold()
    if kind not in (".csv", ".xlsx"):
        raise VarickError(f"{target.name}: name the template .csv or .xlsx")
    with written_whole(target, lambda path: False, "a template") as place:
        if kind == ".csv":
            text = io.StringIO()
            writer = csv.writer(text, lineterminator="\r\n")
            writer.writerow(columns())
            writer.writerow(_guide(words))
            place.write_text("\ufeff" + text.getvalue(), encoding="utf-8", newline="")
        else:
            _workbook(place, words)


def _guide(words: Words) -> list[str]:
    """The row that explains the columns; `read_table` sets it aside."""
    return [GUIDE, *(_allowed(title, words) for title in columns()[1:])]


def _allowed(title: str, words: Words) -> str:
    target = targets()[title]
    if target.what == "field":
        return _said(fields()[target.name], words)
    asked: Mapping[str, str] = {
        "retain_until": "2028-12-31",
        "privileged": "yes | no | unknown",
        "birth_date": FORMS,
        "phone": "",
    }
    return asked.get(title, "a; b")


def _said(field: Field, words: Words) -> str:
    states = ["unknown", "refused", *(["none"] if field.none else [])]
    if field.kind in ("choice", "choices"):
        listed = " | ".join([*field.choices, *states])
        return f"{words('casebook_import.template_several')} {listed}" if field.kind == "choices" else listed
    form = {
        "date": "2018-03-08 | 2018-03 | 2018 | ~2018-03-08 | week of 2018-03-05",
        "count": f"{field.low}-{field.high}",
        "section": "PL 221.10",
        "moment": "09:30",
    }.get(field.kind, "...")
    return " | ".join([form, *states])


def _workbook(place: Path, words: Words) -> None:
    """Two sheets: the table, and the codes with questions and meanings. It holds no case, so its writer may use files."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    sheet, codes = book.active, book.create_sheet("codes")
    sheet.title = "cases"
    sheet.append(columns())
    sheet.append(_guide(words))
    for cell in (*sheet[1], *codes[1]):
        cell.font = Font(bold=True)
    for cell in sheet[2]:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    for column in sheet.columns:
        sheet.column_dimensions[column[0].column_letter].width = 22
    sheet.freeze_panes = "A3"
    codes.append([words(key) for key in _HEADS])
    for one in fields().values():
        if one.tier == "derived":
            continue
        codes.append([one.name, one.question(words), "" if one.choices else _said(one, words), ""])
        if one.kind in ("choice", "choices"):
            for code in one.choices:
                codes.append([one.name, "", code, one.choice(code, words)])
    with place.open("wb") as file:
        book.save(file)
