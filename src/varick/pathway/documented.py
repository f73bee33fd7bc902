"""Who learns of a call-in letter: the three organisations whose six cases made the practice known.

What follows is never turned round: how many letters there were cannot be read off six cases.
"""

from varick.model import Delay, chance, days, delay, event, rule
from varick.pathway.terms import Agency, County, Known, Pattern


@chance(when="letter_appointment")
def bronx_defenders_client(county: County, prosecuted: bool, bronx_defenders_share_in_bronx: float) -> float:
    """Whether Bronx Defenders are the person's counsel in the criminal case, as they are of many people
    prosecuted in the Bronx."""
    return bronx_defenders_share_in_bronx if prosecuted and county is County.bronx else 0.0


@chance(when="letter_appointment")
def heard_by_bronx_defenders(
    county: County,
    bronx_defenders_client: bool,
    letter_arrest: bool,
    organisations_pattern: Pattern,
    client_tells_share: float,
    bronx_defenders_other_share: float,
    surfaces_when_not_kept_factor: float,
) -> float:
    """Whether Bronx Defenders hear of the case from the person: from clients mostly, and sooner of people
    who are kept."""
    if organisations_pattern is Pattern.divided and county is not County.bronx:
        return 0.0
    share = client_tells_share if bronx_defenders_client else bronx_defenders_other_share
    return share * (1.0 if letter_arrest else surfaces_when_not_kept_factor)


@chance(when="letter_appointment")
def heard_by_make_the_road(
    county: County,
    letter_arrest: bool,
    organisations_pattern: Pattern,
    make_the_road_share: float,
    surfaces_when_not_kept_factor: float,
) -> float:
    """Whether Make the Road New York hears of it from its members and callers. In divided territories its
    own are Brooklyn, Queens and Staten Island, where its offices in the city are."""
    own = county in (County.brooklyn, County.queens, County.staten_island)
    if organisations_pattern is Pattern.divided and not own:
        return 0.0
    return make_the_road_share * (1.0 if letter_arrest else surfaces_when_not_kept_factor)


@chance(when="letter_appointment")
def heard_by_idp(
    county: County,
    comes_with_counsel: bool,
    letter_arrest: bool,
    organisations_pattern: Pattern,
    idp_share: float,
    idp_share_with_counsel: float,
    surfaces_when_not_kept_factor: float,
) -> float:
    """Whether the Immigrant Defense Project hears of it on its hotline, from families or from lawyers. In
    divided territories it has Manhattan and what lies outside the city."""
    others = (County.bronx, County.brooklyn, County.queens, County.staten_island)
    if organisations_pattern is Pattern.divided and county in others:
        return 0.0
    share = idp_share_with_counsel if comes_with_counsel else idp_share
    return share * (1.0 if letter_arrest else surfaces_when_not_kept_factor)


@chance(when="letter_appointment")
def referred_to_bronx_defenders(organisations_pattern: Pattern, referral_share: float) -> float:
    """Whether another organisation that knows would tell Bronx Defenders."""
    return referral_share if organisations_pattern is Pattern.referring else 0.0


@chance(when="letter_appointment")
def referred_to_make_the_road(organisations_pattern: Pattern, referral_share: float) -> float:
    """Whether another organisation that knows would tell Make the Road New York."""
    return referral_share if organisations_pattern is Pattern.referring else 0.0


@chance(when="letter_appointment")
def referred_to_idp(organisations_pattern: Pattern, referral_share: float) -> float:
    """Whether another organisation that knows would tell the Immigrant Defense Project."""
    return referral_share if organisations_pattern is Pattern.referring else 0.0


@rule(when="letter_appointment")
def known_to(
    heard_by_bronx_defenders: bool,
    heard_by_make_the_road: bool,
    heard_by_idp: bool,
    referred_to_bronx_defenders: bool,
    referred_to_make_the_road: bool,
    referred_to_idp: bool,
) -> Known:
    """Which of the three know of the case, each by itself or told by one that does. A case that nobody
    hears of is told to nobody."""
    if not (heard_by_bronx_defenders or heard_by_make_the_road or heard_by_idp):
        return Known.none
    knows = (
        ("b", heard_by_bronx_defenders or referred_to_bronx_defenders),
        ("m", heard_by_make_the_road or referred_to_make_the_road),
        ("i", heard_by_idp or referred_to_idp),
    )
    return Known("_".join(letter for letter, yes in knows if yes))


@event(
    agency=Agency.ORGANISATIONS,
    after="letter_appointment",
    seen_by=(Agency.PERSON, Agency.COUNSEL, Agency.ORGANISATIONS),
    cites="none: a client's confidence",
    odds=False,
)
def known_to_bronx_defenders(known_to: Known) -> bool:
    """Bronx Defenders know of the case."""
    return known_to in (Known.b, Known.b_m, Known.b_i, Known.b_m_i)


@event(
    agency=Agency.ORGANISATIONS,
    after="letter_appointment",
    seen_by=(Agency.PERSON, Agency.COUNSEL, Agency.ORGANISATIONS),
    cites="none: a member's or caller's confidence",
    odds=False,
)
def known_to_make_the_road(known_to: Known) -> bool:
    """Make the Road New York knows of the case."""
    return known_to in (Known.m, Known.b_m, Known.m_i, Known.b_m_i)


@event(
    agency=Agency.ORGANISATIONS,
    after="letter_appointment",
    seen_by=(Agency.PERSON, Agency.COUNSEL, Agency.ORGANISATIONS),
    cites="none: a caller's confidence",
    odds=False,
)
def known_to_idp(known_to: Known) -> bool:
    """The Immigrant Defense Project knows of the case."""
    return known_to in (Known.i, Known.b_i, Known.m_i, Known.b_m_i)


@event(
    agency=Agency.ORGANISATIONS,
    after=("known_to_bronx_defenders", "known_to_make_the_road", "known_to_idp"),
    seen_by=(Agency.PERSON, Agency.COUNSEL, Agency.ORGANISATIONS),
    cites="none: the organisations' own records",
    odds=False,
)
def documented() -> bool:
    """At least one organisation records the case; one that several know is one case. This is how the city
    came to hear of the letters at all."""
    return True


@delay
def days_to_surface(days_to_surface_median: float, days_to_surface_p90: float) -> Delay:
    """Days from the appointment until the organisations have the case in a common count. Some cases surface
    months later."""
    return days.lognormal(days_to_surface_median, days_to_surface_p90)


@event(
    agency=Agency.ORGANISATIONS,
    after="documented",
    delay="days_to_surface",
    seen_by=(Agency.PERSON, Agency.COUNSEL, Agency.ORGANISATIONS, Agency.PUBLIC),
    cites="none: a count that the organisations publish",
    odds=False,
)
def surfaced() -> bool:
    """The case is in the count that the organisations share and publish."""
    return True


@rule(when="surfaced")
def in_the_articles_count(article_count_open: bool) -> bool:
    """Whether the case could be among the six of the article of 2018-04-26. What surfaced later is cut off
    from that count, April 2018 most of all."""
    return article_count_open
