"""The Division of Criminal Justice Services in Albany, the state's identification bureau."""

from varick.model import event
from varick.pathway.terms import Agency


@event(
    agency=Agency.DCJS,
    after="printed",
    sends="the same fingerprints, for a national criminal record check",
    to=Agency.FBI,
    seen_by=(Agency.NYPD, Agency.DCJS, Agency.FBI),
    cites=("CPL 160.20", "CPL 160.30"),
)
def dcjs_received_prints() -> bool:
    """Albany receives the prints by wire and must search them and report the record: on immigration the rap
    sheet says only whether the person was deported before. It passes the prints on as a practice, under no
    duty in the Criminal Procedure Law that was found."""
    return True
