"""What grew fastest, between windows chosen by a stated rule, and when levels changed."""

from collections.abc import Mapping, Sequence
from typing import Any

from varick.errors import NoAnswer
from varick.figures import Table
from varick.figures.table import Kind
from varick.observe.answer import Answer
from varick.observe.offices import name_of
from varick.observe.questions.growth import growth
from varick.observe.questions.growth_answer import ratio
from varick.observe.questions.series import monthly, span_of
from varick.observe.questions.windows import Window
from varick.observe.questions.wording import column_name
from varick.observe.store import EVENTS, Held, Store
from varick.report.observed.holds import newest
from varick.report.observed.parts import Item, Section, command, estimated, interval, short, table_of
from varick.words import Words

ASKED = {
    "arrests": ("method", "aor"),
    "detainers": ("charge_code:group2", "aor"),
    "removals": ("charge_code:group2", "charge_section", "aor"),
    "encounters": ("disposition",),
    EVENTS: ("activity",),
}
"""What growth is asked by, of each table, as far as it has it and it is not withheld."""
YEAR, LEAST = 12, 2
TOP = 10


def windows(months: Sequence[str], incomplete: Sequence[str]) -> tuple[Window, Window] | None:
    """The last twelve whole months and the twelve before; with fewer than 24 in a row, the halves of what there is.

    None below two months each."""
    whole = [month for month in months if month not in set(incomplete)]
    size = min(YEAR, len(whole) // 2)
    if size < LEAST:
        return None
    first, second = whole[-2 * size : -size], whole[-size:]
    return Window.of_months(first), Window.of_months(second)


def around(month: str, months: Sequence[str], incomplete: Sequence[str]) -> tuple[Window, Window] | None:
    """Twelve whole months before a month, and twelve from it on, or as many as there are on the shorter side."""
    whole = [one for one in months if one not in set(incomplete)]
    if month not in whole:
        return None
    place = whole.index(month)
    size = min(YEAR, place, len(whole) - place)
    return (
        None
        if size < LEAST
        else (Window.of_months(whole[place - size : place]), Window.of_months(whole[place : place + size]))
    )


def grown(store: Store, place: str, words: Words, dated: Mapping[str, str]) -> Section | None:
    """The section of what grew. `dated` gives a table the month of its strongest change, where one was found."""
    items: list[Item] = []
    said = [words("observe_report.grown_said")]
    for table, held in newest(store).items():
        if table not in ASKED:
            continue
        try:
            found = monthly(store.frame(table, held.release), span=span_of(held))
        except NoAnswer:
            continue
        chosen = [("last", windows(found.months, found.incomplete))]
        if table in dated:
            chosen.append(("change", around(dated[table], found.months, found.incomplete)))
        for rule, pair in chosen:
            if pair is not None:
                items += _asked(store, held, pair, rule, place, words)
    if not items:
        return None
    said += [words("observe_report.rule_last")]
    if dated:
        listed = [f"{words.label('observe_number', table)} ({month})" for table, month in dated.items()]
        said.append(words("observe_report.rule_change", tables=words.listed(listed)))
    return Section("grown", words("observe_report.grown"), said, items)


def _asked(
    store: Store, held: Held, pair: tuple[Window, Window], rule: str, place: str, words: Words
) -> list[Item]:
    found = []
    names = store.frame(held.table, held.release).names
    for category in ASKED[held.table]:
        if category.partition(":")[0] not in names:
            continue
        a, b = pair
        try:
            answer = growth(
                store,
                held.table,
                category,
                (a.start, a.end),
                (b.start, b.end),
                release=held.release,
                top=TOP,
                words=words,
            )
        except NoAnswer:
            continue
        options = ("--table", held.table, "--release", held.release, "--category", category)
        spans = ("--from", *_days(a), "--to", *_days(b))
        title = words(
            "observe_report.grown_caption",
            table=short(held.table, words),
            category=column_name(words, category.partition(":")[0]),
            a=_span(a, words),
            b=_span(b, words),
        )
        name = f"grown-{held.table}-{category.replace(':', '-')}" + ("" if rule == "last" else "-change")
        table = growth_table(answer, name, title, words, category == "aor")
        asked = command(place, "growth", *options, *spans)
        found.append(Item(None, table, answer.definition, answer.vintage, answer.notes, asked))
    return found


def _days(window: Window) -> tuple[str, str]:
    return f"{window.start:%Y-%m}", f"{window.end:%Y-%m}"


def _span(window: Window, words: Words) -> str:
    return words("observe_report.span", first=f"{window.start:%Y-%m}", last=f"{window.last:%Y-%m}")


def growth_table(answer: Answer, name: str, title: str, words: Words, offices: bool = False) -> Table:
    """The rows of a growth, every number of the answer; `offices` says that categories are codes of offices."""
    rows: list[dict[str, Any]] = [
        {
            **row,
            **({"office": name_of(row["category"])} if offices else {}),
            "times": estimated(row["ratio"], row["low"], row["high"], words),
            "wide": words("observe_report.not_widened")
            if row["phi"] is None
            else interval(row["wide_low"], row["wide_high"], words),
            "times_all": ratio(row["relative"], words),
        }
        for row in answer.rows
    ]
    shown = ("category", *(["office"] if offices else []), "a", "b", "times", "wide", "times_all", "q")
    plain = ("ratio", "low", "high", "wide_low", "wide_high", "phi", "relative", "share_a", "share_b", "rank")
    kinds: dict[str, Kind] = {
        "office": "note",
        "q": "share",
        **dict.fromkeys(("times", "wide", "times_all"), "page"),
        **dict.fromkeys(plain, "csv"),
    }
    labels = {key: words(f"observe_head.{key}") for key in shown}
    return table_of(name, title, rows, (*shown, *plain), words, kinds, labels, ("category",))
