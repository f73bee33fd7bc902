"""A form as lines in and lines out: order, commands, notes, gentle checks, what is kept and what is never taken."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import varick
from varick.casebook.asking import order as ordering
from varick.casebook.asking.conversation import COMMANDS, Conversation
from varick.casebook.asking.sitting import entered, from_draft, to_draft
from varick.casebook.cases.answers import NONE, REFUSED, UNKNOWN, Answer
from varick.casebook.cases.case import check_answers, check_whole
from varick.casebook.cases.consent import Consent
from varick.casebook.cases.dates import DayOf
from varick.casebook.cases.fields import fields
from varick.casebook.cases.identity import Name
from varick.words import Words, placeholders, table

TODAY = date(2018, 3, 1)
REQUIRED = ("1", "1", "2", "2", "1")  # practice, source, how known, privileged, retention
LETTER = (*REQUIRED, "1", "22 Feb 2018", "26 Feb 2018", "8 March 2018", "10 am", "1", "")


class Talk:
    """A conversation with what it said last."""

    def __init__(self, lang: str = "en", **named: Any) -> None:
        words = Words(lang)
        self.of = Conversation(lambda a: ordering.questions(a, words, TODAY), words, TODAY, **named)
        self.last = self.of.open()
        self.all = list(self.last)

    def say(self, *lines: str) -> str:
        """Answer one line after the other; what is said to the last of them."""
        for line in lines:
            self.last = self.of.take(line)
            self.all += self.last
        return "\n".join(self.last)

    @property
    def key(self) -> str:
        assert self.of.question is not None
        return self.of.question.key


def until(talk: Talk, key: str) -> None:
    """Skip on to a question."""
    for _ in range(100):
        if talk.key == key:
            return
        talk.say("")
    raise AssertionError(f"{key} is not asked")


def test_what_is_needed_comes_first_then_the_letter_and_its_date() -> None:
    talk = Talk()
    seen = []
    for line in (*LETTER, ""):
        seen.append(talk.key)
        talk.say(line)
    assert seen[:5] == ["practice", "source_type", "known.how", "privileged", "retain_until"]
    assert seen[5:12] == [
        "letter_received", "letter_date", "letter_received_on", "appointment_on", "appointment_time",
        "appointment_place", "appointment_room",
    ]  # fmt: skip
    assert talk.of.answers["appointment_on"] == Answer(DayOf(date(2018, 3, 8)))
    assert talk.of.answers["appointment_time"] == Answer("10:00")
    assert talk.of.answers["appointment_place"] == Answer("201 Varick Street")


def test_only_what_applies_is_asked() -> None:
    talk = Talk()
    talk.say(*REQUIRED, "no")
    asked = {q.key for q in talk.of.order(talk.of.answers)}
    assert not any(key.startswith(("letter_d", "appointment")) for key in asked)


def test_it_says_which_question_of_about_how_many() -> None:
    talk = Talk()
    said = ["\n".join(talk.last), *(talk.say(line) for line in REQUIRED)]
    numbers = [re.search(r"Question (\d+) of about (\d+)", one) for one in said]
    assert [int(n[1]) for n in numbers if n] == [1, 2, 3, 4, 5, 6]
    assert all(15 <= int(n[2]) <= 30 for n in numbers if n)


def test_enter_leaves_unasked_and_unknown_is_not_no() -> None:
    talk = Talk()
    talk.say(*REQUIRED)
    talk.say("u")
    assert talk.of.answers["letter_received"] == UNKNOWN
    until(talk, "fingerprinted")
    talk.say("")
    assert "fingerprinted" not in talk.of.answers
    talk.say("b", "r")
    assert talk.of.answers["fingerprinted"] == REFUSED
    talk.say("b", "n")
    assert talk.of.answers["fingerprinted"] == Answer("no")


@pytest.mark.parametrize(("lang", "keys"), [("en", "?bur s"), ("es", "?adp g")])
def test_the_commands_are_one_letter_and_none_is_the_beginning_of_yes_or_no(lang: str, keys: str) -> None:
    words = Words(lang)
    assert [words(f"casebook_form.key_{c}") for c in COMMANDS] == list(keys.replace(" ", ""))
    yes, no = fields()["attended"].choice("yes", words), fields()["attended"].choice("no", words)
    assert {yes[0].lower(), no[0].lower()} & set(keys) == set()


def test_spanish_s_is_yes() -> None:
    talk = Talk("es")
    talk.say(*REQUIRED, "s")
    assert talk.of.answers["letter_received"] == Answer("yes")
    talk.say("8/3/2018")
    assert "Eso puede significar" in "\n".join(talk.last)
    talk.say("2")
    assert talk.of.answers["letter_date"] == Answer(DayOf(date(2018, 3, 8)))
    assert "Escrito: jueves 8 de marzo de 2018" in talk.all


def test_a_question_explains_itself_and_stays() -> None:
    talk = Talk()
    talk.say(*REQUIRED, "1")
    said = talk.say("?")
    assert "not the day on which it came" in said
    assert "u = it was asked and is not known." in said
    assert "none = there is none" in said
    assert talk.key == "letter_date"
    talk.say("none")
    assert talk.of.answers["letter_date"] == NONE


def test_back_shows_what_was_said_and_enter_keeps_it() -> None:
    talk = Talk()
    talk.say(*LETTER[:9])
    said = talk.say("b")
    assert "Now: Thursday, March 8, 2018 (Enter keeps it)" in said
    talk.say("")
    assert talk.of.answers["appointment_on"] == Answer(DayOf(date(2018, 3, 8)))
    talk.say("b", "-")
    assert "appointment_on" not in talk.of.answers
    first = Talk()
    assert "This is the first question." in first.say("b")


def test_what_is_needed_is_not_passed_by_nor_taken_away() -> None:
    talk = Talk()
    assert "This one is needed." in talk.say("")
    assert talk.key == "practice"
    talk.say("1", "b")
    assert "This one is needed." in talk.say("-")
    assert talk.of.answers["practice"] == Answer("call_in_letter")


def test_the_retention_date_is_suggested_not_taken_for_granted() -> None:
    talk = Talk()
    talk.say(*REQUIRED[:4])
    assert "1 Sunday, March 1, 2020" in "\n".join(talk.last)
    assert "needed" in talk.say("")
    assert "That day is over" in talk.say("1 March 2017")
    talk.say("March 2019")
    assert entered(talk.of.answers, Words("en"), TODAY).retain_until == date(2019, 3, 31)


def test_contradictions_are_told_and_kept() -> None:
    talk = Talk()
    talk.say(*REQUIRED, "1", "8 March 2018")
    assert "that day is still to come" in "\n".join(talk.last)
    talk.say("")
    said = talk.say("3 March 2018")
    assert '"appointment on" would come before "letter dated"' in said
    assert talk.of.answers["appointment_on"] == Answer(DayOf(date(2018, 3, 3)))
    until(talk, "arrest_date")
    assert '"letter dated" would come before "arrested on"' in talk.say("9 March 2018")
    assert "before" not in talk.say("b", "about 20 March 2018"), "about may be out by weeks"
    assert "before" not in talk.say("b", "March 2018"), "a month may be earlier"


def test_a_note_stands_beside_the_answer_and_nowhere_else() -> None:
    talk = Talk()
    talk.say(*REQUIRED, "1")
    talk.say("22 Feb 2018 // on the envelope it says otherwise")
    assert talk.of.answers["letter_date"].note == "on the envelope it says otherwise"
    talk.say("u // nobody kept it")
    assert talk.of.answers["letter_received_on"] == Answer(state="unknown", note="nobody kept it")
    until(talk, "identity.phone")
    assert "A note cannot stand" in talk.say("212 555 0100 // the sister's")
    assert "identity.phone" not in talk.of.answers


@pytest.mark.parametrize("typed", ["A123456789", "a 123 456 789", "A# 123-456-789", "room 9, A12345678"])
def test_an_a_number_is_taken_nowhere(typed: str) -> None:
    talk = Talk()
    talk.say(*LETTER[:11])
    assert talk.key == "appointment_room"
    assert "A-number" in talk.say(typed)
    assert "appointment_room" not in talk.of.answers
    until(talk, "identity.own")
    assert "A-number" in talk.say(typed)


def test_room_b_is_no_command() -> None:
    talk = Talk()
    talk.say(*LETTER[:10])
    assert "Type a number from 1 to 2." in talk.say("10"), "a number alone is no address"
    talk.say("10 Nowhere Street", "B")
    assert talk.of.answers["appointment_place"] == Answer("10 Nowhere Street")
    assert talk.of.answers["appointment_room"] == Answer("B")


def test_nothing_is_allowed_by_default() -> None:
    talk = Talk()
    until_consent = Talk()
    until_consent.say(*REQUIRED)
    until(until_consent, "consent.coalition")
    until_consent.say("", "", "", "", "1")
    assert entered(until_consent.of.answers, Words("en"), TODAY).consents == {}
    talk.say(*REQUIRED)
    until(talk, "consent.coalition")
    talk.say("1", "2", "", "")
    assert talk.key == "consent.how"
    talk.say("2 // by telephone, to the intake desk")
    found = entered(talk.of.answers, Words("en"), TODAY).consents
    assert found == {
        "coalition": Consent("given", TODAY, "spoken; by telephone, to the intake desk"),
        "together": Consent("refused", TODAY, "spoken; by telephone, to the intake desk"),
    }


def test_a_privileged_case_is_asked_for_no_consent() -> None:
    talk = Talk()
    talk.say("1", "1", "2", "yes", "1")
    assert not [q for q in talk.of.order(talk.of.answers) if q.key.startswith("consent")]
    assert entered(talk.of.answers, Words("en"), TODAY).privileged is True


def test_who_it_is_stands_on_a_screen_of_its_own_and_not_in_the_review() -> None:
    talk = Talk()
    talk.say(*REQUIRED)
    until(talk, "identity.own")
    assert "kept in a place of their own" in "\n".join(talk.last)
    talk.say("Inés Ejemplo", "Ines Exemplo", "", "", "I. Example; Inés E.", "1985", "212 555 0100")
    until(talk, "ending.more")
    review = talk.say("1")
    assert "Ejemplo" not in review
    assert "Who it is: 5 answers" in review
    who = entered(talk.of.answers, Words("en"), TODAY).identity
    assert who.names == (
        Name("Ines Exemplo", "arrest"), Name("Inés Ejemplo", "own"), Name("I. Example", "other"), Name("Inés E.", "other"),
    )  # fmt: skip
    assert (str(who.birth_date), who.phone) == ("1985", "212 555 0100")


def test_a_number_that_slipped_by_a_line_becomes_nobodys_name() -> None:
    talk = Talk()
    talk.say(*REQUIRED)
    until(talk, "identity.own")
    assert "no name" in talk.say("2")
    until(talk, "identity.phone")
    assert "seven digits" in talk.say("1985")
    talk.say("212-555-0100")
    assert talk.of.answers["identity.phone"] == Answer("212-555-0100")


def test_what_nobody_can_know_yet_is_not_asked() -> None:
    talk = Talk()
    talk.say(*LETTER)
    keys = {q.key for q in talk.of.order(talk.of.answers)}
    assert keys.isdisjoint({"attended", "attorney_at_appointment", "interview_outcome"})
    over = Talk()
    over.say(*REQUIRED, "1", "2 Feb 2018", "", "20 Feb 2018")
    assert {"attended", "interview_outcome"} <= {q.key for q in over.of.order(over.of.answers)}


def test_the_rest_is_asked_only_of_who_goes_on() -> None:
    talk = Talk()
    talk.say(*REQUIRED)
    until(talk, "ending.more")
    before = len(talk.of.order(talk.of.answers))
    talk.say("2")
    assert len(talk.of.order(talk.of.answers)) > before + 10
    until(talk, "ending.save")
    assert "What you said:" in talk.all
    talk.say("1")
    assert talk.of.outcome == "saved"


def test_an_answer_whose_question_went_is_left_out_and_that_is_said() -> None:
    talk = Talk()
    talk.say(*LETTER)
    while talk.key != "letter_received":
        talk.say("b")
    talk.say("2")
    until(talk, "ending.more")
    assert "Left out, because the question no longer applies: 5" in talk.say("1")
    talk.say("1")
    given = {q.key: a for q, a in talk.of.given()}
    assert "appointment_on" not in given


def test_leaving_saves_where_nothing_needed_is_missing_and_keeps_a_draft_otherwise() -> None:
    early = Talk()
    early.say("1", "s")
    assert early.of.outcome == "kept"
    late = Talk()
    late.say(*LETTER, "s")
    assert late.of.outcome == "saved"
    no_how = Talk()
    no_how.say(*REQUIRED)
    until(no_how, "consent.coalition")
    no_how.say("1", "s")
    assert no_how.of.outcome == "kept", "a consent without how it was said is not written"


def test_a_draft_goes_on_where_it_stopped() -> None:
    words = Words("en")
    talk = Talk()
    talk.say(*LETTER)
    until(talk, "identity.own")
    talk.say("Inés Ejemplo", "", "", "", "", "~1985-02-01")
    until(talk, "consent.coalition")
    talk.say("1", "2")
    kept = to_draft(talk.of.answers, talk.of.passed, words, TODAY, "d")
    answers, passed = from_draft(kept)
    again = Talk(answers=answers, passed=passed)
    assert again.key == talk.key == "consent.aggregate"
    parts, before = entered(again.of.answers, words, TODAY), entered(talk.of.answers, words, TODAY)
    assert (parts.identity, parts.consents, parts.retain_until) == (
        before.identity,
        before.consents,
        before.retain_until,
    )
    assert {k: a.value for k, a in parts.answers.items()} == {k: a.value for k, a in before.answers.items()}
    again.say("", "")
    assert again.key == "consent.how"
    again.say("1 // with the lawyer there")
    last = to_draft(again.of.answers, again.of.passed, words, TODAY, "d")
    assert from_draft(last)[0]["consent.how"] == Answer("paper", note="with the lawyer there")


def test_answers_carry_who_said_them_and_how_they_are_known() -> None:
    talk = Talk()
    talk.say(*LETTER)
    kept = entered(talk.of.answers, Words("en"), TODAY).answers
    assert {(a.source, a.reliability) for a in kept.values()} == {("client", "firsthand")}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(["", "1", "2", "3", "b", "u", "r", "?", "-", "none", "8 March 2018", "3/8", "1 2", "10", "x // y"]), st.text(max_size=12)), max_size=60), st.sampled_from(["en", "es"]))  # fmt: skip
def test_no_line_breaks_it_and_what_it_would_save_is_sound(lines: list[str], lang: str) -> None:
    talk = Talk(lang)
    for line in lines:
        talk.say(line)
        if talk.of.outcome != "going":
            break
        assert talk.of.question is not None
    if talk.of.outcome == "saved":
        given = {q.key: a for q, a in talk.of.given()}
        parts = entered(given, Words(lang), TODAY)
        check_answers(parts.answers)
        check_whole(parts.answers)
        assert parts.retain_until is not None
        assert parts.retain_until > TODAY
    from_draft(to_draft(talk.of.answers, talk.of.passed, Words(lang), TODAY, "d"))


@pytest.mark.parametrize("lang", ["en", "es"])
def test_every_question_is_explained(lang: str) -> None:
    words = Words(lang)
    asked = [name for name, field in fields().items() if field.tier != "derived"]
    assert sorted(_family("casebook_why", lang)) == sorted(asked)
    answers = {"letter_received": Answer("yes"), "practice": Answer("other")}
    for question in ordering.questions(answers, words, TODAY):
        assert question.ask
        assert question.why


def test_no_word_of_the_form_is_unused() -> None:
    source = "\n".join(
        p.read_text("utf-8") for p in Path(varick.__file__).parent.joinpath("cli/casebook").glob("*.py")
    )
    source += "\n".join(
        p.read_text("utf-8") for p in Path(varick.__file__).parent.joinpath("casebook").rglob("*.py")
    )
    by_name = re.compile(
        r"(key|hint|may|weekday|day|group|screen)_|(unknown|refused|none|am|pm|\w+_unread|note_alone)$"
    )
    unused = [
        k
        for k in _family("casebook_form", "en")
        if f'"{k}"' not in source and f".{k}" not in source and not by_name.match(k)
    ]
    assert not unused


def _family(name: str, lang: str) -> list[str]:
    return [key.partition(".")[2] for key in table(lang) if key.startswith(f"{name}.")]


def test_letters_of_commands_stand_in_sentences_only_through_their_keys() -> None:
    for lang in ("en", "es"):
        intro = table(lang)["casebook_form.intro"]
        assert placeholders(intro) == {"why", "back", "unknown", "refused", "save"}


def test_the_suggested_end_is_the_organisations_own() -> None:
    leap, last = date(2020, 2, 29), date(2018, 12, 31)
    for today, months, day in (
        (leap, 6, "2020-08-29"),
        (leap, 12, "2021-02-28"),
        (last, 2, "2019-02-28"),
        (last, 24, "2020-12-31"),
    ):
        asked = ordering.questions({}, Words("en"), today, months)
        assert [q.choices[0][0] for q in asked if q.key == ordering.RETAIN] == [day]
