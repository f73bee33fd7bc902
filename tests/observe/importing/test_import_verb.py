"""`varick observe import` and `summary`: what they print, and every file of the research folder taken in or refused."""

import csv
import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from varick.cli import run
from varick.errors import VarickError
from varick.observe.importing.import_tables import import_files
from varick.observe.store import Store

TEXT = """2019-ICFO-53623||||
ERO Administrative Arrests||||
Area of Responsibility|Apprehension Date|Apprehension Method|Citizenship|Mood
New York City Area of Responsibility|1/2/2016|Located|MEXICO|good
Newark Area of Responsibility|1/31/2016||ECUADOR|
Newark Area of Responsibility|soon|Located|ECUADOR|(B)(6)|too|many
Newark Area of Responsibility|soon|Located|NA|(B)(6)
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "arrests.csv"
    path.write_text(TEXT, encoding="utf-8")
    return path


Said = Callable[..., tuple[int, str, str]]


@pytest.fixture
def varick(capsys: pytest.CaptureFixture[str]) -> Said:
    def ran(*arguments: str | Path) -> tuple[int, str, str]:
        code = run(["observe", *map(str, arguments)])
        told = capsys.readouterr()
        return code, told.out, told.err

    return ran


def test_import_prints_its_account(varick: Said, file: Path, tmp_path: Path) -> None:
    code, out, err = varick("import", file, "--out", tmp_path / "log")
    assert (code, err) == (0, "")
    assert out.startswith(f"1 file imported into {tmp_path / 'log'}: 4 rows in, 3 kept, 1 rejected.\n")
    assert "rejected.csv" in out
    assert "columns that no table of names has, kept under their own names: Mood." in out
    assert "1 of 3 cells of apprehension_date are no date" in out
    code, out, err = varick("import", file, "--out", tmp_path / "log")
    assert (code, out) == (2, "")
    assert err.startswith("varick: arrests.csv: ")
    assert err.count("\n") == 1
    assert varick("import", file, "--out", tmp_path / "log", "--replace", "--format", "json")[0] == 0


def test_summary_as_json_is_what_the_page_of_formats_says(varick: Said, file: Path, tmp_path: Path) -> None:
    varick("import", file, "--out", tmp_path / "log")
    code, out, _ = varick("summary", tmp_path / "log", "--format", "json")
    found: dict[str, Any] = json.loads(out)
    assert code == 0
    assert (found["rows_in"], found["rows_rejected"]) == (4, 1)
    (table,) = found["tables"]
    first = {key: table[key] for key in ("table", "release", "rows", "from", "to", "persons")}
    assert first == {
        "table": "arrests", "release": "2019-ICFO-53623", "rows": 3, "from": "2016-01-02", "to": "2016-01-31", "persons": None,
    }  # fmt: skip
    assert table["missing"] == {
        "apprehension_date": {"unreadable": 1},
        "method": {"blank": 1},
        "citizenship": {"na": 1},
        "mood": {"redacted": 1, "blank": 1},
    }
    assert table["undated"] == 1
    assert all({"code", "params", "text"} == warning.keys() for warning in found["warnings"])
    assert found["files"][0]["sheets"][0]["columns"]["Mood"] == "mood"
    code, out, _ = varick("summary", tmp_path / "log", "--format", "csv")
    (row,) = csv.DictReader(out.splitlines())
    assert (row["table"], row["rows"]) == ("arrests", "3")
    code, out, _ = varick("summary", tmp_path / "log", "--lang", "es")
    assert code == 0
    assert "Tenga en cuenta:" in out


def test_summary_of_a_simulated_log(varick: Said, tmp_path: Path) -> None:
    log = tmp_path / "people.parquet"
    assert run(["simulate", "--people", "500", "--backend", "numpy", "--log", str(log)]) == 0
    varick()
    code, out, _ = varick("summary", log, "--format", "json")
    found = json.loads(out)
    assert code == 0
    assert [t["table"] for t in found["tables"]] == ["events"]
    assert found["rows_in"] == found["tables"][0]["rows"] > 500
    assert (found["rows_rejected"], found["warnings"]) == (0, [])
    assert "an event log of" in varick("summary", log)[1]


TABLES = {
    "EROArrests": "arrests",
    "EROEncounters": "encounters",
    "ICERemovals": "removals",
}


def test_every_file_of_the_research_folder_is_imported_or_refused_with_a_reason(
    shared: Path, tmp_path: Path
) -> None:
    refused, tables = {}, {}
    for path in sorted((shared / "data").rglob("*")):
        if not path.is_file() or path.name in ("README.md", "expected.json") or "frozen" in path.parent.name:
            continue
        out = tmp_path / "log"
        try:
            account = import_files([path], out)
        except VarickError as error:
            refused[path.name] = str(error)
            continue
        tables[path.name] = {table["table"] for table in account["tables"]}
        (file,) = account["files"]
        sheets = file["sheets"]
        assert account["rows_in"] == sum(s["rows_kept"] + s["rows_rejected"] for s in sheets) > 0, path.name
        joined = len(tables[path.name] - {"stays"}) > 1
        kept = sum(t["rows"] for t in account["tables"] if t["table"] != "stays")
        assert joined or kept == account["rows_in"] - account["rows_rejected"]
        store = Store.open(out)
        assert sum(len(store.frame(h.table, h.release)) for h in store.tables if h.table != "stays") == kept
        if ".csv" in path.name and not account["rows_rejected"]:
            assert account["rows_in"] == records(path) - 1, path.name
        for file in out.rglob("*"):
            if file.is_file():
                file.unlink()
        for folder in out.iterdir():
            folder.rmdir()
        out.rmdir()
    assert not any("\n" in reason for reason in refused.values())
    assert set(refused) == {"NYPD_Arrest_Incident_Level_Data_Footnotes.pdf"}
    for name, found in tables.items():
        wanted = next((table for part, table in TABLES.items() if part in name), "other")
        assert found == (
            {"arrests", "detainers", "encounters", "detentions", "stays"} if "joined" in name else {wanted}
        )


def records(path: Path) -> int:
    """Records of a delimited file by another reader, blank ones apart."""
    text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    lines = text.decode("utf-8-sig").splitlines(keepends=True)
    mark = max(",|\t", key=lines[0].count)
    return sum(any(cell.strip() for cell in row) for row in csv.reader(lines, delimiter=mark))
