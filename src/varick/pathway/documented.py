"""Who learns of a call-in letter: the three organisations whose six cases made the practice known."""

from varick.model import choice, event
from varick.pathway.terms import Agency, Borough, Organisation


@choice(when="letter_appointment", odds=False)
def documented_by(
    borough: Borough,
    letter_arrest: bool,
    documented_share_kept: float,
    documented_share_not_kept: float,
    bronx_defenders_share_in_bronx: float,
    make_the_road_share_of_the_rest: float,
) -> dict[Organisation, float]:
    """Which organisation hears of the case first. People who are detained surface first; Bronx Defenders
    hear of their own clients, who are arrested in the Bronx. Each case is counted once, by one
    organisation."""
    heard = documented_share_kept if letter_arrest else documented_share_not_kept
    bronx = heard * bronx_defenders_share_in_bronx if borough is Borough.bronx else 0.0
    make_the_road = (heard - bronx) * make_the_road_share_of_the_rest
    return {
        Organisation.bronx_defenders: bronx,
        Organisation.make_the_road: make_the_road,
        Organisation.immigrant_defense_project: heard - bronx - make_the_road,
    }


@event(
    agency=Agency.ORGANISATIONS,
    after="letter_appointment",
    seen_by=(Agency.PERSON, Agency.COUNSEL, Agency.ORGANISATIONS),
    odds=False,
)
def documented(documented_by: Organisation) -> bool:
    """An organisation records the case. This is how the city came to hear of the letters at all."""
    return documented_by is not Organisation.none
