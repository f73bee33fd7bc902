"""The table of levers: by owner, in words, with intervals, signs and the grade of the deciding fact. Numbers are invented."""

from typing import Any

import pytest

from varick.cli.levers import table
from varick.words import Words


def outcome(change: float, low: float, high: float, fact: str | None = None) -> dict[str, Any]:
    grade = "assumed" if fact else None
    told = {"change": change, "change_low": low, "change_high": high, "same_sign_share": 0.97}
    return {
        "per_year": 100.0,
        "low": 80.0,
        "high": 120.0,
        **told,
        "deciding_fact": fact,
        "deciding_grade": grade,
    }


NONE = outcome(0, 0, 0)
ANSWER: dict[str, Any] = {
    "scenario": "nyc-2018",
    "hash": "0123",
    "baseline": {"ice_notified": outcome(0, 0, 0), "letter": outcome(0, 0, 0)},
    "levers": [
        {
            "reform": "honor-no-detainers", "controlled_by": "city", "title": "A",
            "outcomes": {"ice_notified": NONE, "letter": outcome(3, 1, 9, "letter_share_of_at_large")},
            "handed_over": outcome(-5, -12, -2), "letter_only_through_handed_over": True,
        },
        {
            "reform": "my-own", "controlled_by": "federal", "title": "A reform of one's own",
            "outcomes": {"ice_notified": outcome(-12_345, -20_000, -9_000), "letter": NONE},
        },
        {"reform": "protect-our-courts", "controlled_by": "state", "title": "B", "outcomes": {"ice_notified": NONE, "letter": NONE}},
    ],
    "left_out": [{"reform": "x", "controlled_by": "city", "why": "they disagree"}],
}  # fmt: skip


@pytest.mark.parametrize("lang", ["en", "es"])
def test_what_a_lever_changes_is_said_with_how_well_it_is_known(lang: str) -> None:
    words = Words(lang)
    lines = list(table(ANSWER, "A title", words))
    text = "\n".join(lines)
    places = [text.index(f"\n{words.label('owner', owner)}") for owner in ("city", "federal")]
    assert places == sorted(places)
    assert words.title("reform", "honor-no-detainers", "A") in text
    assert "A reform of one's own [my-own]" in text
    letters = next(
        line for line in lines if words.label("activity", "letter") in line and "letter_share" in line
    )
    for said in (
        words.change(3, 1, 9),
        words.percent(0.97),
        words("lever.fact", fact="letter_share_of_at_large", grade=words.label("grade", "assumed")),
    ):
        assert said in letters
    assert words("lever.certain") in text
    assert words("lever.hand_overs", change=words.change(-5, -12, -2)) in text
    assert words("lever.unchanged", reforms="protect-our-courts") in text
    assert words("lever.left_out", reform="x", why="they disagree") in text
    assert words.estimate(100, 80, 120) in text


def test_nothing_is_said_of_hand_overs_where_letters_can_change_otherwise() -> None:
    words = Words()
    lever = {**ANSWER["levers"][0], "letter_only_through_handed_over": False}
    text = "\n".join(table({**ANSWER, "levers": [lever]}, "A title", words))
    assert "handed over" not in text
