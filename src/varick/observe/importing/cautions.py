"""What a reader must be told about an import: warnings as codes with what their sentences need; see `questions.warnings`."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np

from varick.eventlog.measures.survival import kaplan_meier
from varick.observe.frame import Coded, Frame
from varick.observe.importing import joined
from varick.observe.layouts import table as layout
from varick.observe.offices import codes

Caution = dict[str, Any]
FEW = 0.7
"""A last month with fewer rows than this share of the month before is told, though its last day is there [judged]."""


STARTED = 0.001
"""The day that only this share of the ends precede is the first: a few wrong dates must not hide it [judged]."""
MISSING = 0.01
"""Where more than this share of the rows seems to be missing of what began before the first day of ends, a release is said
to have left out what had ended by then [judged]. The first delivery of 2025-ICLI-00019 holds only book-outs after 15
November 2023 (specification of the releases, 1.5)."""
LEAST_EARLY = 30
"""Fewer rows than this that begin before the day show nothing [judged]."""
ENDS = {"detentions": ("book_in", "book_out"), "stays": ("stay_book_in", "stay_book_out")}


def caution(code: str, **params: Any) -> Caution:
    """A warning as import.json holds it: its code, and what its sentence needs."""
    return {"code": code, "params": params}


def of_tables(frames: Sequence[Frame], tables: Sequence[Mapping[str, Any]]) -> list[Caution]:
    """The warnings that apply to these tables; `tables` are their entries of the account, in the same order."""
    found: list[Caution] = []
    kinds = {frame.table for frame in frames} - {"other", "stays"}
    if kinds:
        found += [caution("ero_only"), caution("updated_late")]
    if any("aor" in frame.names for frame in frames if frame.table != "other"):
        found.append(caution("area_not_city"))
    found += _several(frames)
    found += _of_releases(frames, tables)
    for frame, table in zip(frames, tables, strict=True):
        where = {"table": frame.table, "release": frame.release}
        found += _left_truncated(frame, where)
        if frame.table in ("other", "stays"):
            continue
        found += _listed(frame, table, where)
        found += _last_month(frame, where)
        if joined.VERSIONS in frame.names and (rows := _in_versions(frame.coded(joined.VERSIONS))):
            found.append(caution("in_versions", **where, rows=rows, of=len(frame)))
        found += _of_removals(frame, where)
        if "aor" in frame.names and (unknown := _unknown_offices(frame.coded("aor"))):
            found.append(caution("unknown_offices", **where, values=unknown[:5], count=len(unknown)))
    return found


def of_files(files: Sequence[Mapping[str, Any]]) -> list[Caution]:
    """What happened on the way in: rejected rows, rows repaired, columns that no table of names has, columns left out."""
    found = []
    strange = Counter(tuple(s["unknown"]) for file in files for s in file["sheets"] if s.get("unknown"))
    for file in files:
        if file["rows_rejected"]:
            found.append(caution("rejected", file=file["name"], rows=file["rows_rejected"]))
        if aside := [s["sheet"].strip() for s in file["sheets"] if s["kind"] not in ("data", "empty")]:
            found.append(caution("set_aside", file=file["name"], sheets=aside))
        for sheet in file["sheets"]:
            where = {"file": file["name"], "sheet": sheet["sheet"]}
            if repaired := sum(sheet.get("repaired", {}).values()):
                found.append(caution("repaired", **where, rows=repaired, rules=list(sheet["repaired"])))
            found += [_order(n, {**where, "release": sheet["release"]}) for n in sheet.get("orders", ())]
            if many := strange.pop(tuple(sheet.get("unknown") or ()), 0):
                names = _headed(sheet)
                found.append(
                    caution("unknown_columns_again", **where, more=many - 1, columns=names)
                    if many > 1
                    else caution("unknown_columns", **where, columns=names)
                )
            if dropped := sheet.get("dropped"):
                found.append(caution("dropped_columns", **where, columns=dropped))
            if len(sheet.get("tables", {})) > 1:
                found.append(caution("joined", **where, release=sheet["release"]))
            if "other" in sheet.get("tables", {}):
                found.append(caution("other_table", **where, rows=sheet["tables"]["other"]))
    return found


def of_overlap(overlap: Mapping[str, Any]) -> Caution:
    """Two files that hold the same rows on the days of both: the fields of a `refused.Overlap`."""
    return caution("overlap", **overlap)


def _order(noticed: Mapping[str, str], where: Mapping[str, str]) -> Caution:
    """What was noticed of the order of day and month in a column of dates."""
    table, column = noticed["table"], noticed["column"]
    if noticed["order"] == "day_first":
        return caution("dates_day_first", table=table, column=column, **where)
    return caution("dates_doubtful", table=table, column=column, **where)


def _headed(sheet: Mapping[str, Any]) -> list[str]:
    """The unknown columns as they are headed; one without a heading by the name that it is kept under."""
    return [header or sheet["columns"].get(header, "-") for header in sheet.get("unknown", ())]


def of_columns(table: Mapping[str, Any]) -> list[Caution]:
    """What the account of one table says of its columns and checks."""
    where = {"table": table["table"], "release": table["release"]}
    found = []
    for name, rows in table.get("unreadable", {}).items():
        example = table.get("examples", {}).get(name, [""])[0]
        filled = rows + table.get("read", {}).get(name, 0)
        code = "wrong_type" if rows * 2 > filled else "unreadable"
        found.append(caution(code, **where, column=name, rows=rows, of=filled, example=example))
    for name, rows in table.get("outside", {}).items():
        found.append(caution("outside_range", **where, column=name, rows=rows))
    for health in table.get("health", ()):
        if health["level"] != "ok":
            given = {key: health[key] for key in ("column", "wrong", "rows", "share")}
            found.append(caution(f"health_{health['check']}", **where, **given))
    return found


def _several(frames: Sequence[Frame]) -> list[Caution]:
    releases: dict[str, list[str]] = {}
    for frame in frames:
        if frame.table != "other":
            releases.setdefault(frame.table, []).append(frame.release)
    return [
        caution("several_releases", table=table, releases=names)
        for table, names in releases.items()
        if len(names) > 1
    ]


def _of_releases(frames: Sequence[Frame], tables: Sequence[Mapping[str, Any]]) -> list[Caution]:
    """Of each release: whether it states what it is, what its identifiers are good for, whether offenses are withheld."""
    found = []
    known = [(f, t) for f, t in zip(frames, tables, strict=True) if f.table not in ("other", "stays")]
    for release in dict.fromkeys(frame.release for frame, _ in known):
        of = [(frame, table) for frame, table in known if frame.release == release]
        if release.startswith("unstated-"):
            found.append(caution("unstated", release=release))
        if refused := [table for _, table in of if table["identifiers"] == "refuse"]:
            found.append(caution("identifiers_refused", release=release, reason=refused[0]["reason"]))
        elif without := [(frame.table, table["repeats"]) for frame, table in of if frame.person is None]:
            tables_without = [table for table, _ in without]
            rows = sum(repeats for _, repeats in without)
            found.append(caution("no_identifiers", release=release, tables=tables_without, repeats=rows))
        charged = [frame for frame, _ in of if frame.table in ("arrests", "encounters", "removals")]
        if charged and not any({"charge", "charge_code"} & set(frame.names) for frame, _ in of):
            found.append(caution("offences_withheld", release=release, tables=[f.table for f in charged]))
    return found


def _listed(frame: Frame, table: Mapping[str, Any], where: Mapping[str, str]) -> list[Caution]:
    """The warnings that layouts/releases.yaml ties to a table, a release and days."""
    found = []
    first, last = (date.fromisoformat(table[k]) if table[k] else None for k in ("first", "last"))
    for code, rule in layout("releases")["warnings"].items():
        if frame.table not in rule["tables"] or rule.get("release", frame.release) != frame.release:
            continue
        if (day := rule.get("within")) and not (first and last and first <= day <= last):
            continue
        if (day := rule.get("after")) and not (last and last > day):
            continue
        if not all(_has(frame, column, value) for column, value in rule.get("holds", {}).items()):
            continue
        found.append(caution(code, **where))
    return found


def _has(frame: Frame, column: str, value: str) -> bool:
    return column in frame.names and value in frame.coded(column).values


def _left_truncated(frame: Frame, where: Mapping[str, str]) -> list[Caution]:
    """Rows that begin well before the first that end: of what began then only what lasted is in the release."""
    begin, end = ENDS.get(frame.table, ("", ""))
    if not {begin, end} <= set(frame.names):
        return []
    begun, ended = (frame.dates(name).time.astype("datetime64[D]") for name in (begin, end))
    ends = np.sort(ended[~np.isnat(ended)])
    if not len(ends):
        return []
    first = ends[int(STARTED * len(ends))]
    early = begun[begun < first]
    rows = begun >= first
    known = rows & ~np.isnat(ended) & (ended >= begun)
    still = rows & np.isnat(ended) & (begun <= ends[-1])
    if len(early) < LEAST_EARLY or not known.any():
        return []
    # what begins later tells what share lasts so long: of each early row that lasted, so many more had begun
    curve = kaplan_meier((ended - begun)[known].astype(np.int64), (ends[-1] - begun)[still].astype(np.int64))
    shares = np.append(1.0, curve.survival)
    lasted = shares[np.searchsorted(curve.times, (first - early).astype(np.int64))]
    if (1 / np.maximum(lasted, 0.01) - 1).sum() <= MISSING * len(frame):
        return []
    return [caution("left_truncated", **where, day=str(first), rows=len(early))]


def _last_month(frame: Frame, where: Mapping[str, str]) -> list[Caution]:
    """The last month is incomplete where its last days are missing, or where it has far fewer rows than the one before."""
    if frame.main is None:
        return []
    days = frame.dates(frame.main).time.astype("datetime64[D]")
    days = days[~np.isnat(days)]
    if not len(days):
        return []
    months = days.astype("datetime64[M]")
    last = months.max()
    rows, before = int((months == last).sum()), int((months == last - 1).sum())
    ended = days.max() >= (last + 1).astype("datetime64[D]") - 1
    if ended and rows >= FEW * before:
        return []
    return [caution("last_month", **where, month=str(last), day=str(days.max()), rows=rows, before=before)]


def _of_removals(frame: Frame, where: Mapping[str, str]) -> list[Caution]:
    if frame.table != "removals" or not {"departed_date", "apprehension_date"} <= set(frame.names):
        return []
    departed, apprehended = frame.dates("departed_date").time, frame.dates("apprehension_date").time
    found = []
    if "removal_date" in frame.names:
        moved = int((departed != frame.dates("removal_date").time)[~np.isnat(departed)].sum())
        found.append(caution("removals_locked", **where, rows=moved))
    if backward := int((departed < apprehended).sum()):
        found.append(caution("departed_before_apprehended", **where, rows=backward))
    return found


def _in_versions(column: Coded) -> int:
    """Records that a joined file has in more than one version."""
    return sum(rows for value, rows in column.counts().items() if value not in (None, "1"))


def _unknown_offices(column: Coded) -> list[str]:
    known = set(codes())
    return [value for value in column.counts() if value and value not in known and value != "NA"]
