"""Cases: derived days, what does not fit together, consent and privilege, what is searched, and reading back."""

from collections.abc import Callable
from datetime import date

import pytest

from varick.casebook.cases import consent as consenting
from varick.casebook.cases import identity as identifying
from varick.casebook.cases.answers import Answer
from varick.casebook.cases.case import Case, Oddity, from_json, oddities, searchable, to_json
from varick.casebook.cases.consent import STATES, Consent, may_leave, use_named
from varick.casebook.cases.dates import Days, parse_day
from varick.casebook.cases.fields import field
from varick.casebook.cases.identity import Identity, Name
from varick.casebook.cases.saying import say_answer, say_day, say_days
from varick.casebook.cases.sealing import new_id, new_key, plain_id, sealed, unsealed
from varick.errors import VarickError
from varick.words import Words

Answers = Callable[..., dict[str, Answer]]
GIVEN = Consent("given", date(2026, 11, 1), "on paper")
EN, ES = Words("en"), Words("es")


def test_days_are_counted_as_precisely_as_the_dates(answers: Answers) -> None:
    case = Case("X", answers(arrest_date="2018-02", letter_date="2018-03-08", appointment_on="unknown"))
    assert case.derived("derived_days_arrest_to_letter") == Days(8, 35)
    assert case.derived("derived_days_arrest_to_appointment") is None
    assert case.day("appointment_on") is None


def test_what_does_not_fit_is_named_and_not_refused(answers: Answers) -> None:
    told = answers(letter_received="no", letter_date="2018-02-01", arrest_date="2018-03", fingerprinted="unknown", fingerprinted_on="2018-03-01")  # fmt: skip
    assert list(oddities(told)) == [
        Oddity("unasked", "letter_date", "letter_received"),
        Oddity("backwards", "letter_date", "arrest_date"),
    ]
    assert list(oddities(answers(arrest_date="2018-02", letter_date="2018-02-01"))) == []
    assert list(oddities(answers(arrest_date="~2018-02-09", letter_date="2018-02-01"))) == []


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("privileged", [True, False, None])
def test_only_what_is_given_and_known_not_to_be_privileged_leaves(
    state: str, privileged: bool | None
) -> None:
    said = Consent(state, date(2026, 11, 1), "on paper")  # type: ignore[arg-type]
    assert may_leave("coalition", {"coalition": said}, privileged) == (
        state == "given" and privileged is False
    )
    assert not may_leave("aggregate", {"coalition": GIVEN}, False)


@pytest.mark.parametrize(
    "wrong", [lambda: Consent("given"), lambda: Consent("given", date(2026, 1, 1)), lambda: Consent("yes"), lambda: use_named("all")]
)  # fmt: skip
def test_a_consent_has_a_day_and_a_how(wrong: Callable[[], object]) -> None:
    with pytest.raises(VarickError):
        wrong()


def test_a_case_is_read_back(answers: Answers) -> None:
    case = Case(
        "7KQ2-M9XD",
        answers(arrest_date="week of 2018-02-05", account="Ñandú"),
        {"coalition": GIVEN},
        False,
        date(2030, 1, 1),
    )
    assert from_json(case.id, to_json(case)) == case
    assert consenting.from_json(consenting.to_json(case.consents)) == case.consents
    who = Identity((Name("José Inventado", "letter"),), parse_day("1990"), "212 555 0100")
    assert identifying.from_json(identifying.to_json(who)) == who
    assert not Identity()


def test_the_index_holds_values_and_notes_and_no_yes_or_unknown(answers: Answers) -> None:
    told = answers(attended="no", fingerprinted="unknown", appointment_place="201 Varick Street")
    told["letter_form_no"] = Answer(None, "none", note="torn corner")
    text = searchable(Case("7KQ2-M9XD", told))
    assert not [part for part in ("7KQ2-M9XD", "201 Varick", "torn corner") if part not in text]
    assert not {"no", "unknown", "none"} & set(text.split())


def test_every_state_and_date_is_said_apart(answers: Answers) -> None:
    one = field("attended")
    said = {
        say_answer(one, a, EN) for a in (Answer("no"), Answer(state="unknown"), Answer(state="refused"), None)
    }
    assert len(said) == 4
    assert [say_day(parse_day(t), EN) for t in ("2018-03-08", "2018-03", "2018", "~2018-03-08", "week of 2018-03-05")] == [
        "March 8, 2018", "March 2018", "2018", "about March 8, 2018", "week of March 5, 2018",
    ]  # fmt: skip
    assert say_day(parse_day("week of 2018-03-05"), ES) == "semana del 5 de marzo de 2018"
    assert say_days(Days(8, 35, True), ES) == "cerca de 8 a 35"
    assert say_days(None, EN) == ""
    assert say_answer(field("prior_dhs_biometrics"), Answer(("visa", "port_of_entry")), ES).startswith(
        "Para una visa; "
    )


def test_an_id_says_nothing_and_is_read_however_it_is_typed() -> None:
    made = {new_id() for _ in range(1000)}
    assert len(made) == 1000
    one = made.pop()
    assert plain_id(one.lower().replace("-", " ")) == one


def test_a_sealed_thing_opens_as_itself_only() -> None:
    key = new_key()
    data = sealed("case", b"content", key)
    assert unsealed("case", data, key) == b"content"
    for wrong in (
        lambda: unsealed("identity", data, key),
        lambda: unsealed("case", data, new_key()),
        lambda: unsealed("case", b"", key),
    ):
        with pytest.raises(VarickError, match="was changed"):
            wrong()
    for at in range(len(data)):
        with pytest.raises(VarickError):
            unsealed("case", data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :], key)
