"""The journey of an arrest's fingerprints, one module per station, in the order in which the data travels.

A node's arguments are other nodes or dated facts; nothing else decides. No rule of the city is an input of
``ident.ice_notified`` or of anything between ``nypd.printed`` and it: that is the point of the whole
pathway.
"""

STATIONS: tuple[str, ...] = (
    "person",
    "nypd",
    "dcjs",
    "fbi",
    "ident",
    "ice",
    "detainer",
    "letter",
    "arrest",
    "custody",
    "court",
    "documented",
)
"""Names of the modules in travelling order."""

OUTCOMES: tuple[str, ...] = (
    "printed",
    "ice_notified",
    "detainer",
    "letter",
    "ice_arrest",
    "detained",
    "removed",
)
"""The events by which reforms are compared, in travelling order."""
