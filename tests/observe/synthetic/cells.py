"""What stands in each column: values for the columns that matter, plausible filling or a redaction mark for the rest."""

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from synthetic.world import DAY

Cell = str | float | np.datetime64 | None
OFFICES = ("New York City", "Newark", "Houston", "San Antonio", "Seattle", "Harlingen", "HQ", "Los Angeles")
COUNTRIES = ("MEXICO", "GUATEMALA", "HONDURAS", "ECUADOR", "JAMAICA", "CHINA, PEOPLES REPUBLIC OF")
MARKS = (
    "b(6), b(7)c",
    "b(6), b(7)C",
    "(b)(6), (b)(7)(c)",
    "(b)(6), (b)(7)(c) (b)(7)(e)",
    "(B)(6);(B)(7)(C) ",
    "b(6), b(7)(c)   ",
)
WITHHELD = frozenset(
    [
        "Birth Date",
        "Alien File Number",
        "EID Case ID",
        "EID Subject ID",
        "EID DTA ID",
        "Case ID",
        "Subject ID",
        "Detention ID",
        "Arrest Created By",
    ]
)
NO_DATES = ("0199-03-04", "8017-01-15", "13/45/2019", "5404", "UNKNOWN", "2019-02-30")
"""What stands where the date of a charge should: years that are none, a code, no date at all."""
UNPARSEABLE_EVERY = 90


def identifier(seed: int, who: int) -> str:
    """40 hexadecimal digits that say at first sight that nobody is meant."""
    return "facade" + hashlib.sha1(f"{seed} {who}".encode()).hexdigest()[:34]


def column(
    header: str, fields: dict[str, list[Any]], of: Sequence[int], seed: int, table: str, again: bool = False
) -> list[Cell]:
    """The cells of one column for the rows `of`. A copy has what its original has.

    `again`: the sheet has a column of this header already; this one never says NO."""
    make = _maker(header, fields, seed, table)
    cells = [make(row) for row in of]
    return [None if cell == "NO" else cell for cell in cells] if again else cells


def _maker(header: str, fields: dict[str, list[Any]], seed: int, table: str) -> Callable[[int], Cell]:
    who, copies = fields["who"], fields["copy_of"]

    def first(row: int) -> int:
        return copies[row] if copies[row] >= 0 else row

    def given(name: str, otherwise: Cell = None) -> Callable[[int], Cell]:
        return lambda row: fields[name][row] if name in fields else otherwise

    def luck(row: int, of: int) -> int:
        return int(first(row) * 31 + len(header) * 7 + who[row]) % of

    def code(row: int) -> str:
        return f"{fields['charge'][row]}{who[row] % 5 + 1:02d}"

    plain: dict[str, Callable[[int], Cell]] = {
        "Gender": lambda row: ("Male", "Male", "Male", "Female", "Unknown")[who[row] % 5],
        "Citizenship Country": lambda row: COUNTRIES[who[row] % len(COUNTRIES)],
        "Birth Country": lambda row: COUNTRIES[who[row] % len(COUNTRIES)],
        "Birth Year": lambda row: float(1955 + who[row] % 50),
        "Case Status": lambda row: ("ACTIVE", "8-Excluded/Removed - Inadmissibility", None)[luck(row, 3)],
        "Case Category": lambda row: (
            "[2A] Deportable - Under Adjudication by IJ",
            "[16] Reinstated Final Order",
        )[luck(row, 2)],
        "Case Threat Level": lambda row: ("1", "2", "3", "NA", None)[who[row] % 5],
        "Entry Status": lambda row: ("Not  Applicable", "Entry Without Inspection")[luck(row, 2)],
        "Apprehension Method": given("method", "CAP Local Incarceration"),
        "Processing Disposition": given("disposition", "Warrant of Arrest/Notice to Appear"),
        "Event Type": lambda row: "CAP Local",
        "Lead Event Type": lambda row: "Not applicable",
        "Detainer Lift Reason": given("lifted"),
        "Detention Facility": given("facility", "INVENTED CITY JAIL"),
        "Detainer Facility": lambda row: "INVENTED CITY JAIL",
        "Detention Facility Code": given("facility_code", "INVJAIL"),
        "Detainer Facility Code": lambda row: "INVJAIL",
        "Detention Release Reason": given("reason"),
        "Stay Release Reason": lambda row: None if fields["end"][row] is None else "Removed",
        "Initial Bond Set Amount": given("bond"),
        "Apprehension Type": lambda row: (
            None if fields["time"][row] < np.datetime64("2025-08-01") else "Targeted"
        ),
        "Apprehension Site Landmark": lambda row: f"INVENTED LANDMARK {who[row] % 9}",
        "Event Landmark": lambda row: f"INVENTED LANDMARK {who[row] % 9}",
        "Operation": lambda row: "(b)(7)(e)" if luck(row, 4) == 0 else None,
        "Final Charge Section": lambda row: ("212a6Ai", "237a1B")[luck(row, 2)],
        "Final Charge Section Code": lambda row: ("212a6Ai", "237a1B")[luck(row, 2)],
        "Charge Section Code": lambda row: ("212a6Ai", "237a1B")[luck(row, 2)],
        "MSC Charge Date": lambda row: _charge_date(fields, first(row), table),
        "Biometric Match Yes No": lambda row: ("YES", "YES", "YES", "NO")[luck(row, 4)],
        "Departure Country": lambda row: (
            COUNTRIES[who[row] % len(COUNTRIES)] if table == "removals" else None
        ),
    }
    times = {
        **dict.fromkeys(("Event Date", "Detainer Prepare Date", "Book In Date Time", "Detention Book In Date", "Departure Date"), "time"),
        **dict.fromkeys(("Stay Book In Date Time", "Stay Book In Date"), "begin"),
        **dict.fromkeys(("Stay Book Out Date Time",), "end"),
        **dict.fromkeys(("Book Out Date Time", "Detention Book Out Date Time", "Detention Book Out Date"), "out"),
        **dict.fromkeys(("Latest Person Apprehension Date", "Latest Apprehension Date"), "arrested"),
    }  # fmt: skip
    if header in ("Unique Identifier", "Anonymized Identifier", "Anonymized Identifer"):
        return lambda row: identifier(seed, who[row]) if fields["identified"][row] else None
    if header in WITHHELD:
        return lambda row: MARKS[(len(header) + first(row) % 2) % len(MARKS)]
    if header in times:
        return given(times[header])
    if header == "Stay Book Out Date":  # C writes the moment here, D and E beside it the day
        return given("end")
    if header == "Apprehension Date":
        return given("time" if table == "arrests" else "arrested")
    if header == "Departed Date":
        return given("time") if table == "removals" else lambda row: None
    if header.endswith(("AOR", "Area of Responsibility")):
        return lambda row: (
            None
            if luck(row, 50) == 0
            else f"{OFFICES[fields['aor'][row] % len(OFFICES)]} Area of Responsibility"
        )
    if header.endswith("Criminality"):
        return given("criminality", "2 Pending Criminal Charges")
    if header.endswith("Charge Code") and header != "Final Charge Code":
        return code
    if header.endswith(("MSC Charge", "NCIC Charge", "(MSC) Charge")):
        return lambda row: f"Invented offense {code(row)}"
    if header in plain:
        return plain[header]
    if header.endswith("Yes No"):
        return lambda row: ("YES", "NO", "NO", None)[luck(row, 4)]
    return lambda row: None


def _charge_date(fields: dict[str, list[Any]], row: int, table: str) -> Cell:
    if table == "detainers" and row % UNPARSEABLE_EVERY == 7:
        return NO_DATES[row // UNPARSEABLE_EVERY % len(NO_DATES)]
    found: np.datetime64 = (
        fields["time"][row].astype("datetime64[D]").astype("datetime64[m]") - (30 + row % 900) * DAY
    )
    return found


def unparseable(fields: dict[str, list[Any]]) -> int:
    """How many rows of the detainers have no date in that column."""
    copies = fields["copy_of"]
    return sum(
        (copies[row] if copies[row] >= 0 else row) % UNPARSEABLE_EVERY == 7 for row in range(len(copies))
    )
