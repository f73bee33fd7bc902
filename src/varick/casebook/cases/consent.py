"""Consent, use by use, revocable at once: what was not given is not allowed, and privilege goes before consent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, get_args

from varick.casebook.cases.answers import clean
from varick.errors import VarickError

Use = Literal["coalition", "together", "aggregate", "named"]
"""coalition: the case, coarsened, goes to partner organisations. together: it takes part in the blinded count. aggregate: it
is counted in published figures. named: the person may be named in public (Varick itself never writes a name below full)."""
USES: tuple[Use, ...] = get_args(Use)
State = Literal["given", "refused", "revoked", "not_asked"]
STATES: tuple[State, ...] = get_args(State)


@dataclass(frozen=True)
class Consent:
    """What a person said to one use: when, and how it was said ("signed form", "by phone to ...")."""

    state: State = "not_asked"
    on: date | None = None
    how: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "how", clean(self.how))
        if self.state not in STATES:
            raise VarickError(f"consent is one of {', '.join(STATES)}")
        if self.state != "not_asked" and self.on is None:
            raise VarickError("a consent needs the day on which it was given, refused or revoked")
        if self.state == "given" and not self.how.strip():
            raise VarickError("a consent that was given needs how: on paper, by phone, to whom")


NOT_ASKED = Consent()


def use_named(name: str) -> Use:
    """A use by its name. Raises VarickError for any other."""
    if name not in USES:
        raise VarickError(f"a use is one of {', '.join(USES)}")
    return name


def may_leave(use: Use, consents: Mapping[Use, Consent], privileged: bool | None) -> bool:
    """Whether a case may leave for this use: consent given and not taken back, and known not to be privileged.

    ``privileged`` None, which nobody has decided, keeps the case in: not decided is not no.
    """
    return privileged is False and consents.get(use, NOT_ASKED).state == "given"


def to_json(consents: Mapping[Use, Consent]) -> dict[str, Any]:
    """Consents as plain JSON."""
    return {
        use: {"state": c.state, "on": c.on.isoformat() if c.on else None, "how": c.how}
        for use, c in consents.items()
    }


def from_json(read: Mapping[str, Any]) -> dict[Use, Consent]:
    """The consents that `to_json` made."""
    return {
        use_named(use): Consent(c["state"], date.fromisoformat(c["on"]) if c["on"] else None, c["how"])
        for use, c in read.items()
    }
