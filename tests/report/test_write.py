"""Writing a brief: whole or not at all, never over somebody's files, with every figure's numbers beside it."""

import csv
from pathlib import Path
from types import SimpleNamespace

import pytest

from varick.errors import VarickError
from varick.report import write_page

FILES = {
    "index.html",
    "index.es.html",
    "flow.csv",
    "funnel.csv",
    "levers-ice-notified.csv",
    "levers-detained.csv",
    "activities.csv",
    "uncertainty.csv",
    "facts.csv",
    "levers.csv",
    "evidence.csv",
    "who-knew.csv",
    "anchors.csv",
    "claims.csv",
}


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def test_a_brief_is_one_folder_with_both_languages_and_all_numbers(
    tmp_path: Path, invented: SimpleNamespace
) -> None:
    index = write_page(tmp_path / "out" / "testville", invented.page())
    assert index == tmp_path / "out" / "testville" / "index.html"
    assert names(index.parent) == FILES
    assert names(tmp_path / "out") == {"testville"}, "nothing else is left behind"
    assert rows(index.parent / "flow.csv")[2]["per_year"] == "100"
    detained = rows(index.parent / "levers-detained.csv")
    assert [row["lever"] for row in detained] == ["Lever never", "Lever always", "Lever no-prints"]
    assert detained[1]["change_high"] == "90.0"
    facts = {row["name"]: row for row in rows(index.parent / "facts.csv")}
    assert facts["match_share"]["high"] == "0.3"
    assert facts["prints_forwarded"]["value"] == "true"
    assert facts["days_to_letter"]["source"] == "T1; T2"
    activities = rows(index.parent / "activities.csv")
    assert [float(row["mc_low"]) for row in activities] == [1000, 800, 100, 25]


def test_one_language_alone_has_no_way_to_the_other(tmp_path: Path, invented: SimpleNamespace) -> None:
    index = write_page(tmp_path / "es", invented.page(), langs=["es"])
    assert names(index.parent) == FILES - {"index.es.html"}
    text = index.read_text(encoding="utf-8")
    assert '<html lang="es">' in text
    assert "hreflang" not in text


def test_the_same_brief_is_the_same_bytes(tmp_path: Path, invented: SimpleNamespace) -> None:
    one = write_page(tmp_path / "one", invented.page()).parent
    two = write_page(tmp_path / "two", invented.page()).parent
    assert all((one / name).read_bytes() == (two / name).read_bytes() for name in FILES)


def test_an_earlier_brief_is_replaced_whole(tmp_path: Path, invented: SimpleNamespace) -> None:
    folder = write_page(tmp_path / "out", invented.page()).parent
    (folder / "stale.csv").write_text("old")
    write_page(tmp_path / "out", invented.page(uncertainty={}))
    assert names(folder) == FILES - {"uncertainty.csv"}
    assert names(tmp_path) == {"out"}


def test_an_empty_folder_is_taken(tmp_path: Path, invented: SimpleNamespace) -> None:
    (tmp_path / "out").mkdir()
    assert write_page(tmp_path / "out", invented.page()).exists()


def test_somebody_s_files_are_left_alone(tmp_path: Path, invented: SimpleNamespace) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "index.html").write_text("<p>my own page</p>")
    (tmp_path / "file").write_text("a file")
    (tmp_path / "link").symlink_to(tmp_path / "mine")
    for place in ("mine", "file", "link"):
        with pytest.raises(VarickError, match="something else is there") as caught:
            write_page(tmp_path / place, invented.page())
        assert "\n" not in str(caught.value)
    assert (tmp_path / "mine" / "index.html").read_text() == "<p>my own page</p>"
    assert names(tmp_path) == {"mine", "file", "link"}


def test_a_brief_that_cannot_be_made_leaves_what_was_there(tmp_path: Path, invented: SimpleNamespace) -> None:
    folder = write_page(tmp_path / "out", invented.page()).parent
    before = (folder / "index.html").read_bytes()
    with pytest.raises(VarickError):
        write_page(tmp_path / "out", invented.page(key=["absent"]))
    assert (folder / "index.html").read_bytes() == before
    assert names(tmp_path) == {"out"}
    with pytest.raises(VarickError):
        write_page(tmp_path / "never", invented.page(key=["absent"]))
    assert names(tmp_path) == {"out"}


def test_a_move_that_fails_puts_the_earlier_brief_back(
    tmp_path: Path, invented: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    import os

    folder = write_page(tmp_path / "out", invented.page()).parent
    real = os.replace
    moves: list[Path] = []

    def second_fails(source: Path, target: Path) -> None:
        moves.append(source)
        if len(moves) == 2:
            raise OSError(28, "No space left on device")
        real(source, target)

    monkeypatch.setattr("varick.report.write.os.replace", second_fails)
    with pytest.raises(VarickError, match="No space left"):
        write_page(tmp_path / "out", invented.page())
    assert names(folder) == FILES
    assert names(tmp_path) == {"out"}


def test_a_place_that_cannot_be_written_is_one_line(tmp_path: Path, invented: SimpleNamespace) -> None:
    (tmp_path / "file").write_text("a file")
    with pytest.raises(VarickError, match="cannot be written"):
        write_page(tmp_path / "file" / "out", invented.page())
