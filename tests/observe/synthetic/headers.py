"""The headers of releases C, D and E, in ICE's order and spelling, as their readers list them.

C is 2023-ICFO-42034, D 2025-ICLI-00019_2024-ICFO-39357 (`D1` its first delivery), E 2026-ICLI-00005. Sources: the
column lists in deportationdata/ice code/*.R (CC0), which name every column of arrests, detainers, encounters and
detention stints in order; for removals of D and E the columns that are named there and by others, in an order of ours.
"""

FOIA = {
    "C": "2023-ICFO-42034",
    "D1": "2025-ICLI-00019_2024-ICFO-39357",
    "D": "2025-ICLI-00019_2024-ICFO-39357",
    "E": "2026-ICLI-00005",
}

_ARRESTS_D = (
    "Apprehension Date|Apprehension State|Apprehension County|Apprehension AOR|Final Program|Final Program Group|"
    "Apprehension Method|Apprehension Criminality|Case Status|Case Category|Departed Date|Departure Country|"
    "Final Order Yes No|Final Order Date|Birth Date|Birth Year|Citizenship Country|Gender|Apprehension Site Landmark|"
    "Alien File Number|EID Case ID|EID Subject ID|Unique Identifier"
)
_DETAINERS_D = (
    "Detainer Prepare Date|Facility State|Facility AOR|Port of Departure|Departure Country|Departed Date|Case Status|"
    "Detainer Prepared Criminality|Detention Facility|Detention Facility Code|Facility City|"
    "Detainer Prep Threat Level|Gender|Citizenship Country|Birth Country|Birth Date|Birth Year|Entry Status|"
    "Most Serious Conviction (MSC) Charge|MSC Sentence Days|MSC Sentence Months|MSC Sentence Years|MSC Charge Code|"
    "MSC Charge Date|MSC Conviction Date|Felon|Processing Disposition|Case Category|Final Program|"
    "Time of Apprehension Case Category|Time of Apprehension Current Program|Apprehension Method|"
    "Case Final Order Yes No|Final Order Date|Apprehension Date|Entry Date|Prior Felony Yes No|"
    "Multiple Prior MISD Yes No|Violent Misdemeanor Yes No|Illegal Entry Yes No|Illegal Reentry Yes No|"
    "Immigration Fraud Yes No|Significant Risk Yes No|Other Removal Reason Yes No|Other Removal Reason|"
    "Criminal Street Gang Yes No|Aggravated Felony Yes No|Deportation Ordered Yes No|"
    "Order to Show Cause Served Yes No|Order to Show Cause Served Date|Biometric Match Yes No|Statements Made Yes No|"
    "Unlawful Attempt Yes No|Unlawful Entry Yes No|Visa Yes No|Final Order Yes No|Federal Interest Yes No|"
    "Resume Custody Yes No|Detainer Lift Reason|Detainer Type|Alien File Number|EID Case ID|EID Subject ID|"
    "EID DTA ID|Unique Identifier"
)
_ENCOUNTERS_D = (
    "Event Date|Responsible AOR|Responsible Site|Lead Event Type|Lead Source|Event Type|Final Program|"
    "Final Program Group|Encounter Criminality|Processing Disposition|Case Status|Case Category|Departed Date|"
    "Departure Country|Final Order Yes No|Final Order Date|Birth Date|Birth Year|Citizenship Country|Gender|"
    "Event Landmark|Alien File Number|EID Case ID|EID Subject ID|Unique Identifier"
)
_DETENTIONS_D = (
    "Stay Book In Date Time|Book In Date Time|Detention Facility|Detention Facility Code|"
    "Detention Book Out Date Time|Stay Book Out Date Time|Detention Release Reason|Stay Book Out Date|"
    "Stay Release Reason|Religion|Gender|Marital Status|Birth Date|Birth Year|Ethnicity|Entry Status|Felon|"
    "Bond Posted Date|Bond Posted Amount|Case Status|Case Category|Final Order Yes No|Final Order Date|"
    "Case Threat Level|Book In Criminality|Final Charge|Departed Date|Departure Country|Initial Bond Set Amount|"
    "Citizenship Country|Final Program|Most Serious Conviction (MSC) Charge Code|MSC Charge|Alien File Number|"
    "EID Case ID|EID Subject ID|Unique Identifier"
)
_REMOVALS_D = (
    "Departed Date|Port of Departure|Departure Country|Docket AOR|Apprehension State|Apprehension County|Case Status|"
    "Gender|Birth Country|Citizenship Country|Birth Date|Birth Year|Entry Date|Entry Status|MSC NCIC Charge|"
    "MSC NCIC Charge Code|MSC Charge Date|MSC Criminal Charge Status|MSC Criminal Charge Status Code|"
    "MSC Conviction Date|Case Threat Level|Case Criminality|Felon|Processing Disposition|Case Category|Final Program|"
    "Final Program Code|Case Category Time of Arrest|Latest Arrest Program Current|"
    "Latest Arrest Program Current Code|Latest Person Apprehension Date|Final Order Yes No|Final Order Date|"
    "Final Charge Code|Final Charge Section Code|Prior Deport Yes No|Latest Person Departed Date|Alien File Number|"
    "EID Case ID|EID Subject ID|Unique Identifier"
)
_E = {
    "arrests": (
        "Apprehension Date|Apprehension Type|State|County|TOA Current Duty AOR|Apprehension Final Program|"
        "Arresting Agency|Apprehension Method|Apprehension Criminality|Case Status|Case Category|Departure Country|"
        "Final Order Yes No|Birth Date|Birth Year|Citizenship Country|Gender|Departed Date|Final Order Date|"
        "Apprehension Site Landmark|Operation|TOA Current Duty Site|Case Criminality|Case Threat Level|"
        "Anonymized Identifier"
    ),
    "detainers": (
        "Detainer Prepare Date|Facility State|Facility AOR|Facility City|Port of Departure|Departure Country|"
        "Departed Date|Case Status|Detainer Criminality|Detainer Facility|Detainer Facility Code|"
        "Detainer Threat Level|Gender|Citizenship Country|Birth Country|Birth Date|Birth Year|Entry Status|MSC Charge|"
        "MSC Sentence Days|MSC Sentence Months|MSC Sentence Years|MSC Charge Code|MSC Charge Date|"
        "MSC Conviction Date|Aggravated Felon Yes No|Processing Disposition|Case Category|TOA Case Category|"
        "TOA Current Program|Apprehension Method|Final Order Yes No|Final Order Date|Apprehension Date|Entry Date|"
        "Prior Felony Yes No|Multiple Prior MISD Yes No|Violent Misdemeanor Yes No|Illegal Entry Yes No|"
        "Illegal Reentry Yes No|Immigration Fraud Yes No|Significant Risk Yes No|Other Removal Reason Yes No|"
        "Other Removal Reason|Criminal Street Gang Yes No|Aggravated Felony Yes No|Deportation Ordered Yes No|"
        "Order to Show Cause Served Yes No|Order to Show Cause Served Date|Biometric Match Yes No|"
        "Statements Made Yes No|Unlawful Attempt Yes No|Unlawful Entry Yes No|Visa Yes No|"
        "Federal Register Notice Yes No|Resume Custody Yes No|Detainer Lift Reason|Detainer Lift Reason Code|"
        "Active Investigation Yes No|Arrest Warrant Served Date|Detainer Type|Notify Release Request Yes No|"
        "TOD Current Duty Site|EID DTA ID|Anonymized Identifier"
    ),
    "encounters": (
        "Event Date|Responsible AOR|Responsible Site|Lead Event Type|Lead Source|Event Type|"
        "Apprehension Final Program|Arresting Agency|Encounter Criminality|Processing Disposition|Case Status|"
        "Case Category|Departed Date|Departure Country|Final Order Yes No|Final Order Date|Birth Date|Birth Year|"
        "Citizenship Country|Gender|Event Landmark|Operation|Encounter Threat Level|Anonymized Identifier"
    ),
    "detentions": (
        "Stay Book In Date Time|Book In Date Time|Detention Facility|Book Out Date Time|Stay Book Out Date Time|"
        "Detention Release Reason|Stay Book Out Date|Stay Release Reason|Religion|Gender|Marital Status|Ethnicity|"
        "Birth Country|Citizenship Country|Entry Status|Known Terrorist Yes No|Suspected Gang Yes No|MSC Charge|"
        "MSC Sentence Days|MSC Sentence Months|MSC Sentence Years|MSC Charge Code|Aggravated Felon Yes No|"
        "Offense INA 236C Yes No|Case INA 236C Yes No|Bond Posted Date|Bond Posted Amount|Case Status|Case Category|"
        "Final Order Yes No|Final Order Date|Case Threat Level|Detainee Classification|Final Charge|Departed Date|"
        "Departure Country|Initial Bond Set Amount|Initial Bond Set Date|Detention Facility Code|Birth Date|"
        "Birth Year|Book In Criminality|Race|Entry Date|Apprehension Final Program|MSC Charge Date|"
        "MSC Conviction Date|MSC Criminal Charge Status|MSC Criminal Charge Status Code|MSC Crime Class|"
        "Book In Site|Book In AOR|Anonymized Identifier"
    ),
    "removals": (
        "Departed Date|Port of Departure|Departure Country|Case AOR|State|County|Case Status|Gender|Birth Country|"
        "Citizenship Country|Birth Date|Birth Year|Entry Date|Entry Status|MSC Charge|MSC Charge Code|"
        "MSC Charge Date|MSC Criminal Charge Status|MSC Criminal Charge Status Code|MSC Conviction Date|"
        "Case Threat Level|Case Criminality|Aggravated Felon Yes No|Processing Disposition|Case Category|"
        "TOA Case Category|Latest Apprehension Final Program|Latest Arresting Agency|Latest Apprehension Date|"
        "Final Order Yes No|Final Order Date|Final Charge Section|Prior Deport Yes No|Anonymized Identifier"
    ),
}
_D = {
    "arrests": _ARRESTS_D,
    "detainers": _DETAINERS_D,
    "encounters": _ENCOUNTERS_D,
    "detentions": _DETENTIONS_D,
    "removals": _REMOVALS_D,
}
_D1 = {
    **_D,
    "arrests": _ARRESTS_D.replace("Apprehension Site Landmark|", ""),
    "detainers": _DETAINERS_D.replace("Case Final Order Yes No", "Final Order Yes No").replace(
        "Detainer Lift Reason|Detainer Type|", ""
    ),
}
_C = {
    "arrests": (
        "Apprehension Date|Apprehension Method|Arrest Created By|Case ID|Subject ID|Alien File Number|"
        "Anonymized Identifier"
    ),
    "detentions": (
        "Detention ID|Case ID|Subject ID|Stay Book In Date|Detention Book In Date|Detention Facility|"
        "Detention Facility Code|Detention Book Out Date|Detention Release Reason|Stay Book Out Date|"
        "Stay Release Reason|Religion|Marital|Gender|Birth Date|Ethnicity|Alien File Number|Birth Year|Entry Status|"
        "Bond Posted Date|Bond Posted Amount|Initial Bond Set Amount|Case Status|Case Category|Final Order Yes No|"
        "Final Order Date|Departed Date|Departure Country|Case Threat Level|Charge|Charge Code|Charge Section Code|"
        "Anonymized Identifier"
    ),
    "removals": (
        "Departure Date|Port of Departure|Departure Country|Case Status|Case Category|Final Order Yes No|"
        "Final Order Date|Case ID|Gender|Birth Country|Citizenship Country|Birth Date|Birth Year|Alien File Number|"
        "Entry Status|Entry Date|MSC Charge|MSC Charge Date|MSC Charge Code|MSC Conviction Date|"
        "MSC Criminal Charge Status|Case Threat Level|Processing Disposition Code|Processing Disposition|"
        "Current Program|Apprehension Date|Charge Section Code|Charge Code|Anonymized Identifer"
    ),
}
_ALL = {"C": _C, "D1": _D1, "D": _D, "E": _E}

TABLES = {layout: tuple(tables) for layout, tables in _ALL.items()}
"""Layout -> its tables: C has no encounters and no detainers."""


def header(layout: str, table: str, fiscal_year: int | None = None) -> tuple[str, ...]:
    """The columns of a table, as its file of that fiscal year writes them."""
    names = tuple(_ALL[layout][table].split("|"))
    if (layout, table) == ("E", "detainers") and fiscal_year in (2023, 2024):
        return tuple(name for name in names if name != "Birth Date")
    return names
