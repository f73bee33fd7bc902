"""The closed vocabularies of the pathway: who acts, and the values that a property, a rule or a choice may
take.

The first member is what a node has where its gate did not happen, or the residual of a choice; neighbours
are likely substitutes for one another, so that a small change of a share moves few people.
"""

from enum import StrEnum


class Agency(StrEnum):
    """Who acts, who receives, and who sees."""

    NYPD = "NYPD"
    CITY = "city hall"
    PROSECUTOR = "district attorney"
    DOC = "NYC Department of Correction"
    CITY_CUSTODY = "NYPD or Correction"
    COURT = "New York State courts"
    DCJS = "DCJS"
    FBI = "FBI"
    DHS = "DHS"
    ICE = "ICE"
    EOIR = "EOIR"
    ORGANISATIONS = "community organisations"
    PERSON = "the person"
    COUNSEL = "counsel"
    PUBLIC = "the public"


class Borough(StrEnum):
    """The borough, which is the county, of the arrest."""

    bronx = "bronx"
    brooklyn = "brooklyn"
    manhattan = "manhattan"
    queens = "queens"
    staten_island = "staten_island"


class Charge(StrEnum):
    """The class of the top charge in the state's arrest table; its drug misdemeanors are split in two."""

    felony_violent = "felony_violent"
    felony_drug = "felony_drug"
    felony_dwi = "felony_dwi"
    felony_other = "felony_other"
    misdemeanor_marijuana = "misdemeanor_marijuana"
    """Penal Law 221.10 as it stood until 2019-08-27."""
    misdemeanor_drug_other = "misdemeanor_drug_other"
    misdemeanor_dwi = "misdemeanor_dwi"
    misdemeanor_property = "misdemeanor_property"
    misdemeanor_other = "misdemeanor_other"


class Status(StrEnum):
    """Citizenship and immigration status in law, whether or not any agency knows it."""

    citizen_born_here = "citizen_born_here"
    citizen_born_abroad = "citizen_born_abroad"
    permanent_resident = "permanent_resident"
    visa = "visa"
    temporary_protection = "temporary_protection"
    overstay = "overstay"
    entered_without_inspection = "entered_without_inspection"


class Conviction(StrEnum):
    """The gravest earlier conviction. The last two are of the city's list of violent or serious crimes."""

    none = "none"
    misdemeanor = "misdemeanor"
    significant_misdemeanor = "significant_misdemeanor"
    felony = "felony"
    violent_or_serious_over_5y = "violent_or_serious_over_5y"
    violent_or_serious_within_5y = "violent_or_serious_within_5y"


class PriorOrder(StrEnum):
    """What immigration courts and officers ordered before this arrest."""

    none = "none"
    before_2014 = "before_2014"
    since_2014 = "since_2014"
    removed_and_returned = "removed_and_returned"


class Priorities(StrEnum):
    """Which federal text on enforcement priorities governs; one on each day."""

    memo_of_2011 = "memo_of_2011"
    memo_of_2014 = "memo_of_2014"
    order_13768 = "order_13768"
    memos_of_2021 = "memos_of_2021"
    no_text = "no_text"
    order_14159 = "order_14159"


class Priority(StrEnum):
    """Where the governing text puts a removable person."""

    none = "none"
    priority_3 = "priority_3"
    priority_2 = "priority_2"
    priority_1 = "priority_1"
    order_13768 = "order_13768"
    threat = "threat"
    order_14159 = "order_14159"


class IceAction(StrEnum):
    """What ICE's field office does on learning of the arrest."""

    none = "none"
    at_large = "at_large"
    detainer = "detainer"


class DetainerLaw(StrEnum):
    """The local law that governs an agency's answer to a civil immigration detainer."""

    no_law = "no_law"
    law_of_2014 = "law_of_2014"


class DetainerResponse(StrEnum):
    """The most that local law lets an agency do with a detainer."""

    none = "none"
    decline = "decline"
    hold_48_hours = "hold_48_hours"
    honor = "honor"


class FollowUp(StrEnum):
    """What ICE does about a person who was released and whom it still seeks."""

    none = "none"
    home_arrest = "home_arrest"
    courthouse_arrest = "courthouse_arrest"
    # The last, next to none: whoever gets no letter is left alone, and nobody else's luck moves.
    letter = "letter"


class CourthouseReach(StrEnum):
    """Where around a state court a civil immigration arrest without a judge's warrant is open to ICE."""

    none = "none"
    outside_only = "outside_only"
    inside_and_outside = "inside_and_outside"


class Organisation(StrEnum):
    """The three organisations that counted the call-in letters of 2018."""

    none = "none"
    bronx_defenders = "bronx_defenders"
    make_the_road = "make_the_road"
    immigrant_defense_project = "immigrant_defense_project"
