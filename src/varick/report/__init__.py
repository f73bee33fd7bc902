"""The brief: results, levers and the account of facts as one folder that reads on a phone, a desk and paper."""

from varick.report.page import (
    ActivityRow,
    FactRow,
    LeverRow,
    OutcomeRow,
    Page,
    SourceRow,
    StepRow,
)
from varick.report.write import write_page

__all__ = [
    "ActivityRow",
    "FactRow",
    "LeverRow",
    "OutcomeRow",
    "Page",
    "SourceRow",
    "StepRow",
    "write_page",
]
