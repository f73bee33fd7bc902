"""Answers: unknown is never no; what is written is read back; an error names the field and never the answer."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from varick.casebook.cases.answers import (
    NONE,
    REFUSED,
    RELIABILITY,
    UNKNOWN,
    Answer,
    check_answer,
    from_json,
    parse_answer,
    to_json,
    written,
)
from varick.casebook.cases.dates import DayOf
from varick.casebook.cases.fields import Field, field, fields
from varick.errors import VarickError

ASKED = [f for f in fields().values() if f.tier != "derived"]
TEXTS = st.text(st.characters(exclude_categories=["C"]), min_size=1, max_size=40)


def values(one: Field) -> st.SearchStrategy[object]:
    """What a field can hold."""
    if one.kind == "choice":
        return st.sampled_from(one.choices)
    if one.kind == "choices":
        held = st.sets(st.sampled_from(one.choices), min_size=1)
        return held.map(lambda some: tuple(c for c in one.choices if c in some))
    if one.kind == "count":
        return st.integers(one.low, one.high)
    if one.kind == "date":
        return st.builds(
            DayOf,
            st.dates(date(1901, 1, 1), date(2100, 1, 1)),
            st.sampled_from(["day", "week", "month", "year", "about"]),
        )
    if one.kind == "section":
        return st.sampled_from(["PL 221.10", "VTL 511", "AC 10-125", "VTL 511(1)(a)", "CPL 160.50"])
    if one.kind == "moment":
        return st.times().map(lambda t: f"{t.hour:02}:{t.minute:02}")
    return TEXTS.map(str.strip).map(lambda t: parse_or_skip(one, t))


def parse_or_skip(one: Field, text: str) -> object:
    """The text as a field keeps it; a fixed one where it is a state or empty."""
    try:
        found = parse_answer(one, text)
    except VarickError:
        return "invented"
    return found.value if found.state == "known" else "invented"


@st.composite
def answers(draw: st.DrawFn) -> tuple[Field, Answer]:
    one = draw(st.sampled_from(ASKED))
    states = ["known", "unknown", "refused"] + ["none"] * one.none
    state = draw(st.sampled_from(states))
    value = draw(values(one)) if state == "known" else None
    return one, Answer(value, state, draw(TEXTS), draw(st.sampled_from(RELIABILITY)), draw(TEXTS))  # type: ignore[arg-type]


@given(answers())
def test_an_answer_is_read_back_from_json_and_from_a_table(pair: tuple[Field, Answer]) -> None:
    one, answer = pair
    check_answer(one, answer)
    assert from_json(one, to_json(answer)) == answer
    again = parse_answer(one, written(answer), source=answer.source, reliability=answer.reliability)
    assert (again.value, again.state) == (answer.value, answer.state)


@given(st.sampled_from(ASKED), st.text(max_size=30))
def test_whatever_is_typed_is_an_answer_or_one_line_without_it(one: Field, text: str) -> None:
    said = ""
    try:
        check_answer(one, parse_answer(one, text))
    except VarickError as error:
        said = str(error)
    assert said == "" or said.startswith(one.name)
    assert "\n" not in said
    assert len(text) < 6 or text not in said


def test_the_states_stay_apart() -> None:
    one = field("attended")
    assert parse_answer(one, "no") == Answer("no")
    assert parse_answer(one, "Unknown") == UNKNOWN
    assert parse_answer(one, "refused") == REFUSED
    assert len({written(a) for a in (Answer("no"), UNKNOWN, REFUSED, None)}) == 4
    with pytest.raises(VarickError, match="attended: none is no answer here"):
        parse_answer(one, "none")
    assert parse_answer(field("letter_form_no"), "none") == NONE


@pytest.mark.parametrize("state", ["unknown", "refused", "none"])
def test_an_answer_without_a_value_has_none_and_one_with_a_value_has_it(state: str) -> None:
    for wrong in (
        lambda: Answer("yes", state),
        lambda: Answer(None, "known"),
        lambda: Answer("yes", "maybe"),
    ):  # type: ignore[arg-type]
        with pytest.raises(VarickError):
            wrong()


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("letter_form_no", "G-56", "g_56"),
        ("prior_dhs_biometrics", "Port of entry; visa; visa", ("visa", "port_of_entry")),
        ("arrest_charge", "Penal Law § 221.10", "PL 221.10"),
        ("arrest_charge", "vtl 511(1)(a)", "VTL 511(1)(a)"),
        ("appointment_time", "2:15 p.m.", "14:15"),
        ("appointment_time", "12 am", "00:00"),
        ("appointment_time", "9.30", "09:30"),
        ("others_present_by_letter", "11", 11),
        ("account", "  two\nlines\x1b[31m ", "two\nlines[31m"),
    ],
)
def test_what_people_write_is_kept_in_one_way(name: str, text: str, value: object) -> None:
    assert parse_answer(field(name), text).value == value


@pytest.mark.parametrize(
    ("name", "text"),
    [("attended", "perhaps"), ("attended", ""), ("arrest_precinct", "0"), ("arrest_precinct", "124"), ("appointment_time", "25:00"),
     ("appointment_time", "9"), ("arrest_charge", "221.10"), ("arrest_date", "yesterday"), ("prior_dhs_biometrics", "visa; x")],
)  # fmt: skip
def test_what_is_no_answer_is_refused(name: str, text: str) -> None:
    with pytest.raises(VarickError, match=f"^{name}: "):
        parse_answer(field(name), text)


def test_a_text_that_reads_like_a_state_is_no_text() -> None:
    with pytest.raises(VarickError, match="^account: "):
        check_answer(field("account"), Answer("unknown"))


def test_a_derived_field_cannot_be_answered_and_a_long_text_is_refused() -> None:
    with pytest.raises(VarickError, match="computed"):
        check_answer(field("derived_days_arrest_to_letter"), Answer(14))
    with pytest.raises(VarickError, match="attach a file"):
        parse_answer(field("account"), "x" * 10_001)
