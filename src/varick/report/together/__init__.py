"""The page of a count across organisations: who is on which lists, how many there may be in all, and what cannot be known."""

from varick.report.together.page import Source, may_be_shown
from varick.report.together.write import write_together

__all__ = ["Source", "may_be_shown", "write_together"]
