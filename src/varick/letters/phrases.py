"""The phrases and patterns by which the fields of a letter are known: American English, as offices write."""

import re
from itertools import chain

from varick.letters.text import squash

LABELS: dict[str, tuple[str, ...]] = {
    "letter_date": ("date of this letter", "date of letter", "date of notice", "letter date", "notice date", "dated", "date"),
    "appointment": (
        "date and time of appointment", "appointment date and time", "date and hour", "date and time", "date time",
        "date hour",
        "appointment date", "date of appointment", "interview date", "date of interview", "report date", "when",
    ),
    "appointment_time": ("appointment time", "time of appointment", "interview time", "report time", "time", "hour"),
    "appointment_place": (
        "office location", "appointment place", "place of appointment", "location of office", "office address",
        "place to report",
        "report to", "location", "address of office", "place", "where", "address",
    ),
    "appointment_room": ("room number", "floor and room", "room no", "room"),
    "ask_for": ("please ask for", "ask for", "person to see", "officer to see", "contact officer"),
    "letter_purpose_text": (
        "reason for appointment", "purpose of appointment", "reason for your visit", "reason for visit",
        "purpose of visit", "reason for interview", "purpose of interview", "reason", "purpose", "subject", "in reference to",
    ),
    "documents_requested": (
        "bring with you", "documents to bring", "documents required", "documents requested", "please bring with you",
        "please bring", "items to bring", "required documents", "bring the following", "bring",
    ),
    "letter_authority_cited": (
        "legal authority", "authority for this notice", "authority for this letter", "statutory authority", "authority",
    ),
}  # fmt: skip
"""What stands before a value with a colon, or in the cell beside or above it; longest first."""
INSIDE: dict[str, tuple[str, ...]] = {
    "ask_for": ("please ask for", "and ask for", "ask for", "ask to see", "ask to speak with", "report to officer"),
    "letter_purpose_text": (
        "in connection with", "in reference to", "for the purpose of", "interview is about", "with regard to", "regarding",
        "concerning",
    ),
    "documents_requested": (
        "bring with you the following", "you should bring with you", "bring with you",
        "bring the following documents", "please bring", "documents required", "you must bring", "and bring", "bring",
    ),
    "letter_authority_cited": (
        "under the authority of", "by authority of", "pursuant to", "in accordance with", "request is made under",
        "notice is issued under", "issued under", "made under", "required by", "authority for this notice",
    ),
}  # fmt: skip
"""What stands before a value inside a sentence."""
COMES = (
    "come to",
    "report to",
    "appear at",
    "report in person to",
    "appear in person at",
    "present yourself at",
    "go to",
)
SUMMONS = (*COMES, "appointment", "appear", "interview", "presence is", "scheduled", "report on")
ANOTHER = re.compile(r"[,;]?\s*\b(?:and|or)\s+(?:please\s+)?(?:bring|ask|show|present|report|come)\b", re.I)
"""Where a sentence goes on to ask for something else."""
TITLE = re.compile(
    r"officer|director|chief|supervis|agent|deputy|clerk|manager|coordinator|specialist|administrator|\bSDDO\b|\bAFOD\b",
    re.I,
)
ROOM = re.compile(
    r"(?:(?:\d{1,2}(?:st|nd|rd|th)|[A-Z][a-z]+)\s+[Ff]loor\s*,?\s*)?"
    r"(?<![A-Za-z])(?:Room|ROOM|Rm\.?|Suite|Roorn)\s*(?:No\.?\s*)?[A-Z]?\d[\dA-Za-z]*(?:-\d+[A-Z]?)?"
    r"|(?:\d{1,2}(?:st|nd|rd|th))\s+[Ff]loor"
)
STREET = re.compile(
    r"(?<![\w-])\d{1,5}[A-Z]?\s*(?:[A-Z][\w.'’]*\s*){1,4}?"
    r"(?:Street|Avenue|Plaza|Road|Square|Boulevard|Lane|Court|Drive|Place|Way|Broadway|Highway|St|Ave|Rd|Blvd|Sq)(?![a-z])\.?"
)
ZIP = re.compile(r"\b[A-Z]{2}\.?\s*\d{5}(?:-\d{4})?\b")
FORM = re.compile(
    r"(?:F[o0]r[mn]|Fonn|FORM|Fomm)\.?\s*(?:No\.?|#)?\s*[:#]?\s*([A-Z]{1,4})\s?[-–—]?\s?(\d{1,4}[A-Z]?)(?![\d])"
)
CLOSING = (
    "sincerely",
    "respectfully",
    "very truly yours",
    "yours truly",
    "for the office",
    "by order of",
    "authorized by",
    "signature",
)
ASIDE = re.compile(r"\brev(?:ised|ision|\.)|expires|birth|born|\bDOB\b", re.I)
"""Beside which a date is neither the letter's nor the appointment's."""

LABEL_PHRASES = {name: tuple(map(squash, phrases)) for name, phrases in LABELS.items()}
INSIDE_PHRASES = {name: tuple(map(squash, phrases)) for name, phrases in INSIDE.items()}
EVERY_LABEL = tuple(chain.from_iterable(LABEL_PHRASES.values()))
BREAKS = tuple(phrase for phrase in EVERY_LABEL if len(phrase) > 3)
"""A line that begins with one of these, or stands right of one, begins a unit of its own."""
