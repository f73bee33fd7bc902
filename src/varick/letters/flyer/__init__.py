"""A know-your-rights sheet in the languages that people read, with an organization's own contacts, reviewed or marked DRAFT.

`render` gives the PDF. What it says stands in `content/`, sentence by sentence with its sources; who reviewed it stands in the
organization's file. Without a review every page says DRAFT.
"""

from varick.letters.flyer.content import PRACTICES, facts_of, languages, practice
from varick.letters.flyer.org import Contact, Organisation, Review, organisation
from varick.letters.flyer.printing import Flyer, make, render
from varick.letters.flyer.review import Changes, Standing, State
from varick.letters.flyer.sources import source_rows, weak
from varick.letters.flyer.typeset import PAPERS

__all__ = [
    "PAPERS",
    "PRACTICES",
    "Changes",
    "Contact",
    "Flyer",
    "Organisation",
    "Review",
    "Standing",
    "State",
    "facts_of",
    "languages",
    "make",
    "organisation",
    "practice",
    "render",
    "source_rows",
    "weak",
]
