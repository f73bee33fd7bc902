"""The record in Python: raw files or a log folder opened, and each question as a method that gives an `Answer`."""

import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from html import escape
from importlib import import_module
from typing import Any

from varick.errors import VarickError
from varick.observe.answer import Answer
from varick.observe.frame import Frame
from varick.observe.questions.select import names_of
from varick.observe.questions.windows import as_day
from varick.observe.questions.wording import column_name
from varick.observe.store import Held, Store
from varick.words import Words

Day = date | str
Where = str | Sequence[str] | Mapping[str, Any] | None
"""Conditions: one, several, or {"aor": "NYC"} for column=value; a list of values for any of them, None for blank."""


def read(paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]], *, lang: str = "en") -> "Record":
    """Open a log folder or an event log, or import raw files into a place that goes away with the result.

    `lang` ("en" or "es") is the language of definitions and notes. To keep an import, use `import_files` (or
    `varick observe import`) and read the folder. Raises VarickError for files that cannot be imported.
    """
    from varick.observe.importing.import_tables import read as opened

    several: Any = [paths] if isinstance(paths, str | os.PathLike) else paths
    several = list(several) if isinstance(several, Iterable) else [several]
    if not all(isinstance(path, str | os.PathLike) for path in several):
        raise VarickError(f"{paths!r}: no file; give the name of a file or folder, or a list of files")
    return Record(opened(several), lang=lang)


class Record:
    """What was read. `store` gives the tables as frames; each question gives an `Answer`.

    Days are dates, or text YYYY-MM-DD or YYYY-MM; windows do not include their end. The questions take what the verb
    of the same name takes; each names its function, where all is said.
    """

    def __init__(self, store: Store, *, lang: str = "en") -> None:
        self.store = store
        self.words = Words(lang)

    @property
    def tables(self) -> tuple[Held, ...]:
        """Every table of every release."""
        return self.store.tables

    def frame(self, table: str | None = None, release: str | None = None) -> Frame:
        """The rows of one table of one release, with the file, sheet and row of each."""
        return self.store.frame(table, release)

    def counts(
        self,
        table: str | None = None,
        by: str | Sequence[str] | None = (),
        *,
        where: Where = (),
        start: Day | None = None,
        end: Day | None = None,
        on: str | None = None,
        duplicates: str | None = None,
        release: str | None = None,
        own_eyes: bool = False,
    ) -> Answer:
        """Rows by any columns ("month,method" or ["month", "method"]); see `varick.observe.questions.counts.counts`."""
        from varick.observe.questions.counts import counts

        return counts(
            self.store,
            table,
            _by(by),
            where=_where(where),
            start=None if start is None else as_day(start),
            end=None if end is None else as_day(end),
            on=on,
            duplicates=duplicates,
            release=release,
            own_eyes=own_eyes,
            words=self.words,
        )

    def summary(self) -> dict[str, Any]:
        """What is held and what is lacking; see `varick.observe.questions.summary.summary`."""
        from varick.observe.questions.summary import summary

        return summary(self.store, self.words)

    def growth(
        self, table: str | None, category: str, first: tuple[Day, Day], second: tuple[Day, Day], **how: Any
    ) -> Answer:
        """What grew fastest from window `first` to `second`; see `varick.observe.questions.growth.growth`."""
        windows = [(as_day(start), as_day(end)) for start, end in (first, second)]
        return self._ask("growth", table, category, *windows, **how)

    def changes(self, *asked: Any, **how: Any) -> Answer:
        """When levels changed, and new practices; see `varick.observe.questions.changes.changes`."""
        return self._ask("changes", *asked, **how)

    def lags(self, *asked: Any, **how: Any) -> Answer:
        """How long from one activity to another; see `varick.observe.questions.lags.lags`."""
        return self._ask("lags", *asked, **how)

    def funnel(self, *asked: Any, **how: Any) -> Answer:
        """Of those with one activity, how many had the next; see `varick.observe.questions.funnel.funnel`."""
        return self._ask("funnel", *asked, **how)

    def variants(self, *asked: Any, **how: Any) -> Answer:
        """The sequences of activities; see `varick.observe.questions.variants.variants`."""
        return self._ask("variants", *asked, **how)

    def cite(self, *asked: Any, **how: Any) -> Answer:
        """The file, sheet and rows behind a number; see `varick.observe.questions.cite.cite`."""
        return self._ask("cite", *asked, **how)

    def _ask(self, question: str, *asked: Any, **how: Any) -> Answer:
        function = getattr(import_module(f"varick.observe.questions.{question}"), question)
        for name in ("start", "end") if question in ("changes", "cite") else ("since", "until"):
            if how.get(name) is not None:
                how[name] = as_day(how[name])
        if "where" in how:
            how["where"] = _where(how["where"])
        if question == "cite" and "by" in how:
            how["by"] = _by(how["by"])
        answer: Answer = function(self.store, *asked, words=self.words, **how)
        return answer

    def __repr__(self) -> str:
        held = ", ".join(f"{t.table} of {t.release} ({t.rows:,})" for t in self.tables)
        return f"Record({held})"

    def _repr_html_(self) -> str:
        heads = ("table", "release", "rows", "first", "last", "persons")
        head = "".join(f"<th>{escape(column_name(self.words, name))}</th>" for name in heads)
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(_cell(getattr(held, name)))}</td>" for name in heads) + "</tr>"
            for held in self.tables
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _by(columns: str | Sequence[str] | None) -> tuple[str, ...]:
    if columns is not None and not isinstance(columns, str) and not _texts(columns):
        raise VarickError(
            f'by={columns!r}: give columns, such as by="month,method" or by=["month", "method"]'
        )
    return names_of(columns or ())


def _where(where: Where) -> tuple[str, ...]:
    if where is None:
        return ()
    if isinstance(where, str):
        return (where,)
    if isinstance(where, Mapping):
        several = {name: of if isinstance(of, list | tuple) else [of] for name, of in where.items()}
        return tuple(
            f"{name}={'' if value is None else value}" for name, values in several.items() for value in values
        )
    if not _texts(where):
        raise VarickError(
            f'where={where!r}: give conditions, such as where="aor=NYC" or where=["aor=NYC", "month=2017-02"]'
        )
    return tuple(where)


def _texts(given: object) -> bool:
    return isinstance(given, Sequence) and all(isinstance(text, str) for text in given)


def _cell(value: object) -> str:
    return "" if value is None else f"{value:,}" if isinstance(value, int) else str(value)
