"""A planned import written to the casebook: all of it in one transaction, or nothing."""

import csv
import io
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from varick.casebook.file import disk
from varick.casebook.taking_in.plan import Plan
from varick.errors import VarickError
from varick.eventlog.whole import written_whole

if TYPE_CHECKING:
    from varick.casebook.book import Book

_META = "imported:"


def imported_before(book: "Book", plan: Plan) -> str | None:
    """The day on which this very file was imported with new cases, or None."""
    return book.meta(f"{_META}{plan.table.hash}")


def apply(book: "Book", plan: Plan, today: date) -> list[str]:
    """Do what was planned and return the ids of the new cases, in the order of their rows.

    Raises VarickError where the same file added cases before, or where the casebook refuses a row; then nothing is kept."""
    if plan.added and (day := imported_before(book, plan)):
        raise VarickError(
            f"{plan.table.file}: imported on {day}; again it would add {len(plan.added)} cases twice. To update them give the "
            "column of your own numbers with --key, or a case_id column"
        )
    ids: list[str] = []
    with book.vault.transaction():
        for step in (*plan.added, *plan.changed):
            try:
                case_id = step.case_id
                if case_id is None:
                    assert step.retain_until is not None
                    case_id = book.add(
                        {name: answer for name, answer in step.changes.items() if answer is not None},
                        identity=step.identity,
                        retain_until=step.retain_until,
                        privileged=step.privileged,
                    )
                    ids.append(case_id)
                elif (
                    step.changes
                    or step.identity is not None
                    or step.retain_until
                    or step.privileged is not None
                ):
                    book.change(
                        case_id,
                        step.changes,
                        identity=step.identity,
                        retain_until=step.retain_until,
                        privileged=step.privileged,
                    )
                for use, consent in step.consents.items():
                    book.consent(case_id, use, consent.state, consent.how, consent.on)
            except VarickError as error:
                raise VarickError(
                    f"{plan.table.file}, row {step.row}: {error}; nothing was imported"
                ) from error
        book.log.append(
            "imported",
            sha256=plan.table.hash,
            added=len(plan.added),
            changed=len(plan.changed),
            same=len(plan.same),
            rejected=len(plan.rejected),
        )
        if ids:
            book.set_meta(f"{_META}{plan.table.hash}", today.isoformat())
    return ids


def write_rejected(plan: Plan, target: Path) -> int:
    """The rejected rows that could be read, as CSV with row number and reasons before their cells: clear text. Returns how
    many. Raises VarickError for a file that holds something already."""
    reasons: dict[int, list[str]] = {}
    for one in plan.problems:
        reasons.setdefault(one.row, []).append(f"{one.field}: {one.reason}" if one.field else one.reason)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(["rejected_row", "rejected_because", *plan.table.headings])
    rejected = set(plan.rejected)
    rows = [(number, row) for number, row in plan.table.rows if number in rejected]
    writer.writerows(
        [[number, " | ".join(reasons[number]), *(cell or "" for cell in row)] for number, row in rows]
    )
    with written_whole(target, lambda path: False, "rejected rows") as place:
        disk.private(place, ("\ufeff" + text.getvalue()).encode())
    return len(rows)
