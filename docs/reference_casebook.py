"""The page of the fields of a case within docs/reference: question, answers, when it is asked, what leaves at each level."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from varick.casebook.cases.fields import Field, Sharing
    from varick.words import Words

KINDS = {
    "choice": "one of",
    "choices": "any of",
    "date": "a date, as precisely as it is known",
    "text": "text",
    "place": "text",
    "section": "law and section, such as PL 221.10",
    "moment": "time of day, such as 09:30",
}
HOW = {
    "week": "its week",
    "month": "its month",
    "article": "law and article only",
    "code": "the code of what it says",
    "presence": "only whether something was said",
}


HEAD = """
# The fields of a case

{asked} questions and {counted} numbers of days that are counted from dates. There is no field for a name, an A-number, a
docket number or an address: names, date of birth and telephone are kept apart from the case, and of an address only the
borough.

Every answer is a value or one of the words `unknown` (asked, and not known), `refused` (the person would rather not say)
and, where the field has it, `none` (there is none). A question that was never asked has no answer: an empty cell in CSV.
None of these is *no*. An answer can carry its source, a note, and how it is known: {how}.

A date is written {forms}. Days between two dates are a number only where both are known to the day; else from where to
where they lie, with `~` where a date is only about right.

A case needs an answer, which may be `unknown`, to {required}, and a day until which it is kept. A privileged case, or one
of which nobody decided that, leaves in a full export only; any other needs the person's consent to the use. What then
leaves stands at each field.
"""


def pages() -> dict[str, str]:
    """Path within docs/reference -> text."""
    return {"casebook-fields.md": _fields()}


def _fields() -> str:
    from varick.casebook.cases.answers import RELIABILITY
    from varick.casebook.cases.dates import FORMS
    from varick.casebook.cases.fields import fields, groups
    from varick.words import Words

    words = Words("en")
    asked = [f for f in fields().values() if f.tier != "derived"]
    required = ", ".join(f"`{f.name}`" for f in asked if f.tier == "required")
    sources = {(f.huridocs.source, f.huridocs.confidence) for f in asked if f.huridocs}
    told = HEAD.format(
        asked=len(asked),
        counted=len(fields()) - len(asked),
        how=_codes(RELIABILITY[1:]),
        forms=FORMS,
        required=required,
    )
    parts = [" ".join(paragraph.split("\n")) for paragraph in told.strip().split("\n\n")]
    parts += [f"Terms of the {source} (confidence: {confidence})." for source, confidence in sources]
    for group, held in groups().items():
        parts.append(f"## {words.label('casebook_group', group)}")
        parts += [_field(f, words) for f in held]
    return "\n\n".join(parts)


def _field(field: "Field", words: "Words") -> str:
    asks = " and ".join(f"`{name}` is {_or(codes)}" for name, codes in field.asks.items())
    said = {
        "answers": _answers(field, words),
        "tier": field.tier,
        "asked where": asks,
        "to a coalition": "counted from the weeks of both" if field.days else _shared(field.coalition),
        "in published counts": _shared(field.aggregate),
        "Events Standard Formats": f"{field.huridocs.entity}, {field.huridocs.term}"
        if field.huridocs
        else "",
        "note": field.note,
    }
    if field.days:
        said["answers"] = f"days from `{field.days[0]}` to `{field.days[1]}`"
    asked = field.label(words) if field.days else field.question(words)
    lines = [f"- **{name}**: {text}" for name, text in said.items() if text]
    return f"### `{field.name}`\n\n{asked[:1].upper()}{asked[1:]}\n\n" + "\n".join(lines)


def _answers(field: "Field", words: "Words") -> str:
    said = KINDS.get(field.kind) or f"a whole number from {field.low} to {field.high:,}"
    if field.choices:
        codes = ", ".join(f"`{code}` ({field.choice(code, words)})" for code in field.choices)
        said += f" {codes}" if field.kind in ("choice", "choices") else f", of which a code is read: {codes}"
    return f"{said}; or `none`" if field.none else said


def _shared(sharing: "Sharing") -> str:
    return {"keep": "as it is", "drop": "nothing"}.get(sharing.act) or HOW[sharing.how]


def _or(codes: tuple[str, ...]) -> str:
    return " or ".join(f"`{code}`" for code in codes)


def _codes(codes: tuple[str, ...]) -> str:
    return ", ".join(f"`{code}`" for code in codes)
