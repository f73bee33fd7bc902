"""An import's warnings in words, and which of them a question must repeat: those about its table, release and columns."""

from collections.abc import Collection, Mapping
from typing import Any

from varick.observe.store import Held, Store
from varick.words import Words, placeholders

ALWAYS = frozenset(
    {
        "unstated",
        "overlap",
        "detainer_outcome",
        "removals_of_others",
        "left_truncated",
        "joined",
        "removals_method",
        "removals_deliveries",
        "encounters_october",
        "in_versions",
        "health_stay_after_stint",
        "health_stay_first_book_in",
        "health_stay_last_book_out",
    }
)
"""Codes of warnings about whatever is asked of the table."""
OF_COLUMNS = {
    "area_not_city": {"aor"},
    "unknown_offices": {"aor"},
    "custodial_arrest": {"method"},
    "courthouse": {"method", "landmark"},
    "detainer_disposition": {"disposition"},
}
"""Codes that matter where one of these columns is counted by or chosen by."""
OF_DATES = frozenset(
    {"last_month", "removals_locked", "health_main_date_missing", "health_main_date_outside_window"}
)
"""Codes that matter where rows are chosen or counted by date."""
OF_ONE_COLUMN = frozenset({"unreadable", "wrong_type", "outside_range", "dates_day_first", "dates_doubtful"})
"""Codes that name the column that they are about."""


def said(found: Mapping[str, Any], words: Words) -> str:
    """A warning as a sentence in the language of `words`; numbers, shares and lists as that language writes them."""
    params = dict(found["params"])
    if "sheet" in params:
        file, sheet = params.pop("file"), params.pop("sheet")
        params["place"] = words("observe_import.place", file=file, sheet=sheet) if sheet else file
    values = {}
    for name, value in params.items():
        if isinstance(value, str):
            values[name] = value
        elif name == "share":
            values[name] = words.percent(value)
        elif isinstance(value, int | float):
            values[name] = words.number(value)
        else:
            values[name] = words.listed([str(item) for item in value])
    key = f"observe_warning.{found['code']}"
    told = placeholders(words.find(key) or "")  # a caution may know more than its sentence tells
    return words(key, **{name: value for name, value in values.items() if name in told})


def in_words(account: Mapping[str, Any], words: Words) -> list[dict[str, Any]]:
    """The warnings of an account, each with its sentence as `text`."""
    return [{**found, "text": said(found, words)} for found in account.get("warnings", ())]


def warned(words: Words, store: Store, held: Held, columns: Collection[str], dated: bool) -> list[str]:
    """The warnings in words. `columns` are those counted by or chosen by, with the date's if rows are dated."""
    asked, sentences = set(columns), []
    for found in store.account.get("warnings", ()):
        code, about = found["code"], found["params"]
        if about.get("table", held.table) != held.table or about.get("release", held.release) != held.release:
            continue
        matters = (
            code in ALWAYS
            or (dated and code in OF_DATES)
            or bool(OF_COLUMNS.get(code, set()) & asked)
            or (code in OF_ONE_COLUMN and about["column"] in asked)
        )
        if matters:
            sentences.append(said(found, words))
    return sentences
