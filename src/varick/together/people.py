"""A person as one office knows them: what tokens are made of, before anything is blinded."""

from dataclasses import dataclass

from varick.casebook.cases.dates import DayOf


@dataclass(frozen=True, repr=False)  # a traceback must not print a name
class Person:
    """One case of one office. Nothing of it leaves the office but blinded points.

    ``names`` are as written, whole ("Fatou Diallo") or as "Diallo, Fatou", the best first; ``birth`` may be partial;
    ``precinct`` and ``phone`` may be empty; ``ref`` is the office's own number of the case and enters no token.
    """

    names: tuple[str, ...]
    birth: DayOf | None = None
    precinct: str = ""
    phone: str = ""
    ref: str = ""
