"""Headers of every layout met, raw and processed: which table they are, and what their columns are called."""

import pytest

from varick.observe.importing.columns import (
    OTHER,
    main_date,
    named,
    plain,
    plain_headers,
    spellings,
    table_of,
    tables,
)
from varick.observe.layouts import table as layout

A_ARRESTS = "Area of Responsibility|Apprehension Date|Apprehension Method|Apprehension Landmark|Operation|Processing Disposition|Birth Date|Citizenship|Gender"
A_ENCOUNTERS = "Event Area of Responsibility|Event Date|Landmark|Operation|Processing Disposition|Birth Date|Citizenship|Gender"
A_REMOVALS = "Area of Responsibility|Apprehension Date|Processing Disposition Code|Birth Date|Citizenship|Gender|RC Threat Level|Final Charge Section|Departed Date|Removal Date"
B_ARRESTS = "area_of_responsibility|arrest_date|departed_date|arrest_method|apprehension_landmark|operation|processing_disposition|citizenship_country|gender|removal_threat_level|apprehension_threat_level|alien_file_number|case_close_date"
B_REMOVALS = "area_of_responsibility|departed_date|processing_disposition|citizenship_country|gender|final_charge_section|rc_threat_level|alien_file_number"
C_ARRESTS = "Apprehension Date|Apprehension Method|Arrest Created By|Case ID|Subject ID|Alien File Number|Anonymized Identifier"
C_DETENTIONS = (
    "Detention ID|Case ID|Subject ID|Stay Book In Date|Detention Book In Date|Detention Facility|Detention Facility Code|Detention Book Out Date|"
    "Detention Release Reason|Stay Book Out Date|Stay Release Reason|Religion|Marital|Gender|Birth Date|Ethnicity|Alien File Number|Birth Year|"
    "Entry Status|Bond Posted Date|Bond Posted Amount|Initial Bond Set Amount|Case Status|Case Category|Final Order Yes No|Final Order Date|"
    "Departed Date|Departure Country|Case Threat Level|Charge|Charge Code|Charge Section Code|Anonymized Identifier"
)
C_REMOVALS = (
    "Departure Date|Port of Departure|Departure Country|Case Status|Case Category|Final Order Yes No|Final Order Date|Case ID|Gender|Birth Country|"
    "Citizenship Country|Birth Date|Birth Year|Alien File Number|Entry Status|Entry Date|MSC Charge|MSC Charge Date|MSC Charge Code|"
    "MSC Conviction Date|MSC Criminal Charge Status|Case Threat Level|Processing Disposition Code|Processing Disposition|Current Program|"
    "Apprehension Date|Charge Section Code|Charge Code|Anonymized Identifer"
)
C_RCA = "RCA_AOR|RCA_DCO|A_NUMBER|SUJB ID|LAST_NAME|FIRST_NAME|SUBMISSION_DATE|RISK_TO_PUBLIC_SAFETY|RISK_OF_FLIGHT|RCA_RECOMMENDATION|OFFICER_COMMENTS|RCA_FINAL_DECISION|RCA_DECISION_DATE|UNIQUE_ID"
D_ARRESTS = (
    "Apprehension Date|Apprehension State|Apprehension County|Apprehension AOR|Final Program|Final Program Group|Apprehension Method|"
    "Apprehension Criminality|Case Status|Case Category|Departed Date|Departure Country|Final Order Yes No|Final Order Date|Birth Date|Birth Year|"
    "Citizenship Country|Gender|Apprehension Site Landmark|Alien File Number|EID Case ID|EID Subject ID|Unique Identifier"
)
D_DETAINERS = (
    "Detainer Prepare Date|Facility State|Facility AOR|Port of Departure|Departure Country|Departed Date|Case Status|Detainer Prepared Criminality|"
    "Detention Facility|Detention Facility Code|Facility City|Detainer Prep Threat Level|Gender|Citizenship Country|Birth Country|Birth Date|Birth Year|"
    "Entry Status|Most Serious Conviction (MSC) Charge|MSC Sentence Days|MSC Sentence Months|MSC Sentence Years|MSC Charge Code|MSC Charge Date|"
    "MSC Conviction Date|Felon|Processing Disposition|Case Category|Final Program|Time of Apprehension Case Category|"
    "Time of Apprehension Current Program|Apprehension Method|{case}|Final Order Date|Apprehension Date|Entry Date|Prior Felony Yes No|"
    "Multiple Prior MISD Yes No|Violent Misdemeanor Yes No|Illegal Entry Yes No|Illegal Reentry Yes No|Immigration Fraud Yes No|"
    "Significant Risk Yes No|Other Removal Reason Yes No|Other Removal Reason|Criminal Street Gang Yes No|Aggravated Felony Yes No|"
    "Deportation Ordered Yes No|Order to Show Cause Served Yes No|Order to Show Cause Served Date|Biometric Match Yes No|Statements Made Yes No|"
    "Unlawful Attempt Yes No|Unlawful Entry Yes No|Visa Yes No|{ground}|Federal Interest Yes No|Resume Custody Yes No|Alien File Number|"
    "EID Case ID|EID Subject ID|EID DTA ID|Unique Identifier"
)
D_ENCOUNTERS = (
    "Event Date|Responsible AOR|Responsible Site|Lead Event Type|Lead Source|Event Type|Final Program|Final Program Group|Encounter Criminality|"
    "Processing Disposition|Case Status|Case Category|Departed Date|Departure Country|Final Order Yes No|Final Order Date|Birth Date|Birth Year|"
    "Citizenship Country|Gender|Event Landmark|Alien File Number|EID Case ID|EID Subject ID|Unique Identifier"
)
D_REMOVALS = (
    "Departed Date|Port of Departure|Departure Country|Docket AOR|Apprehension State|Apprehension County|Case Status|Gender|Birth Country|"
    "Citizenship Country|Birth Date|Birth Year|Entry Date|Entry Status|MSC NCIC Charge|MSC NCIC Charge Code|MSC Charge Date|"
    "MSC Criminal Charge Status|MSC Conviction Date|Case Threat Level|Case Criminality|Felon|Processing Disposition|Case Category|Final Program|"
    "Final Program Code|Case Category Time of Arrest|Latest Arrest Program Current|Latest Arrest Program Current Code|"
    "Latest Person Apprehension Date|Final Order Yes No|Final Order Date|Final Charge Code|Final Charge Section Code|Prior Deport Yes No|"
    "Latest Person Departed Date|Alien File Number|EID Case ID|EID Subject ID|Unique Identifier"
)
E_ARRESTS = (
    "Apprehension Date|Apprehension Type|State|County|TOA Current Duty AOR|Apprehension Final Program|Arresting Agency|Apprehension Method|"
    "Apprehension Criminality|Case Status|Case Category|Departure Country|Final Order Yes No|Birth Date|Birth Year|Citizenship Country|Gender|"
    "Departed Date|Final Order Date|Apprehension Site Landmark|Operation|TOA Current Duty Site|Case Criminality|Case Threat Level|Anonymized Identifier"
)
E_DETENTIONS = (
    "Stay Book In Date Time|Book In Date Time|Detention Facility|Book Out Date Time|Stay Book Out Date Time|Detention Release Reason|"
    "Stay Book Out Date|Stay Release Reason|Religion|Gender|Marital Status|Ethnicity|Birth Country|Citizenship Country|Entry Status|"
    "Known Terrorist Yes No|Suspected Gang Yes No|MSC Charge|MSC Sentence Days|MSC Charge Code|Aggravated Felon Yes No|Offense INA 236C|"
    "Case INA 236C|Bond Posted Date|Bond Posted Amount|Case Status|Case Category|Final Order Yes No|Final Order Date|Case Threat Level|"
    "Detainee Classification|Final Charge|Departed Date|Departure Country|Initial Bond Set Amount|Initial Bond Set Date|Detention Facility Code|"
    "Birth Date|Birth Year|Book In Criminality|Race|Entry Date|Apprehension Final Program|MSC Charge Date|MSC Conviction Date|"
    "MSC Criminal Charge Status|MSC Criminal Charge Status Code|MSC Crime Class|Book In Site|Book In AOR|Anonymized Identifier"
)
E_REMOVALS = (
    "Departed Date|Port of Departure|Departure Country|Case AOR|State|County|Case Status|Gender|MSC Charge|MSC Charge Code|Aggravated Felon Yes No|"
    "TOA Case Category|Latest Apprehension Final Program|Latest Arresting Agency|Latest Apprehension Date|Final Charge Section|Anonymized Identifier"
)
LAYOUTS = {
    "A arrests": ("arrests", A_ARRESTS),
    "A encounters": ("encounters", A_ENCOUNTERS),
    "A removals": ("removals", A_REMOVALS),
    "B arrests": ("arrests", B_ARRESTS),
    "B removals": ("removals", B_REMOVALS),
    "C arrests": ("arrests", C_ARRESTS),
    "C detentions": ("detentions", C_DETENTIONS),
    "C removals": ("removals", C_REMOVALS),
    "C rca": ("rca", C_RCA),
    "D arrests": ("arrests", D_ARRESTS),
    "D detainers": ("detainers", D_DETAINERS.format(case="Final Order Yes No", ground="Final Order Yes No")),
    "D detainers, later": (
        "detainers",
        D_DETAINERS.format(case="Case Final Order Yes No", ground="Final Order"),
    ),
    "D encounters": ("encounters", D_ENCOUNTERS),
    "D removals": ("removals", D_REMOVALS),
    "E arrests": ("arrests", E_ARRESTS),
    "E detentions": ("detentions", E_DETENTIONS),
    "E removals": ("removals", E_REMOVALS),
}


def header(name: str) -> tuple[str, ...]:
    return tuple(LAYOUTS[name][1].split("|"))


def ours(table: str, given: tuple[str, ...]) -> dict[str, str]:
    return {column.header: column.name for column in named(table, given)}


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_layout_is_recognised_and_every_column_known(name: str) -> None:
    table, given = LAYOUTS[name][0], header(name)
    for form in (
        given,
        tuple(map(plain, given)),
        tuple(reversed(given)),
        tuple(text.upper() for text in given),
    ):
        assert table_of(form) == table
        found = named(table, form)
        assert [column.place for column in found] == list(range(len(form)))
        assert [column.header for column in found if not column.known] == []
        assert len({column.name for column in found}) == len(form), "no two have the same name"
        assert main_date(table, [column.name for column in found]) is not None


def test_the_vocabulary() -> None:
    found = ours("arrests", header("E arrests"))
    assert found["TOA Current Duty AOR"] == "aor"
    assert found["Arresting Agency"] == "agency_arresting"
    assert found["Apprehension Type"] == "type"
    assert found["Anonymized Identifier"] == "identifier"
    assert ours("arrests", header("D arrests"))["Final Program Group"] == "program_group"
    found = ours("detentions", header("E detentions"))
    assert (found["Book In Date Time"], found["Stay Book Out Date Time"]) == ("book_in", "stay_book_out")
    assert found["Stay Book Out Date"] == "stay_book_out_date", "the second of a name keeps its own"
    assert (found["MSC Charge"], found["MSC Charge Code"]) == ("charge", "charge_code")
    assert found["Bond Posted Amount"] == "bond_posted"
    found = ours("removals", header("C removals"))
    assert found["Anonymized Identifer"] == "identifier"
    assert (found["MSC Charge Code"], found["Charge Code"]) == ("charge_code", "final_charge_code")
    assert (found["Processing Disposition"], found["Processing Disposition Code"]) == (
        "disposition",
        "processing_disposition_code",
    )
    assert ours("detentions", header("C detentions"))["Charge"] == "final_charge", (
        "no conviction in this release"
    )
    assert ours("arrests", header("B arrests"))["case_close_date"] == "case_closed_date"
    assert ours("rca", header("C rca"))["SUJB ID"] == "subject_id"
    assert main_date("removals", ["departed_date", "removal_date"]) == "removal_date"
    assert main_date("removals", ["departed_date"]) == "departed_date"
    assert main_date(OTHER, ["departed_date"]) is None


def test_the_twice_named_final_order_is_told_by_its_position() -> None:
    given = header("D detainers")
    assert (given[32], given[55]) == ("Final Order Yes No", "Final Order Yes No")
    found = named("detainers", given)
    assert (found[32].name, found[55].name) == ("final_order", "ground_final_order")
    later = named("detainers", header("D detainers, later"))
    assert (later[32].name, later[55].name) == ("final_order", "ground_final_order")
    readr = [
        text.replace("Final Order Yes No", f"Final Order Yes No...{n}") for n, text in enumerate(given, 1)
    ]
    found = named("detainers", readr)
    assert (found[32].name, found[55].name) == ("final_order", "ground_final_order")


def test_columns_that_are_not_known_keep_their_names() -> None:
    given = (*header("A arrests"), "Weather", "weather", "", "File", "Duplicate DDP 2026", "Person")
    assert table_of(given) == "arrests"
    found = named("arrests", given)[9:]
    assert [column.name for column in found] == [
        "weather",
        "weather_2",
        "column_12",
        "published_file",
        "published_duplicate_ddp_2026",
        "published_person",
    ]
    assert not any(column.known for column in found)


@pytest.mark.parametrize(
    "given",
    [
        "County|Year|Total",
        "|apprehension_date|TEXAS|WISCONSIN|ILLINOIS",
        "|detainer_prepare_date|count",
        "date|aor|n_encounters|n_arrests|n_removals|quarter|fy",
        "apprehension_criminality|month|apprehension_state|n",
        "detention_facility_code|date|n_detained|detention_facility",
        "stay_book_in_date_time|stay_book_out_date_time|n_stints|book_in_date_time_first|detention_facility_code_first|stay_release_reason",
        "ARREST_KEY|ARREST_DATE|PD_CD|PD_DESC|OFNS_DESC|LAW_CODE|ARREST_BORO",
        "",
    ],
)
def test_what_is_no_table_of_ices_is_other(given: str) -> None:
    assert table_of(given.split("|"), ("ERO Administrative Arrests",)) == OTHER


def test_no_spelling_has_two_meanings_in_one_table() -> None:
    for table in tables():
        seen: dict[str, str] = {}
        for name, (_, others) in spellings(table).items():
            for spelling in others:
                assert spelling == plain(spelling)
                assert seen.setdefault(spelling, name) == name, f"{table}: {spelling}"


def test_the_kinds_are_those_that_the_table_of_names_explains() -> None:
    kinds = {kind for table in tables() for kind, _ in spellings(table).values()}
    assert kinds == {
        "text",
        "aor",
        "event",
        "past",
        "number",
        "year",
        "amount",
        "yes_no",
        "id",
        "withheld",
        "comment",
    }
    assert set(layout("columns")["ranges"]) == {"event", "past", "number", "year", "amount"}


def test_plain_headers() -> None:
    assert plain("  TOA Current-Duty  AOR ") == "toa_current_duty_aor"
    assert plain_headers(["A", "a", "a_2", "A", ""]) == ["a", "a_2", "a_2_2", "a_3", "column_5"]
