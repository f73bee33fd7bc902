"""``varick casebook export``: what each level asks for, warns of and says."""

import io
from collections.abc import Callable
from pathlib import Path

import pyrage
import pytest
from made_cases import fill, planted

from varick.casebook.book import Book
from varick.cli import run

Export = Callable[..., int]


@pytest.fixture
def export(book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Export:
    """Runs the verb over a casebook of twelve cases, the secret from a pipe."""
    ids = fill(book, 12)
    book.consent(ids[0], "coalition", "revoked", "by phone")
    book.close()

    def runs(*arguments: str) -> int:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"invented words for tests\n")))
        path = str(tmp_path / "office.casebook")
        return run(["casebook", "export", path, *arguments, "--secret-from-stdin"])

    return runs


def test_coalition_and_the_register(
    export: Export, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "shared"
    assert export("--level", "coalition", "--for", "Invented Partner", "--out", str(out)) == 0
    said = capfd.readouterr()
    assert "cases: 11." in said.out
    assert "Cases that stay in: 1 of 12" in said.err
    assert {p.name for p in out.iterdir()} == {"cases.csv", "cases.json", "statement.txt"}
    assert "Invented Partner" not in (out / "statement.txt").read_text(encoding="utf-8")
    assert export("--list") == 0
    assert "coalition (cases), for Invented Partner; cases: 11" in capfd.readouterr().out
    assert export("--list", "--lang", "es") == 0
    assert "coalición (casos), para Invented Partner" in capfd.readouterr().out


def test_names_leave_encrypted_or_knowingly(
    export: Export, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    key = str(pyrage.x25519.Identity.generate().to_public())
    out = str(tmp_path / "full")
    assert export("--level", "full", "--for", "counsel", "--out", out) == 2
    assert export("--level", "full", "--for", "counsel", "--out", out, "--to", key, "--in-clear") == 2
    assert not Path(out).exists()
    capfd.readouterr()
    assert export("--level", "full", "--for", "counsel", "--out", out, "--in-clear") == 0
    assert "WARNING" in capfd.readouterr().err
    assert planted(3)["last"] in (Path(out) / "cases.csv").read_text(encoding="utf-8-sig")
    assert Path(out).stat().st_mode & 0o077 == 0
    assert export("--level", "full", "--for", "counsel", "--out", f"{out}.age", "--to", key) == 0
    assert "WARNING" not in capfd.readouterr().err


def test_tables_and_events(export: Export, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert (
        export(
            "--level", "aggregate", "--by", "practice", "--out", str(tmp_path / "published"), "--lang", "es"
        )
        == 0
    )
    assert "Se cuentan casos" in capfd.readouterr().out
    assert export("--level", "coalition", "--events", "--for", "P", "--out", str(tmp_path / "log")) == 0
    assert (tmp_path / "log" / "events.parquet").is_file()


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("--level", "coalition"), "--out"),
        (("--out", "x"), "--level"),
        (("--level", "coalition", "--out", "x"), "for whom"),
        (
            ("--level", "coalition", "--out", "x", "--for", "P", "--by", "month"),
            "--by belongs to --level aggregate",
        ),
        (
            ("--level", "full", "--out", "x", "--for", "P", "--in-clear", "--events"),
            "belongs to --level coalition",
        ),
        (("--level", "aggregate", "--out", "x", "--in-clear"), "belongs to --level full"),
        (("--level", "aggregate", "--out", "x", "--case", "AAAA-BBBB"), "tables count all"),
        (("--level", "aggregate", "--out", "x", "--noise", "0.5", "--threshold", "4"), "withholds nothing"),
        (("--level", "aggregate", "--out", "x", "--budget", "4"), "belongs to --noise"),
        (("--level", "aggregate", "--out", "x", "--by", "names"), "not what cases can be counted by"),
        (("--level", "aggregate", "--out", "x", "--noise", "nan", "--by", "practice"), "epsilon"),
        (
            ("--level", "full", "--out", "x.age", "--for", "P", "--to", "AGE-SECRET-KEY-1X"),
            "never type it here",
        ),
        (("--list", "--case", "ZZZZ-ZZZZ"), "no case of that id"),
    ],
)
def test_what_does_not_fit_is_one_line(export: Export, arguments: tuple[str, ...], why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert export(*arguments) in (1, 2)
    said = capfd.readouterr().err.strip().splitlines()
    assert why in said[-1]
    assert len([line for line in said if line.startswith("varick:")]) == 1
    assert not (tmp_path / "x").exists()
    assert not (tmp_path / "x.age").exists()
