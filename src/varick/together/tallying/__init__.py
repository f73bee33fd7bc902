"""The tally: complete lists are linked, errors measured on planted people, and only the counts of the overlaps leave."""

from varick.together.tallying.counting import tally
from varick.together.tallying.file import read, write
from varick.together.tallying.quality import Quality
from varick.together.tallying.tally import Tally

__all__ = ["Quality", "Tally", "read", "tally", "write"]
