"""Who is arrested, for what, and what is true of them; no agency need know any of it."""

from collections.abc import Mapping

from varick.model import attribute, rule
from varick.pathway.terms import Borough, Charge, Conviction, PriorOrder, Status


@attribute
def borough(arrests: Mapping[str, Mapping[str, float]]) -> dict[Borough, float]:
    """Borough of the arrest: its share of the state's count of adult arrests in the five boroughs in that
    year."""
    city = sum(sum(classes.values()) for classes in arrests.values())
    return {place: sum(arrests[place].values()) / city for place in Borough}


@attribute
def charge(
    borough: Borough, arrests: Mapping[str, Mapping[str, float]], marijuana_share_of_drug_misdemeanors: float
) -> dict[Charge, float]:
    """Class of the top charge, as counted in that borough. Marijuana possession (PL 221.10) is taken out
    of the drug misdemeanors, in the same share in every borough, which is an assumption."""
    classes = arrests[borough]
    total = sum(classes.values())
    drug = classes["misdemeanor_drug"]
    marijuana = drug * marijuana_share_of_drug_misdemeanors
    counts = {
        Charge.felony_violent: classes["felony_violent"],
        Charge.felony_drug: classes["felony_drug"],
        Charge.felony_dwi: classes["felony_dwi"],
        Charge.felony_other: classes["felony_other"],
        Charge.misdemeanor_marijuana: marijuana,
        Charge.misdemeanor_drug_other: drug - marijuana,
        Charge.misdemeanor_dwi: classes["misdemeanor_dwi"],
        Charge.misdemeanor_property: classes["misdemeanor_property"],
        Charge.misdemeanor_other: classes["misdemeanor_other"],
    }
    return {kind: count / total for kind, count in counts.items()}


@rule
def felony(charge: Charge) -> bool:
    """Whether the top charge is a felony."""
    return charge in (Charge.felony_violent, Charge.felony_drug, Charge.felony_dwi, Charge.felony_other)


@rule(cites="PL 221.10, as it stood until 2019-08-27")
def marijuana(charge: Charge) -> bool:
    """Whether the top charge is criminal possession of marijuana in the fifth degree: burning or open to
    public view, or over 25 grams."""
    return charge is Charge.misdemeanor_marijuana


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


@attribute(cites=("CPL 1.20(15)", "NYC Admin. Code 14-154(a)(2), (a)(6)"))
def conviction(
    convicted_misdemeanor_share: float,
    convicted_significant_misdemeanor_share: float,
    convicted_felony_share: float,
    convicted_violent_or_serious_over_5y_share: float,
    convicted_violent_or_serious_within_5y_share: float,
) -> dict[Conviction, float]:
    """The gravest earlier conviction (judgment and sentence, not an arrest). Taken alike for all who are
    arrested, for want of anything published by charge or status."""
    convicted = {
        Conviction.misdemeanor: convicted_misdemeanor_share,
        Conviction.significant_misdemeanor: convicted_significant_misdemeanor_share,
        Conviction.felony: convicted_felony_share,
        Conviction.violent_or_serious_over_5y: convicted_violent_or_serious_over_5y_share,
        Conviction.violent_or_serious_within_5y: convicted_violent_or_serious_within_5y_share,
    }
    return {Conviction.none: 1 - sum(convicted.values()), **convicted}


@rule(cites=("NYC Admin. Code 14-154(a)(2)", "NYC Admin. Code 9-131(a)(2)"))
def violent_or_serious_conviction_within_5y(conviction: Conviction) -> bool:
    """Whether the person was convicted of a violent or serious crime less than five years before this
    arrest."""
    return conviction is Conviction.violent_or_serious_within_5y


@rule(cites="NYC Admin. Code 14-154(b)(2)")
def violent_or_serious_conviction_ever(conviction: Conviction) -> bool:
    """Whether the person was ever convicted of a violent or serious crime."""
    return conviction in (Conviction.violent_or_serious_over_5y, Conviction.violent_or_serious_within_5y)


@attribute
def prior_order(
    status: Status,
    ordered_removed_before_2014_share: float,
    ordered_removed_since_2014_share: float,
    removed_and_returned_share: float,
) -> dict[PriorOrder, float]:
    """An earlier order of removal, or removal and return. Only people without status are taken to have
    one, and only those who entered without inspection to have come back."""
    if status not in (Status.overstay, Status.entered_without_inspection):
        return {PriorOrder.none: 1.0}
    returned = removed_and_returned_share if status is Status.entered_without_inspection else 0.0
    ordered = {
        PriorOrder.before_2014: ordered_removed_before_2014_share,
        PriorOrder.since_2014: ordered_removed_since_2014_share,
        PriorOrder.removed_and_returned: returned,
    }
    return {PriorOrder.none: 1 - sum(ordered.values()), **ordered}


@attribute(cites="DHS memorandum of 2014-11-20, priority 2(c)")
def recent_entry(status: Status, entered_since_2014_share: float) -> float:
    """Whether a person who entered without inspection did so on or after 2014-01-01."""
    return entered_since_2014_share if status is Status.entered_without_inspection else 0.0


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


@attribute(cites="NYC Admin. Code 14-154(b)")
def watch_list_match(watch_list_share: float) -> float:
    """Whether the search at release finds a possible match in the terrorist screening database."""
    return watch_list_share


@attribute
def carries_id(status: Status, carries_id_share: float, carries_id_share_without_status: float) -> float:
    """Whether the person carries identification that the police accept."""
    without = status in (Status.overstay, Status.entered_without_inspection)
    return carries_id_share_without_status if without else carries_id_share


@attribute(cites=("NYPD Operations Order 43 of 2014", "NYPD policy of 2018-06-19"))
def barred_from_summons(barred_from_summons_share: float) -> float:
    """Whether parole, probation, a warrant, recent violence or a safety risk excludes the person from a
    summons for marijuana. Asked of everyone, used only for marijuana charges."""
    return barred_from_summons_share
