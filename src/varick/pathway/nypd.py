"""The police: summons or arrest, ticket or central booking, and the fingerprints; then the prosecutor and
the judge."""

from varick.model import chance, event, rule
from varick.pathway.terms import Agency, Borough


@event(agency=Agency.NYPD, seen_by=(Agency.PERSON, Agency.NYPD))
def encounter() -> bool:
    """The police stop the person. Each is one arrest in the state's table: only a reform turns it into a
    summons."""
    return True


@event(
    agency=Agency.NYPD,
    after="encounter",
    sends="criminal-court summons",
    to=Agency.COURT,
    seen_by=(Agency.PERSON, Agency.NYPD, Agency.COURT),
    cites=("PL 221.05", "NYPD policy of 2018-06-19, in force 2018-09-01"),
)
def summonsed(
    marijuana: bool, carries_id: bool, barred_from_summons: bool, summons_for_marijuana: bool
) -> bool:
    """A summons in place of an arrest: the charge drops to the violation 221.05, for which no fingerprint
    is taken. People whom the table counts after 2018-09-01 were arrested despite the policy and stay
    arrested."""
    return summons_for_marijuana and marijuana and carries_id and not barred_from_summons


@event(
    agency=Agency.NYPD,
    after="encounter",
    seen_by=(Agency.PERSON, Agency.NYPD),
)
def arrested(summonsed: bool) -> bool:
    """The arrest that the state counted."""
    return not summonsed


@chance(when="arrested", cites="CPL 150.20(1)")
def desk_appearance_ticket(
    felony: bool,
    marijuana: bool,
    carries_id: bool,
    ticket_requires_identification: bool,
    ticket_share_felony: float,
    ticket_share_marijuana: float,
    ticket_share_misdemeanor: float,
) -> float:
    """Whether the police release the person from the precinct with a ticket to appear, in place of central
    booking."""
    if ticket_requires_identification and not carries_id:
        return 0.0
    if felony:
        return ticket_share_felony
    return ticket_share_marijuana if marijuana else ticket_share_misdemeanor


@rule(when="arrested", cites=("CPL 160.10(1)", "PL 221.10"))
def must_fingerprint(felony: bool, marijuana: bool, marijuana_is_misdemeanor: bool) -> bool:
    """Felonies and Penal Law misdemeanors must be printed, and so must drunk driving, a felony if
    repeated. Every class of the table is one of these; marijuana possession ceased to be one when 221.10
    became a violation."""
    return felony or not marijuana or marijuana_is_misdemeanor


@event(
    agency=Agency.NYPD,
    after="arrested",
    sends="ten fingerprints by live-scan, with name, birth date, birthplace and charge",
    to=Agency.DCJS,
    seen_by=(Agency.PERSON, Agency.NYPD, Agency.DCJS),
    cites=("CPL 160.10(1)", "CPL 160.20", "CPL 150.70"),
)
def printed(
    must_fingerprint: bool,
    desk_appearance_ticket: bool,
    ticket_holders_printed_at_precinct: bool,
    ticket_holders_printed_at_arraignment: bool,
) -> bool:
    """The fingerprints are taken and sent to Albany. A ticket holder is printed too, at the precinct or,
    failing that, when the court orders it; the delay of the second way is not timed here."""
    on_ticket = ticket_holders_printed_at_precinct or ticket_holders_printed_at_arraignment
    return must_fingerprint and (on_ticket or not desk_appearance_ticket)


@chance(when="arrested", cites="Manhattan District Attorney, marijuana policy from 2018-08-01")
def prosecuted(
    marijuana: bool,
    borough: Borough,
    declined_share: float,
    declined_share_under_marijuana_policy: float,
    manhattan_declines_marijuana: bool,
    brooklyn_declines_marijuana: bool,
    other_boroughs_decline_marijuana: bool,
) -> float:
    """Whether the district attorney of the borough brings the case, so that there is a court date. By then
    the fingerprints are long sent."""
    if borough is Borough.manhattan:
        policy = manhattan_declines_marijuana
    elif borough is Borough.brooklyn:
        policy = brooklyn_declines_marijuana
    else:
        policy = other_boroughs_decline_marijuana
    return 1 - (declined_share_under_marijuana_policy if marijuana and policy else declined_share)


@chance(when="arrested")
def jailed(
    felony: bool, desk_appearance_ticket: bool, jailed_share_felony: float, jailed_share_misdemeanor: float
) -> float:
    """Whether the judge sets bail or remands at arraignment, so that the person goes to the Department of
    Correction. Ticket holders are taken not to be."""
    if desk_appearance_ticket:
        return 0.0
    return jailed_share_felony if felony else jailed_share_misdemeanor
