"""Who is arrested, for what, and what is true of them; no agency need know any of it."""

from collections.abc import Mapping

from varick.model import attribute, rule
from varick.pathway.terms import (
    Charge,
    Conviction,
    County,
    FinalOrder,
    MarijuanaLaw,
    PriorOrder,
    Record,
    Status,
)

FELONIES = frozenset(
    {
        Charge.felony_violent,
        Charge.felony_drug,
        Charge.felony_dwi,
        Charge.felony_theft,
        Charge.felony_theft_graver,
        Charge.felony_other,
        Charge.felony_graver,
    }
)
PENAL_LAW_MISDEMEANORS = frozenset(
    {
        Charge.drug_seventh,
        Charge.petit_larceny,
        Charge.fare_evasion,
        Charge.property_other,
        Charge.assault_third,
        Charge.trespass,
        Charge.weapon_fourth,
        Charge.misdemeanor_other,
    }
)
FELONY_RECORDS = frozenset(
    {
        Record.felony,
        Record.aggravated_felony,
        Record.violent_or_serious_over_5y,
        Record.violent_or_serious_within_5y,
    }
)
WITHOUT_STATUS = frozenset({Status.overstay, Status.entered_without_inspection})
OLD_LAWS = ("Local Law 62 of 2011, in force 2012-03-21", "Local Laws 21 and 22 of 2013, in force 2013-07-16")


@attribute(draws_as="borough")
def county(arrests: Mapping[str, Mapping[str, float]]) -> dict[County, float]:
    """County of the arrest: its share of the state's count of adult arrests in the place's counties in that
    year. The five boroughs are counties."""
    total = sum(sum(classes.values()) for classes in arrests.values())
    return {place: sum(arrests[place].values()) / total for place in County if place in arrests}


@rule
def in_the_city(county: County) -> bool:
    """Whether the arrest is in one of the five boroughs, the only counties for which the city's rules are
    made."""
    return county in (
        County.bronx,
        County.brooklyn,
        County.manhattan,
        County.queens,
        County.staten_island,
    )


@attribute(never=Charge.none)
def charge(
    county: County,
    arrests: Mapping[str, Mapping[str, float]],
    theft_share_of_other_felonies: float,
    marijuana_share_of_drug_misdemeanors: float,
    petit_larceny_share_of_property_misdemeanors: float,
    fare_evasion_share_of_property_misdemeanors: float,
    sections_of_other_misdemeanors: Mapping[str, float],
) -> dict[Charge, float]:
    """Top charge: the state counts eight classes in each county. Sections within a class are assumed, in the same
    shares in every county; only marijuana (PL 221.10) within the drug misdemeanors rests on counts."""
    if county not in arrests:
        return {Charge.none: 1.0}
    classes = arrests[county]
    total = sum(classes.values())
    drug, property_ = classes["misdemeanor_drug"], classes["misdemeanor_property"]
    other, felonies = classes["misdemeanor_other"], classes["felony_other"]
    counts = {
        Charge.felony_violent: classes["felony_violent"],
        Charge.felony_drug: classes["felony_drug"],
        Charge.felony_dwi: classes["felony_dwi"],
        Charge.felony_theft: felonies * theft_share_of_other_felonies,
        Charge.felony_other: felonies * (1 - theft_share_of_other_felonies),
        Charge.marijuana_fifth: drug * marijuana_share_of_drug_misdemeanors,
        Charge.drug_seventh: drug * (1 - marijuana_share_of_drug_misdemeanors),
        Charge.dwi: classes["misdemeanor_dwi"],
        Charge.petit_larceny: property_ * petit_larceny_share_of_property_misdemeanors,
        Charge.fare_evasion: property_ * fare_evasion_share_of_property_misdemeanors,
        Charge.assault_third: other * sections_of_other_misdemeanors["assault_third"],
        Charge.trespass: other * sections_of_other_misdemeanors["trespass"],
        Charge.weapon_fourth: other * sections_of_other_misdemeanors["weapon_fourth"],
        Charge.unlicensed_driving: other * sections_of_other_misdemeanors["unlicensed_driving"],
    }
    named_other = sum(sections_of_other_misdemeanors.values())
    counts[Charge.property_other] = property_ * (
        1 - petit_larceny_share_of_property_misdemeanors - fare_evasion_share_of_property_misdemeanors
    )
    counts[Charge.misdemeanor_other] = other * (1 - named_other)
    return {kind: count / total for kind, count in counts.items()}


@rule(cites="PL 10.00(5)")
def felony(charge: Charge) -> bool:
    """Whether the top charge is a felony."""
    return charge in FELONIES


@rule(cites=("PL 10.00(4)", "PL 221.10, as it stood until 2019-08-27"))
def penal_law_misdemeanor(charge: Charge, marijuana_law: MarijuanaLaw) -> bool:
    """Whether the top charge is a misdemeanor defined in the Penal Law. Marijuana under 221.10 was one until
    2019-08-27."""
    if charge is Charge.marijuana_fifth:
        return marijuana_law is MarijuanaLaw.article_221
    return charge in PENAL_LAW_MISDEMEANORS


@rule(cites=("PL 10.00(6)", "VTL 511", "VTL 1192"))
def crime_charged(felony: bool, penal_law_misdemeanor: bool, charge: Charge) -> bool:
    """Whether the top charge is a crime, which is a felony or a misdemeanor, and no mere violation."""
    return felony or penal_law_misdemeanor or charge in (Charge.dwi, Charge.unlicensed_driving)


@rule(cites="PL 221.10, as it stood until 2019-08-27")
def marijuana(charge: Charge) -> bool:
    """Whether the top charge is criminal possession of marijuana in the fifth degree: burning or open to
    public view, or over 25 grams."""
    return charge is Charge.marijuana_fifth


@rule(cites="INA 236(c)(1)(E)(ii), Laken Riley Act, in force 2025-01-29")
def theft_charge(charge: Charge) -> bool:
    """Whether the top charge is burglary, theft, larceny (robbery is one by force) or shoplifting. Fare evasion is
    theft of services in State law; whether the federal text reaches it is a question for counsel, and it is not
    counted here."""
    return charge in (Charge.felony_theft, Charge.felony_theft_graver, Charge.petit_larceny)


@attribute
def status(
    foreign_born_share_of_arrests: float,
    permanent_resident_share: float,
    visa_share: float,
    temporary_protection_share: float,
    without_status_share: float,
    overstay_share_of_without_status: float,
) -> dict[Status, float]:
    """Citizenship and status. The shares are of arrested people born abroad; those not named are
    naturalized or were born abroad to citizens. No New York agency publishes arrests by birthplace."""
    abroad = foreign_born_share_of_arrests
    without = abroad * without_status_share
    shares = {
        Status.citizen_born_here: 1 - abroad,
        Status.permanent_resident: abroad * permanent_resident_share,
        Status.visa: abroad * visa_share,
        Status.temporary_protection: abroad * temporary_protection_share,
        Status.overstay: without * overstay_share_of_without_status,
        Status.entered_without_inspection: without * (1 - overstay_share_of_without_status),
    }
    return {**shares, Status.citizen_born_abroad: 1 - sum(shares.values())}


@rule
def born_abroad(status: Status) -> bool:
    """Whether the person was born outside the United States, as booking forms ask; citizens may be."""
    return status is not Status.citizen_born_here


@attribute
def pending_application(status: Status, pending_application_share: float) -> float:
    """Whether an application is pending with USCIS, which takes fingerprints for it. Asked only of people
    without permanent residence or citizenship."""
    if status in (Status.citizen_born_here, Status.citizen_born_abroad, Status.permanent_resident):
        return 0.0
    return pending_application_share


@attribute(cites=("CPL 1.20(15)", "NYC Admin. Code 14-154(a)(2), (a)(6), in force 2014-12-14"))
def record(
    convicted_misdemeanor_not_covered_share: float,
    convicted_misdemeanor_share: float,
    convicted_significant_misdemeanor_share: float,
    convicted_three_misdemeanors_share: float,
    convicted_felony_share: float,
    convicted_aggravated_felony_share: float,
    convicted_violent_or_serious_over_5y_share: float,
    convicted_violent_or_serious_within_5y_share: float,
) -> dict[Record, float]:
    """The gravest earlier judgment (conviction and sentence, not an arrest). Taken alike for all who are
    arrested, for want of anything published by charge or status."""
    judged = {
        Record.misdemeanor_not_covered: convicted_misdemeanor_not_covered_share,
        Record.misdemeanor: convicted_misdemeanor_share,
        Record.significant_misdemeanor: convicted_significant_misdemeanor_share,
        Record.three_misdemeanors: convicted_three_misdemeanors_share,
        Record.felony: convicted_felony_share,
        Record.aggravated_felony: convicted_aggravated_felony_share,
        Record.violent_or_serious_over_5y: convicted_violent_or_serious_over_5y_share,
        Record.violent_or_serious_within_5y: convicted_violent_or_serious_within_5y_share,
    }
    return {Record.none: 1 - sum(judged.values()), **judged}


@attribute(cites=("CPL 720.35", "NYC Admin. Code 14-154(a)(2), in force 2014-12-14"))
def youth_adjudication(record: Record, youth_adjudication_share: float) -> float:
    """Whether that judgment is a youthful offender adjudication or a finding of juvenile delinquency, which is
    no conviction."""
    return 0.0 if record is Record.none else youth_adjudication_share


@rule(cites=("DHS memorandum of 2014-11-20, in force 2015-01-05", "8 U.S.C. 1101(a)(43)"))
def conviction(record: Record, youth_adjudication: bool) -> Conviction:
    """The gravest earlier conviction in the terms of the federal priorities. A violent or serious crime of the
    city's list is taken as a felony and not as an aggravated felony, which many of them also are."""
    if record is Record.none or youth_adjudication:
        return Conviction.none
    if record in (Record.misdemeanor_not_covered, Record.misdemeanor):
        return Conviction.misdemeanor
    if record is Record.significant_misdemeanor:
        return Conviction.significant_misdemeanor
    if record is Record.three_misdemeanors:
        return Conviction.three_misdemeanors
    return Conviction.aggravated_felony if record is Record.aggravated_felony else Conviction.felony


@rule(cites=("CPL 1.20(15)", "Local Law 62 of 2011, in force 2012-03-21"))
def any_conviction(conviction: Conviction) -> bool:
    """Whether the person was ever convicted of a misdemeanor or a felony."""
    return conviction is not Conviction.none


@rule(cites="NYC Admin. Code 14-154(a)(2) and 9-131(a)(2), in force 2014-12-14")
def violent_or_serious_conviction_within_5y(record: Record, youth_adjudication: bool) -> bool:
    """Whether the person was convicted of a violent or serious crime less than five years before this
    arrest, not counting time in jail for it."""
    return record is Record.violent_or_serious_within_5y and not youth_adjudication


@rule(cites="NYC Admin. Code 14-154(b)(2), in force 2014-12-14")
def violent_or_serious_conviction_ever(record: Record, youth_adjudication: bool) -> bool:
    """Whether the person was ever convicted of a violent or serious crime."""
    listed = record in (Record.violent_or_serious_over_5y, Record.violent_or_serious_within_5y)
    return listed and not youth_adjudication


@attribute
def prior_order(
    status: Status,
    ordered_removed_before_2014_share: float,
    ordered_removed_since_2014_share: float,
    removed_and_returned_share: float,
) -> dict[PriorOrder, float]:
    """An earlier order of removal, or removal and return. Only people without status are taken to have
    one, and only those who entered without inspection to have come back."""
    if status not in WITHOUT_STATUS:
        return {PriorOrder.none: 1.0}
    returned = removed_and_returned_share if status is Status.entered_without_inspection else 0.0
    ordered = {
        PriorOrder.before_2014: ordered_removed_before_2014_share,
        PriorOrder.since_2014: ordered_removed_since_2014_share,
        PriorOrder.removed_and_returned: returned,
    }
    return {PriorOrder.none: 1 - sum(ordered.values()), **ordered}


@attribute(
    cites=(
        "DHS memorandum of 2014-11-20, priority 2(c), in force 2015-01-05",
        "DHS guidelines of 2021-09-30, in force 2021-11-29 (recalled, check)",
    )
)
def recent_entry(status: Status, recent_entry_share: float) -> float:
    """Whether a person who entered without inspection did so recently in the sense of the federal text of the day: on or
    after 2014-01-01 by the memorandum of 2014, 2020-11-01 by those of 2021."""
    return recent_entry_share if status is Status.entered_without_inspection else 0.0


@attribute
def enrolled_in_ident(
    status: Status,
    pending_application: bool,
    prior_order: PriorOrder,
    ident_share_born_here: float,
    ident_share_naturalized: float,
    ident_share_lawful_status: float,
    ident_share_overstay: float,
    ident_share_entered_without_inspection: float,
    ident_share_known_to_dhs: float,
) -> float:
    """Whether DHS already holds the person's fingerprints: from a visa, a border, an application or a
    removal."""
    if status is Status.citizen_born_here:
        return ident_share_born_here
    if pending_application or prior_order is not PriorOrder.none:
        return ident_share_known_to_dhs
    if status is Status.citizen_born_abroad:
        return ident_share_naturalized
    if status is Status.overstay:
        return ident_share_overstay
    if status is Status.entered_without_inspection:
        return ident_share_entered_without_inspection
    return ident_share_lawful_status


@attribute(cites="NYC Admin. Code 14-154(b), in force 2014-12-14")
def watch_list_match(watch_list_share: float) -> float:
    """Whether the search at release finds a possible match in the terrorist screening database."""
    return watch_list_share


@rule(cites="DHS memorandum of 2014-11-20, priority 3, in force 2015-01-05")
def final_order(prior_order: PriorOrder) -> FinalOrder:
    """A final order of removal before this arrest. The order of a person who was removed and came back is
    taken to be from before 2014."""
    if prior_order is PriorOrder.none:
        return FinalOrder.none
    return FinalOrder.since_2014 if prior_order is PriorOrder.since_2014 else FinalOrder.before_2014


@attribute(cites="CPL 160.10(2)(c)")
def active_warrant(active_warrant_share: float) -> float:
    """Whether a criminal warrant for the person is open."""
    return active_warrant_share


@attribute
def other_pending_case(other_pending_case_share: float) -> float:
    """Whether another criminal case against the person is open."""
    return other_pending_case_share


@rule(cites="Executive Order 13768, s. 5(b) (2017-01-25)")
def charged(crime_charged: bool, other_pending_case: bool) -> bool:
    """Whether a criminal charge against the person is unresolved: the one of this arrest, or another case."""
    return crime_charged or other_pending_case


@attribute(draws_as="carries_id", cites=("CPL 150.75(2)", "CPL 160.10(2)(a), (b)"))
def valid_id(status: Status, valid_id_share: float, valid_id_share_without_status: float) -> float:
    """Whether the person carries identification that the police accept."""
    return valid_id_share_without_status if status in WITHOUT_STATUS else valid_id_share


@attribute(cites="NYPD policy of 2018-06-19, in force 2018-09-01")
def on_parole_or_probation(on_parole_or_probation_share: float) -> float:
    """Whether the person is on parole or probation."""
    return on_parole_or_probation_share


@rule(cites=OLD_LAWS)
def removal_order(prior_order: PriorOrder) -> bool:
    """Whether the person is or was under a final order of removal or an outstanding warrant of removal."""
    return prior_order is not PriorOrder.none


@rule(cites=("NYC Admin. Code 14-154(b)(2)(A), in force 2014-12-14", "INA 276 (recalled, check)"))
def illegal_reentry(prior_order: PriorOrder) -> bool:
    """Whether the person was removed or returned before and came back without permission."""
    return prior_order is PriorOrder.removed_and_returned


@rule(cites=OLD_LAWS)
def criminal_warrant(active_warrant: bool) -> bool:
    """Whether the person is the subject of an outstanding criminal warrant."""
    return active_warrant


@attribute(cites=OLD_LAWS)
def gang_list(gang_list_share: float) -> float:
    """Whether the person is identified as a known gang member in the national crime computer (or a federal successor of
    it); a list of the police alone does not count."""
    return gang_list_share


@rule(cites="Local Laws 21 and 22 of 2013, pending covered criminal case, in force 2013-07-16")
def covered_charge(felony: bool, charge: Charge) -> bool:
    """Whether one pending case on this charge was enough under the laws of 2013: a felony, or a misdemeanor under
    PL 120.00, article 130, 265.01 (firearm or ammunition) or 215.50 or VTL article 31. Article 130 and 215.50 are among
    the other misdemeanors and not told apart; 120.00 did not count where CPL 170.70 had released the person."""
    return felony or charge in (Charge.assault_third, Charge.weapon_fourth, Charge.dwi)


@rule(cites="Local Laws 21 and 22 of 2013, covered crime, in force 2013-07-16")
def covered_crime_conviction(record: Record, youth_adjudication: bool) -> bool:
    """Whether the person was convicted of a covered crime: any felony ever, or a misdemeanor within ten years
    other than PL 230.00, 240.37 (unless patronizing) and VTL 511(1), 511(2)(a)(i) and (iv)."""
    return record not in (Record.none, Record.misdemeanor_not_covered) and not youth_adjudication
