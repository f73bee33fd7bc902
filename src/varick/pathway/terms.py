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
    PROBATION = "NYC Department of Probation"
    COUNTIES = "police and sheriffs outside the city"
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


class County(StrEnum):
    """The county of the arrest. The first five are New York City's boroughs; with the other nine they make up
    the area of responsibility of ICE's New York field office."""

    bronx = "bronx"
    brooklyn = "brooklyn"
    """Kings County."""
    manhattan = "manhattan"
    """New York County."""
    queens = "queens"
    staten_island = "staten_island"
    """Richmond County."""
    dutchess = "dutchess"
    nassau = "nassau"
    orange = "orange"
    putnam = "putnam"
    rockland = "rockland"
    suffolk = "suffolk"
    sullivan = "sullivan"
    ulster = "ulster"
    westchester = "westchester"


class Charge(StrEnum):
    """The top charge of the arrest, as finely as the law tells charges apart. The last three are not crimes
    that the state's arrest table counts; `none` is nobody's charge and lets a rule be asked of conduct. The two graver
    groups are for sections that somebody names: the table does not tell classes of felony apart."""

    none = "none"
    felony_violent = "felony_violent"
    felony_drug = "felony_drug"
    felony_dwi = "felony_dwi"
    felony_theft = "felony_theft"
    """Larceny, burglary and the like that are felonies and not violent ones; of a named section, class E, as 155.30."""
    felony_theft_graver = "felony_theft_graver"
    """Burglary, robbery, and larceny of class D or higher (140.20, 160.05, 155.35), where the section is named."""
    felony_other = "felony_other"
    felony_graver = "felony_graver"
    """Another felony of class A to D, or PL 130.25, 130.40, 205.10, 205.17, 205.19 or 215.56, where the section is named."""
    marijuana_fifth = "marijuana_fifth"
    """Penal Law 221.10: a class B misdemeanor until 2019-08-27, then a violation, repealed 2021-03-31."""
    drug_seventh = "drug_seventh"
    """Penal Law 220.03 and the other drug misdemeanors."""
    dwi = "dwi"
    """Vehicle and Traffic Law 1192, as a misdemeanor."""
    petit_larceny = "petit_larceny"
    """Penal Law 155.25."""
    fare_evasion = "fare_evasion"
    """Penal Law 165.15(3), theft of services."""
    property_other = "property_other"
    assault_third = "assault_third"
    """Penal Law 120.00."""
    trespass = "trespass"
    """Penal Law 140.10 and 140.15."""
    weapon_fourth = "weapon_fourth"
    """Penal Law 265.01."""
    unlicensed_driving = "unlicensed_driving"
    """Vehicle and Traffic Law 511, as a misdemeanor."""
    misdemeanor_other = "misdemeanor_other"
    loitering_for_prostitution = "loitering_for_prostitution"
    """Penal Law 240.37(2), repealed 2021-02-02."""
    marijuana_violation = "marijuana_violation"
    """Penal Law 221.05, repealed 2021-03-31."""
    disorderly_conduct = "disorderly_conduct"
    """Penal Law 240.20, a violation."""


class MarijuanaCharge(StrEnum):
    """What the top charge says of marijuana."""

    none = "none"
    """No charge is given, so that the conduct decides."""
    other = "other"
    """Another offence, alone or besides."""
    violation = "violation"
    """Penal Law 221.05."""
    fifth = "fifth"
    """Penal Law 221.10."""


class Grams(StrEnum):
    """How much marijuana, between the weights at which one law or another changes. An ounce is 28.35 grams."""

    none = "none"
    up_to_25 = "up_to_25"
    up_to_1oz = "up_to_1oz"
    up_to_2oz = "up_to_2oz"
    up_to_3oz = "up_to_3oz"
    up_to_8oz = "up_to_8oz"
    up_to_16oz = "up_to_16oz"
    over_16oz = "over_16oz"

    @classmethod
    def of(cls, grams: float) -> "Grams":
        """The band of a weight in grams. Raises ValueError for a weight below zero or not finite."""
        if not 0 <= grams < float("inf"):
            raise ValueError(f"{grams} is not a weight in grams")
        ounce = 28.349523125
        ends = (0.0, 25.0, ounce, 2 * ounce, 3 * ounce, 8 * ounce, 16 * ounce)
        return next((band for band, end in zip(cls, ends, strict=False) if grams <= end), cls.over_16oz)


class MarijuanaLaw(StrEnum):
    """Which State law on marijuana is in force."""

    article_221 = "article_221"
    """221.05 a violation; 221.10 (burning or open to public view, or over 25 grams) a misdemeanor."""
    decriminalized = "decriminalized"
    """From 2019-08-28: 221.05 and 221.10 are violations, up to two ounces."""
    article_222 = "article_222"
    """From 2021-03-31: up to three ounces are lawful for adults, over three a violation, over sixteen a
    misdemeanor."""


class MarijuanaResponse(StrEnum):
    """What the police do about marijuana under the policy and the law of the day."""

    none = "none"
    summons = "summons"
    arrest = "arrest"


class Status(StrEnum):
    """Citizenship and immigration status in law, whether or not any agency knows it."""

    citizen_born_here = "citizen_born_here"
    citizen_born_abroad = "citizen_born_abroad"
    permanent_resident = "permanent_resident"
    visa = "visa"
    temporary_protection = "temporary_protection"
    overstay = "overstay"
    entered_without_inspection = "entered_without_inspection"


class Record(StrEnum):
    """The gravest earlier judgment. The last two are of the city's list of violent or serious crimes."""

    none = "none"
    misdemeanor_not_covered = "misdemeanor_not_covered"
    """One that the city's laws of 2013 left out: PL 230.00, 240.37, VTL 511(1), or over ten years old."""
    misdemeanor = "misdemeanor"
    significant_misdemeanor = "significant_misdemeanor"
    three_misdemeanors = "three_misdemeanors"
    felony = "felony"
    aggravated_felony = "aggravated_felony"
    violent_or_serious_over_5y = "violent_or_serious_over_5y"
    violent_or_serious_within_5y = "violent_or_serious_within_5y"


class Conviction(StrEnum):
    """The gravest earlier conviction in the terms of the federal priorities."""

    none = "none"
    misdemeanor = "misdemeanor"
    significant_misdemeanor = "significant_misdemeanor"
    """Domestic violence, sexual abuse, burglary, firearms, drug distribution, drunk driving, or 90 days."""
    three_misdemeanors = "three_misdemeanors"
    felony = "felony"
    aggravated_felony = "aggravated_felony"
    """8 U.S.C. 1101(a)(43)."""


class PriorOrder(StrEnum):
    """What immigration courts and officers ordered before this arrest."""

    none = "none"
    before_2014 = "before_2014"
    since_2014 = "since_2014"
    removed_and_returned = "removed_and_returned"


class FinalOrder(StrEnum):
    """A final order of removal, by the date that the memorandum of 2014 looks at (2014-01-01)."""

    none = "none"
    before_2014 = "before_2014"
    since_2014 = "since_2014"


class Priorities(StrEnum):
    """Which federal text on enforcement priorities governs; one on each day."""

    no_text = "no_text"
    """Before Secure Communities, and from 2022-06-10 to 2023-06-22: case by case."""
    levels_of_2008 = "levels_of_2008"
    memo_of_2011 = "memo_of_2011"
    memo_of_2014 = "memo_of_2014"
    order_13768 = "order_13768"
    interim_of_2021 = "interim_of_2021"
    guidelines_of_2021 = "guidelines_of_2021"
    order_14159 = "order_14159"


class Priority(StrEnum):
    """Where the governing text puts a removable person."""

    none = "none"
    level_3 = "level_3"
    level_2 = "level_2"
    level_1 = "level_1"
    priority_3 = "priority_3"
    priority_2 = "priority_2"
    priority_1 = "priority_1"
    order_13768 = "order_13768"
    """Section 5 of the order ranks nobody."""
    border_security = "border_security"
    public_safety = "public_safety"
    national_security = "national_security"
    order_14159 = "order_14159"


class IceAction(StrEnum):
    """What ICE's field office does on learning of the arrest."""

    none = "none"
    at_large = "at_large"
    detainer = "detainer"


class DetainerLaw(StrEnum):
    """The local law that governs an agency's answer to a civil immigration detainer."""

    no_law = "no_law"
    law_of_2011 = "law_of_2011"
    """Local Law 62 of 2011, Correction only: any conviction, pending case, warrant, list or order."""
    law_of_2013 = "law_of_2013"
    """Local Laws 21 and 22 of 2013: the same of covered crimes and covered cases."""
    law_of_2014 = "law_of_2014"
    """Local Laws 58 and 59 of 2014, for Probation Local Law 226 of 2017: a judge's warrant, and a conviction
    of a violent or serious crime or the watch list."""


class DetainerResponse(StrEnum):
    """The most that local law lets an agency do with a detainer."""

    none = "none"
    decline = "decline"
    hold_48_hours = "hold_48_hours"
    honor = "honor"


class DetainerForm(StrEnum):
    """The form on which ICE asks."""

    none = "none"
    i_247 = "i_247"
    i_247d = "i_247d"
    """Request to hold, under the Priority Enforcement Program."""
    i_247n = "i_247n"
    """Request to be told of the release, and no more."""
    i_247x = "i_247x"
    """Request to be told and to hold, of people outside that program's categories."""
    i_247a = "i_247a"


class DetainerForms(StrEnum):
    """Which set of forms is in use."""

    i_247 = "i_247"
    d_n_x = "d_n_x"
    i_247a = "i_247a"


class FollowUp(StrEnum):
    """What ICE does about a person who was released and whom it still seeks."""

    none = "none"
    sweep = "sweep"
    home_arrest = "home_arrest"
    work_arrest = "work_arrest"
    courthouse_arrest = "courthouse_arrest"
    # The last, next to none: whoever gets no letter is left alone, and nobody else's luck moves.
    letter = "letter"


class AfterMissed(StrEnum):
    """Where ICE looks for a person who did not come to the appointment."""

    none = "none"
    home_arrest = "home_arrest"
    work_arrest = "work_arrest"


class CourthouseTarget(StrEnum):
    """Whether ICE's texts on courthouses name the person."""

    none = "none"
    named = "named"
    security = "security"


class CourthousePolicy(StrEnum):
    """Which text of ICE's own governs arrests at courthouses."""

    no_text = "no_text"
    directive_of_2018 = "directive_of_2018"
    memo_of_2021 = "memo_of_2021"
    guidance_of_2025 = "guidance_of_2025"


class CourthouseReach(StrEnum):
    """Where around a state court a civil immigration arrest without a judge's warrant is open to ICE."""

    none = "none"
    outside_only = "outside_only"
    inside_and_outside = "inside_and_outside"


class DetentionPlace(StrEnum):
    """Where ICE holds the person."""

    none = "none"
    new_jersey = "new_jersey"
    new_york = "new_york"
    elsewhere = "elsewhere"


class CourtOutcome(StrEnum):
    """How the immigration judge's case ends; none means that it is still open."""

    none = "none"
    stays = "stays"
    """Relief, termination, or a finding that the person is not removable."""
    voluntary_departure = "voluntary_departure"
    removal_order = "removal_order"


class Pattern(StrEnum):
    """How the three organisations that counted the call-in letters of 2018 come to know of a case."""

    independent = "independent"
    """Each through its own clients, callers and lawyers."""
    referring = "referring"
    """And one tells another."""
    divided = "divided"
    """Each has a territory of its own, and no case is known to two."""


class Known(StrEnum):
    """Which of Bronx Defenders (b), Make the Road New York (m) and the Immigrant Defense Project (i) know."""

    none = "none"
    b = "b"
    m = "m"
    i = "i"
    b_m = "b_m"
    b_i = "b_i"
    m_i = "m_i"
    b_m_i = "b_m_i"
