"""What of a tally may be published: as the charter says, once, with a statement of what was done and who learned what."""

from varick.together.release.once import release, stored
from varick.together.release.released import Released
from varick.together.release.withholding import Shown, withheld

__all__ = ["Released", "Shown", "release", "stored", "withheld"]
