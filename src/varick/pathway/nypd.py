"""The police: summons or arrest, ticket or central booking, and the fingerprints at the precinct or after
arraignment; then the prosecutor and the judge."""

from varick.model import Delay, attribute, chance, days, delay, event, rule
from varick.pathway.terms import (
    Agency,
    Charge,
    County,
    Grams,
    MarijuanaCharge,
    MarijuanaLaw,
    MarijuanaResponse,
)

ORDER_43 = "NYPD Operations Order 43 of 2014, in force 2014-11-19"
POLICY_OF_2018 = "NYPD policy of 2018-06-19, in force 2018-09-01"


@event(agency=Agency.NYPD, seen_by=(Agency.PERSON, Agency.NYPD))
def encounter() -> bool:
    """The police stop the person: the NYPD in the five boroughs, other police outside them. Each is one arrest in
    the state's table: only a reform turns it into a summons."""
    return True


@rule(cites=("CPL 160.10(1)(c)", "VTL 1193(1)(c) (recalled, check)"))
def felony_if_repeated(charge: Charge) -> bool:
    """Whether the top charge is a misdemeanor outside the Penal Law which would be a felony if the person had
    a previous conviction for a crime. Drunk driving is; driving without a licence (VTL 511(1)) is not."""
    return charge is Charge.dwi


@rule(cites="PL 240.37(2), repealed 2021-02-02")
def loitering_charge(charge: Charge) -> bool:
    """Whether the top charge is loitering for the purpose of engaging in a prostitution offense."""
    return charge is Charge.loitering_for_prostitution


@rule(cites=("PL 221.05", "PL 221.10"), never=MarijuanaCharge.none)
def marijuana_charge(charge: Charge) -> MarijuanaCharge:
    """What the top charge says of marijuana: the violation (221.05), the fifth degree (221.10), something
    else, or nothing because no charge is given."""
    if charge is Charge.marijuana_violation:
        return MarijuanaCharge.violation
    if charge is Charge.marijuana_fifth:
        return MarijuanaCharge.fifth
    return MarijuanaCharge.none if charge is Charge.none else MarijuanaCharge.other


@rule(cites="PL 165.15(3)")
def fare_evasion_charge(charge: Charge) -> bool:
    """Whether the top charge is theft of services by not paying the fare."""
    return charge is Charge.fare_evasion


@rule(cites="CPL 510.10(4)(t), to which CPL 150.20 refers from 2022-05-01 (recalled, check)")
def harm_charge(charge: Charge) -> bool:
    """Whether the charge is one that can involve harm to an identifiable person or property, the ground of the
    exception for repeated offences of 2022. Of the felonies of class A to D some can and others, as selling drugs, do
    not; here all are taken to, which changes no ticket."""
    return charge in (
        Charge.felony_violent,
        Charge.felony_theft,
        Charge.felony_theft_graver,
        Charge.felony_graver,
        Charge.petit_larceny,
        Charge.property_other,
        Charge.assault_third,
    )


@attribute(cites="PL 221.10(2), as it stood until 2019-08-27")
def grams(marijuana_over_25_grams_share: float, marijuana_up_to_one_ounce_share: float) -> dict[Grams, float]:
    """How much marijuana, of people charged with 221.10: above two ounces it would be 221.15. Asked of
    everyone, used only for marijuana charges."""
    over = marijuana_over_25_grams_share
    return {
        Grams.up_to_25: 1 - over,
        Grams.up_to_1oz: over * marijuana_up_to_one_ounce_share,
        Grams.up_to_2oz: over * (1 - marijuana_up_to_one_ounce_share),
    }


@attribute(cites="PL 221.10(1), as it stood until 2019-08-27")
def burning(marijuana_burning_share: float) -> float:
    """Whether the marijuana is burning, of people charged with 221.10. Asked of everyone, used only for
    marijuana charges."""
    return marijuana_burning_share


@attribute(cites=POLICY_OF_2018)
def recent_violence(recent_violence_share: float) -> float:
    """Whether the person was arrested for a violent crime within three years, which the police call a recent
    documented history of violence."""
    return recent_violence_share


@rule(
    cites=(
        "PL 221.05 and 221.10, as they stood until 2019-08-27 and until 2021-03-30",
        ORDER_43,
        POLICY_OF_2018,
        "PL 222.05 and 222.25, in force 2021-03-31 (recalled, check)",
    ),
)
def marijuana_policy(
    marijuana_charge: MarijuanaCharge,
    grams: Grams,
    burning: bool,
    active_warrant: bool,
    on_parole_or_probation: bool,
    recent_violence: bool,
    marijuana_law: MarijuanaLaw,
    order_43_of_2014: bool,
    summons_for_marijuana: bool,
) -> MarijuanaResponse:
    """What policy and law of the day make of the marijuana of a person who can show who they are. A violation brings a
    summons. Of a misdemeanor, order 43 spared up to 25 grams not burning from arrest (without a warrant), the policy of
    2018 smoking in public. Where no charge is given the marijuana is taken to be open to public view."""
    arrest, summons = MarijuanaResponse.arrest, MarijuanaResponse.summons
    if marijuana_charge is MarijuanaCharge.other:
        return arrest
    charged = marijuana_charge is not MarijuanaCharge.none
    if marijuana_law is MarijuanaLaw.article_222:
        if grams in (Grams.up_to_8oz, Grams.up_to_16oz):
            return summons
        return arrest if grams is Grams.over_16oz else MarijuanaResponse.none
    if not charged and grams is Grams.none and not burning:
        return MarijuanaResponse.none
    if marijuana_charge is MarijuanaCharge.violation:
        return summons
    if marijuana_law is MarijuanaLaw.decriminalized:
        light = grams in (Grams.none, Grams.up_to_25, Grams.up_to_1oz, Grams.up_to_2oz)
        return summons if charged or light else arrest
    if active_warrant or grams not in (Grams.none, Grams.up_to_25):
        return arrest
    if burning:
        excluded = on_parole_or_probation or recent_violence
        return summons if summons_for_marijuana and not excluded else arrest
    return summons if order_43_of_2014 or summons_for_marijuana else arrest


@rule(cites=("CPL 150.75", ORDER_43, POLICY_OF_2018))
def marijuana_response(marijuana_policy: MarijuanaResponse, valid_id: bool) -> MarijuanaResponse:
    """What the police do about marijuana under the policy and the law of the day: nothing, a criminal summons, or an
    arrest. Whoever cannot show who they are is arrested in place of the summons."""
    if marijuana_policy is MarijuanaResponse.summons and not valid_id:
        return MarijuanaResponse.arrest
    return marijuana_policy


@chance(when="encounter")
def arrested_all_the_same(
    burning: bool, arrested_despite_policy_share: float, arrested_despite_order_43_share: float
) -> float:
    """Whether the officer arrests although the policy is a summons: of 2018 where the marijuana is burning, order 43 where
    it is not. Everybody whom the state's table counts under such a policy was."""
    return arrested_despite_policy_share if burning else arrested_despite_order_43_share


@event(
    agency=Agency.NYPD,
    after="encounter",
    sends="criminal-court summons",
    to=Agency.COURT,
    seen_by=(Agency.PERSON, Agency.NYPD, Agency.COURT),
    cites=("PL 221.05", POLICY_OF_2018, "21 NYCRR 1050.4 (recalled, check)"),
)
def summonsed(
    fare_evasion_charge: bool,
    marijuana_response: MarijuanaResponse,
    valid_id: bool,
    active_warrant: bool,
    arrested_all_the_same: bool,
    summons_for_fare_evasion: bool,
) -> bool:
    """A summons in place of an arrest, for which no fingerprint is taken: marijuana drops from 221.10 to the
    violation 221.05, an unpaid fare from 165.15 to a transit violation. People whom the table counts under such a
    policy were arrested despite it and stay arrested."""
    fare = fare_evasion_charge and summons_for_fare_evasion and valid_id and not active_warrant
    marijuana = marijuana_response is MarijuanaResponse.summons and not arrested_all_the_same
    return fare or marijuana


@event(agency=Agency.NYPD, after="encounter", seen_by=(Agency.PERSON, Agency.NYPD))
def arrested(summonsed: bool) -> bool:
    """The arrest that the state counted."""
    return not summonsed


@rule(cites=("CPL 150.20(1)", "PL 70.02"))
def ticket_allowed(charge: Charge) -> bool:
    """Whether the police may give a desk appearance ticket: not for a class A, B, C or D felony, nor for PL 130.25,
    130.40, 205.10, 205.17, 205.19 and 215.56. A named section has its class. The table does not tell classes apart:
    of it violent felonies, most of them class D or higher, are taken as barred, and none of the other felonies."""
    return charge not in (Charge.felony_violent, Charge.felony_graver, Charge.felony_theft_graver)


@rule(
    when="arrested",
    cites=(
        "CPL 150.20(1)(a), (b)(i), (iii), as amended by L. 2019, in force 2020-01-01",
        "L. 2022 ch. 56, part UU, in force 2022-05-01",
    ),
)
def ticket_required(
    ticket_allowed: bool,
    felony: bool,
    harm_charge: bool,
    other_pending_case: bool,
    valid_id: bool,
    active_warrant: bool,
    ticket_is_mandatory: bool,
    repeated_offences_excepted: bool,
) -> bool:
    """Whether the police shall give the ticket, as since 2020 for most offences below class D. Excepted here are people with
    an open warrant or whose identity is not known and, since 2022, a repeated offence of harm while another case is open.
    The other exceptions, for family and sexual offences among them, are not told apart. The statute covers class E
    felonies too; they are not told apart here, so that for a felony this rule always says no."""
    excepted = not valid_id or active_warrant
    repeated = repeated_offences_excepted and harm_charge and other_pending_case
    return ticket_is_mandatory and ticket_allowed and not felony and not excepted and not repeated


@chance(when="arrested", cites="CPL 150.20(1)")
def desk_appearance_ticket(
    ticket_allowed: bool,
    ticket_required: bool,
    felony: bool,
    marijuana: bool,
    valid_id: bool,
    ticket_requires_identification: bool,
    ticket_share_felony: float,
    ticket_share_marijuana: float,
    ticket_share_misdemeanor: float,
    ticket_share_when_required: float,
) -> float:
    """Whether the police release the person from the precinct with a ticket to appear, in place of central
    booking."""
    if ticket_required:
        return ticket_share_when_required
    if not ticket_allowed or (ticket_requires_identification and not valid_id):
        return 0.0
    if felony:
        return ticket_share_felony
    return ticket_share_marijuana if marijuana else ticket_share_misdemeanor


@rule(when="arrested", cites=("CPL 160.10(1)(a) to (d)", "PL 240.37(2), repealed 2021-02-02"))
def must_fingerprint(
    felony: bool,
    penal_law_misdemeanor: bool,
    felony_if_repeated: bool,
    loitering_charge: bool,
    loitering_is_printable: bool,
) -> bool:
    """The police must print a person arrested for a felony, a misdemeanor defined in the Penal Law, a misdemeanor
    defined elsewhere which would be a felony if repeated, or (until 2021) loitering for prostitution."""
    loitering = loitering_charge and loitering_is_printable
    return felony or penal_law_misdemeanor or felony_if_repeated or loitering


@rule(when="arrested", cites="CPL 160.10(2)")
def may_fingerprint(valid_id: bool, active_warrant: bool) -> bool:
    """The police may print a person arrested for any offense whose identity they cannot ascertain or whose
    identification they reasonably suspect to be inaccurate, or whom they reasonably suspect to be wanted for another
    offense."""
    return not valid_id or active_warrant


@chance(when="arrested", cites="CPL 160.10(2)")
def officer_prints(
    may_fingerprint: bool, must_fingerprint: bool, printed_where_permitted_share: float
) -> float:
    """Whether the police print a person whom they may print and need not."""
    return printed_where_permitted_share if may_fingerprint and not must_fingerprint else 0.0


@chance(when="arrested", cites="DCJS standard practices: printed before release")
def ticket_print_missed(desk_appearance_ticket: bool, ticket_print_missed_share: float) -> float:
    """Whether a ticket holder leaves the precinct without having been printed, against the standard."""
    return ticket_print_missed_share if desk_appearance_ticket else 0.0


@event(
    agency=Agency.NYPD,
    after="arrested",
    seen_by=(Agency.PERSON, Agency.NYPD),
    cites=("CPL 160.10(1), (2)", "DCJS standard practices: ticket holders are printed before release"),
)
def printed_at_precinct(
    must_fingerprint: bool,
    officer_prints: bool,
    desk_appearance_ticket: bool,
    ticket_print_missed: bool,
    ticket_holders_printed_at_precinct: bool,
) -> bool:
    """The police take the fingerprints following the arrest. A ticket holder is printed too, before release."""
    spared = desk_appearance_ticket and (ticket_print_missed or not ticket_holders_printed_at_precinct)
    return (must_fingerprint or officer_prints) and not spared


@chance(when="arrested", cites="Manhattan District Attorney, marijuana policy from 2018-08-01")
def prosecuted(
    marijuana: bool,
    county: County,
    declined_share: float,
    declined_share_under_marijuana_policy: float,
    manhattan_declines_marijuana: bool,
    brooklyn_declines_marijuana: bool,
    other_boroughs_decline_marijuana: bool,
) -> float:
    """Whether the district attorney of the county brings the case, so that there is a court date. By then the
    fingerprints are long sent, unless a ticket holder was not printed at the precinct."""
    if county is County.manhattan:
        policy = manhattan_declines_marijuana
    elif county is County.brooklyn:
        policy = brooklyn_declines_marijuana
    else:
        boroughs = (County.bronx, County.queens, County.staten_island)
        policy = other_boroughs_decline_marijuana and county in boroughs
    return 1 - (declined_share_under_marijuana_policy if marijuana and policy else declined_share)


@delay(when="arrested")
def days_to_arraignment(
    desk_appearance_ticket: bool, days_to_ticket_return_low: float, days_to_ticket_return_high: float
) -> Delay:
    """Days from the arrest to arraignment: within about a day, or on the return date of the ticket."""
    if desk_appearance_ticket:
        return days.uniform(days_to_ticket_return_low, days_to_ticket_return_high)
    return days.exactly(1)


@event(
    agency=Agency.COURT,
    after="arrested",
    delay="days_to_arraignment",
    seen_by=(Agency.PERSON, Agency.COUNSEL, Agency.PROSECUTOR, Agency.COURT, Agency.PUBLIC),
    cites=("CPL 150.20", "CPL 170.10", "CPL 180.10"),
)
def arraigned(prosecuted: bool) -> bool:
    """The person is brought before the criminal court, if the district attorney brings the case."""
    return prosecuted


@event(
    agency=Agency.NYPD,
    after="arraigned",
    seen_by=(Agency.PERSON, Agency.COUNSEL, Agency.COURT, Agency.NYPD),
    cites=("CPL 130.60", "CPL 150.70", "CPL 160.10(1)"),
)
def printed_at_arraignment(
    must_fingerprint: bool, printed_at_precinct: bool, ticket_holders_printed_at_arraignment: bool
) -> bool:
    """The court, on arraigning a person on an appearance ticket for an offense of 160.10(1) who was not printed,
    must direct the police to take the fingerprints."""
    return must_fingerprint and ticket_holders_printed_at_arraignment and not printed_at_precinct


@event(
    agency=Agency.NYPD,
    after=("printed_at_precinct", "printed_at_arraignment"),
    sends="ten fingerprints by live-scan, with name, birth date, birthplace and charge",
    to=Agency.DCJS,
    seen_by=(Agency.PERSON, Agency.NYPD, Agency.DCJS),
    cites=("CPL 160.20",),
)
def printed() -> bool:
    """The fingerprints are taken, at one place or the other, and forwarded to Albany without unnecessary
    delay."""
    return True


@chance(when="arrested")
def jailed(
    felony: bool, desk_appearance_ticket: bool, jailed_share_felony: float, jailed_share_misdemeanor: float
) -> float:
    """Whether the judge sets bail or remands at arraignment, so that the person goes to the Department of
    Correction. Ticket holders are taken not to be."""
    if desk_appearance_ticket:
        return 0.0
    return jailed_share_felony if felony else jailed_share_misdemeanor


@rule(when="arrested", cites="Local Law 62 of 2011, pending criminal case, in force 2012-03-21")
def pending_case(prosecuted: bool, crime_charged: bool, other_pending_case: bool) -> bool:
    """Whether the person is a defendant in a pending criminal case: this one once it is brought, or another. An
    adjournment in contemplation of dismissal did not count."""
    return (prosecuted and crime_charged) or other_pending_case


@rule(when="arrested", cites="Local Laws 21 and 22 of 2013, pending covered case, in force 2013-07-16")
def pending_covered_case(
    prosecuted: bool, covered_charge: bool, crime_charged: bool, other_pending_case: bool
) -> bool:
    """Whether a covered case is pending: one on a covered charge, or more than one case in which a covered crime is
    charged. Another case alone is taken not to be one, because its charge is not known here."""
    return prosecuted and crime_charged and (covered_charge or other_pending_case)
