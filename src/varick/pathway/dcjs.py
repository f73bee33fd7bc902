"""The Division of Criminal Justice Services in Albany, the state's identification bureau."""

from varick.model import Delay, delay, event, hours, rule
from varick.pathway.terms import Agency, PriorOrder


@event(
    agency=Agency.DCJS,
    after="printed",
    sends="the same fingerprints, for a national criminal record check",
    to=Agency.FBI,
    seen_by=(Agency.NYPD, Agency.DCJS, Agency.FBI),
    cites=("CPL 160.20", "CPL 160.30"),
)
def dcjs_received_prints() -> bool:
    """Albany receives the prints by wire and must search them and promptly report the record. It passes the
    prints on as a practice, under no duty in the Criminal Procedure Law that was found."""
    return True


@delay
def time_to_rap_sheet(hours_to_rap_sheet_median: float, hours_to_rap_sheet_p90: float) -> Delay:
    """Hours from Albany's receipt of the prints until the rap sheet is back."""
    return hours.lognormal(hours_to_rap_sheet_median, hours_to_rap_sheet_p90)


@event(
    agency=Agency.DCJS,
    after="dcjs_received_prints",
    delay="time_to_rap_sheet",
    sends="report of the criminal record (rap sheet)",
    to=Agency.NYPD,
    seen_by=(Agency.DCJS, Agency.NYPD, Agency.PROSECUTOR, Agency.COURT, Agency.COUNSEL),
    cites="CPL 160.30",
)
def rap_sheet_returned() -> bool:
    """Albany reports the record, or that there is none, to the police; the prosecutor, the court and counsel
    get it too."""
    return True


@rule(when="rap_sheet_returned", cites="DCJS, quoted in The Intercept on 2018-04-26")
def rap_sheet_says_deported(prior_order: PriorOrder) -> bool:
    """What the rap sheet says on immigration: only whether the person was deported before, and nothing about
    the status of today."""
    return prior_order is PriorOrder.removed_and_returned
