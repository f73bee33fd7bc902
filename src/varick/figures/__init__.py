"""Figures drawn in plain Python as SVG, each with its text, its caption and the numbers it was drawn from."""

from varick.figures.figure import Figure
from varick.figures.flow import fitting_zoom, flow
from varick.figures.funnel import funnel
from varick.figures.ranking import Lever, ranking
from varick.figures.stages import Stage
from varick.figures.table import Column, Table

__all__ = ["Column", "Figure", "Lever", "Stage", "Table", "fitting_zoom", "flow", "funnel", "ranking"]
