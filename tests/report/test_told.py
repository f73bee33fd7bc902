"""A traced person in words: what a rule says, why, and what would turn it, in both languages."""

import pytest

from varick.engine.trace import Hop, Reason
from varick.model.shipped import pathway
from varick.report import told
from varick.words import Words

EN, ES = Words("en"), Words("es")


@pytest.fixture(autouse=True)
def made_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule of the police and its inputs, with words of their own, so that the pathway's may change."""
    texts = {
        "en": {
            "node.asked": "the answer of the police",
            "node.warrant": "a judge's warrant",
            "node.crime": "a conviction of a serious crime",
            "value.asked.honor": "the police may hold the person",
            "value.asked.decline": "the police must decline",
            "value.warrant.yes": "there is a judge's warrant",
            "value.warrant.no": "there is no judge's warrant",
            "value.crime.yes": "the person was convicted of a serious crime",
            "value.crime.no": "the person was not convicted of a serious crime",
            "value.lodged.yes": "ICE lodges a detainer",
            "sends.lodged": "a detainer",
            "tells.lodged": "ICE asks.",
            "differs.lodged.one": "It differs.",
        },
        "es": {
            "node.asked": "la respuesta de la policía",
            "node.warrant": "una orden judicial",
            "node.crime": "una condena por un delito grave",
            "value.asked.honor": "la policía puede retener a la persona",
            "value.asked.decline": "la policía debe negarse",
            "value.warrant.yes": "hay una orden judicial",
            "value.warrant.no": "no hay una orden judicial",
            "value.crime.yes": "la persona fue condenada por un delito grave",
            "value.crime.no": "la persona no fue condenada por un delito grave",
            "value.lodged.yes": "ICE presenta un detainer",
        },
    }
    for words, lang in ((EN, "en"), (ES, "es")):
        monkeypatch.setattr(words, "_table", {**words._table, **texts[lang]})


DECLINED = Reason("asked", "decline", (((("warrant", "yes"), ("crime", "yes")), "honor"),))


def test_a_refusal_names_its_ground_and_what_would_turn_it() -> None:
    assert told.because(DECLINED, EN) == (
        "The police must decline: there is no judge's warrant and the person was not convicted of a serious crime. "
        "If there is a judge's warrant and the person was convicted of a serious crime, the police may hold the person. "
        "Only together: a part of that changes nothing."
    )
    assert told.because(DECLINED, ES) == (
        "La policía debe negarse: no hay una orden judicial y la persona no fue condenada por un delito grave. "
        "Si hay una orden judicial y la persona fue condenada por un delito grave, la policía puede retener a la persona. "
        "Solo todo junto: una parte de eso no cambia nada."
    )


def test_one_change_of_one_thing_is_said_once() -> None:
    reason = Reason("asked", "decline", (((("warrant", "yes"),), "honor"),), ("crime",))
    assert told.because(reason, EN) == (
        "The police must decline. If there is a judge's warrant, the police may hold the person. "
        "The same holds whatever is not known here (a conviction of a serious crime)."
    )


def test_what_is_not_known_is_named() -> None:
    reason = Reason("asked", "unknown", (), ("warrant", "crime"))
    assert told.because(reason, ES) == (
        "La respuesta de la policía: no es seguro. "
        "Depende de lo que aquí no se sabe: una orden judicial y una condena por un delito grave."
    )


def test_reasons_hold_once_the_event_before_has_happened() -> None:
    assert told.once(hop(), EN) == ""
    assert told.once(hop(once="lodged"), ES) == "una vez que ICE presenta un detainer"
    assert (
        told.once(hop(once="lodged or asked"), EN)
        == "once ICE lodges a detainer or the answer of the police: yes"
    )


def test_of_a_rule_that_restates_the_person_only_what_it_says() -> None:
    """Only another person would turn it."""
    flips = (((("charge", "felony_drug"),), "yes"),)
    assert told.because(Reason("felony", "no", flips), EN) == f"T{EN('value.felony.no')[1:]}."
    flips = (((("marijuana_law", "decriminalized"),), "no"),)
    text = told.because(Reason("penal_law_misdemeanor", "yes", flips), EN)
    assert EN("value.marijuana_law.decriminalized") in text


def test_only_so_many_changes_are_told() -> None:
    flips = tuple((((f"a{n}", "yes"),), "honor") for n in range(told.MOST + 2))
    assert told.because(Reason("asked", "decline", flips), EN).endswith(
        "2 more ways to turn it are left out."
    )


def hop(**given: object) -> Hop:
    fields: dict[str, object] = {
        "activity": "lodged", "agency": "ICE", "receives": "", "sends": "a paper", "to": "NYPD", "seen_by": ("ICE",),
        "authority": ("8 CFR 287.7",), "explanation": "The docstring.", "value": "yes", "probability": None,
        "withheld": True, "because": (Reason("lodged", "yes", ()),), "controlled_by": (),
    }  # fmt: skip
    return Hop(**{**fields, **given})  # type: ignore[arg-type]


def test_a_step_in_words_keeps_its_names() -> None:
    first, second = told.as_dicts([hop(), hop(activity="held", receives="a paper", sends="", to="")], EN)
    assert first == {
        "activity": "lodged", "agency": "ICE", "receives": "", "sends": "a detainer", "to": "NYPD", "seen_by": ["ICE"],
        "authority": ["8 CFR 287.7"], "explanation": "ICE asks.", "probability": None,
        "probability_withheld": EN("told.withheld"), "value": "yes", "once": "", "because": [], "because_cites": [], "controlled_by": "nobody's rule",
        "article_differs": ["It differs."],
    }  # fmt: skip
    assert (second["receives"], second["explanation"], second["article_differs"]) == (
        "a detainer",
        "The docstring.",
        [],
    )


def test_a_reason_is_said_once() -> None:
    """Where it first bears on what may happen; the refusal after it, and a step that does not happen, keep their own."""
    other = Reason("crime", "no", ())
    steps = told.as_dicts(
        [
            hop(value="no", because=(other,)),
            hop(because=(DECLINED,)),
            hop(activity="held", value="unknown", because=(Reason("held", "unknown", ()), other, DECLINED)),
            hop(activity="gone", value="no", because=(DECLINED,)),
        ],
        EN,
    )
    said = [step["because"] for step in steps]
    declined, crime = told.because(DECLINED, EN), told.because(other, EN)
    assert said[:2] == [[crime], [declined]]
    assert declined not in said[2]
    assert crime in said[2], "said only of what does not happen"
    assert said[3] == [declined]
    assert [len(step["because"]) for step in steps] == [len(step["because_cites"]) for step in steps]


def test_what_decides_is_said_first_and_what_the_person_is_last() -> None:
    """The event's own reason, then the rules whose change would turn it, then theirs, then what turns nothing."""
    own = Reason("lodged", "yes", (((("asked", "decline"),), "no"),))
    asked = Reason("asked", "honor", (((("warrant", "no"),), "decline"),), ("crime",))
    warrant = Reason("warrant", "yes", (((("elsewhere", "no"),), "no"),))
    crime = Reason("crime", "unknown", (), ("charge",))
    aside = Reason("aside", "yes", (((("elsewhere", "no"),), "no"),))
    person, behind = Reason("felony", "no", ()), Reason("any_conviction", "no", ())
    because = (person, Reason("inert", "yes", ()), behind, aside, crime, warrant, asked, own)
    (step,) = told.as_dicts([hop(because=because)], EN)
    said = [own, asked, crime, warrant, aside, Reason("inert", "yes", ()), person, behind]
    assert step["because"] == [told.because(reason, EN) for reason in said]


def test_beside_a_reason_stands_only_what_the_hop_cites() -> None:
    """The hop knows the day; a law that begins later is not in its authority."""
    law = pathway().nodes["ticket_required"].cites
    (step,) = told.as_dicts(
        [hop(because=(Reason("ticket_required", "no", ()),), authority=("8 CFR 287.7", law[0]))], EN
    )
    assert step["because_cites"] == [[law[0]]]


def test_a_citation_beside_an_earlier_reason_is_not_the_steps_own() -> None:
    step = {
        "activity": "lodged",
        "authority": ["8 CFR 287.7", "9-131", "14-154"],
        "because_cites": [["9-131"]],
    }
    before = {"activity": "told", "authority": ["14-154"], "because_cites": [["14-154"]]}
    assert told.authorities([step]) == [["8 CFR 287.7", "14-154"]]
    assert told.authorities([before, step]) == [[], ["8 CFR 287.7"]]


@pytest.mark.parametrize(
    ("parts", "by", "said"),
    [
        ([], "and", ""), (["uno"], "and", "uno"), (["uno", "dos"], "and", "uno y dos"), (["a", "b", "c"], "or", "a, b o c"),
        (["uno", "IDENT"], "and", "uno e IDENT"), (["uno", "hijos"], "and", "uno e hijos"), (["uno", "hielo"], "and", "uno y hielo"),
        (["uno", "otro"], "or", "uno u otro"), (["uno", "horas"], "or", "uno u horas"), (["uno", "otro"], "and", "uno y otro"),
    ],
)  # fmt: skip
def test_lists_in_spanish(parts: list[str], by: str, said: str) -> None:
    assert ES.listed(parts, by) == said  # type: ignore[arg-type]
