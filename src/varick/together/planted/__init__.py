"""Planted people: fictitious, the same for every member of a run, written down with errors as offices make them.

    everybody = planted(charter)
    everybody[7].spellings[2]          # a Person as the third member's list has them
    lists = planted_lists(charter)
    lists.rows[2]                      # their tokens, a row each, to be put into the third member's list
    lists.who[2]                       # whose row each is: the place in ``everybody``

The charter's seed decides everything, so that each member makes the same people and knows which to put into its list. After the
run they tell what share of the true pairs was found, and how often two people were taken for one; they are then taken out.
"""

from varick.together.planted.planting import PlantedLists, PlantedPerson, planted, planted_lists

__all__ = ["PlantedLists", "PlantedPerson", "planted", "planted_lists"]
