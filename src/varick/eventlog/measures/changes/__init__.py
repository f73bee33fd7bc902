"""Changes in monthly counts: when a level moved, how sure that is, what is new, and what was only renamed.

Four closed methods on arrays of counts, months and days; none knows what was counted. `scan` looks for one change of
level and `calibrate` says how often chance alone does as well; `posterior` dates it; `online` watches a series as it
grows; `novelty` weighs a category that was never seen before. `relabel` is the warning beside all of them.
"""

from varick.eventlog.measures.changes.calibrate import Null, adjusted, p_values, simulated
from varick.eventlog.measures.changes.novelty import newcomers, tail
from varick.eventlog.measures.changes.online import Watch, watch
from varick.eventlog.measures.changes.posterior import Dated, dated
from varick.eventlog.measures.changes.relabel import masses, variation
from varick.eventlog.measures.changes.scan import MARGIN, Scan, ratio_interval, scan

__all__ = [
    "MARGIN",
    "Dated",
    "Null",
    "Scan",
    "Watch",
    "adjusted",
    "dated",
    "masses",
    "newcomers",
    "p_values",
    "ratio_interval",
    "scan",
    "simulated",
    "tail",
    "variation",
    "watch",
]
