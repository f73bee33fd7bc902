"""``varick casebook show``: one case as it stands."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from varick.cli import clock
from varick.cli.casebook.lines import derived
from varick.cli.casebook.secret import Way, book_argument, secret_options, unlock
from varick.cli.options import language_option
from varick.cli.output import FORMATS, as_csv, as_json, lined_up
from varick.words import Words

if TYPE_CHECKING:
    from varick.casebook.book import Book
    from varick.casebook.cases.attachment import Attachment
    from varick.casebook.cases.case import Case
    from varick.casebook.cases.fields import Field
    from varick.casebook.cases.identity import Identity

COLUMNS = ("field", "value", "state", "source", "reliability", "note")


@click.command(epilog="Example: varick casebook show office.casebook CASE")
@book_argument
@click.argument("case")
@click.option(
    "--identity",
    "with_identity",
    is_flag=True,
    help="Also who the case is about; the log keeps that it was looked at.",
)
@click.option(
    "--format", "form", type=FORMATS, default="table", show_default=True, help="table, csv or json."
)
@language_option
@secret_options
def command(book: Path, case: str, with_identity: bool, form: str, lang: str, way: Way) -> None:
    """Everything that was answered, with its source; what was not asked yet; consent; attachments; what does not fit together.

    Names, date of birth and telephone only with --identity.
    """
    words = Words(lang)
    with unlock(book, words, way) as opened:
        found = opened.case(case)
        who = _identity(opened, found.id) if with_identity else None
        attached = opened.attachments(found.id)
    if form == "json":
        click.echo(as_json(_json(found, who, attached)))
    elif form == "csv":
        click.echo(as_csv([_guarded(row) for row in _rows(found, who)], COLUMNS), nl=False)
    else:
        for line in _lines(found, who, attached, words):
            click.echo(line)


def _identity(opened: "Book", case_id: str) -> "Identity":
    """Who it is about; that somebody looked is an act, and stands in the log before it is shown."""
    with opened.vault.transaction():
        opened.log.append("identity_seen", case_id)
    return opened.identity(case_id)


def _json(case: "Case", who: "Identity | None", attached: "list[Attachment]") -> dict[str, Any]:
    from varick.casebook.cases import attachment, identity
    from varick.casebook.cases.case import oddities, to_json
    from varick.casebook.cases.fields import fields

    told = {"case": case.id, **to_json(case), "derived": derived(case, list(fields().values()))}
    told["attachments"] = [{"id": one.id, **attachment.to_json(one)} for one in attached]
    told["oddities"] = [{"kind": o.kind, "field": o.field, "other": o.other} for o in oddities(case.answers)]
    return told if who is None else told | {"identity": identity.to_json(who)}


def _guarded(row: dict[str, str]) -> dict[str, str]:
    """With an apostrophe before what a spreadsheet would take for a formula; a number of days is none."""
    from varick.casebook.sharing.sheet import guarded

    return row if row["state"] == "derived" else {name: guarded(text) for name, text in row.items()}


def _rows(case: "Case", who: "Identity | None") -> Iterator[dict[str, str]]:
    from varick.casebook.cases.answers import written
    from varick.casebook.cases.fields import fields

    for name, answer in case.answers.items():
        value = written(answer) if answer.state == "known" else ""
        row = {"field": name, "value": value, "state": answer.state, "source": answer.source}
        yield row | {"reliability": answer.reliability, "note": answer.note}
    for field in fields().values():
        if field.tier == "derived" and (days := case.derived(field.name)):
            yield {"field": field.name, "value": str(days), "state": "derived"}
    for use, consent in case.consents.items():
        yield {"field": f"consent_{use}", "value": consent.state, "state": "known", "note": consent.how}
    privileged = {True: "yes", False: "no", None: ""}[case.privileged]
    yield {"field": "privileged", "value": privileged, "state": "known" if privileged else "unknown"}
    yield {"field": "retain_until", "value": case.retain_until.isoformat(), "state": "known"}
    for written_so in who.names if who else ():
        yield {"field": f"name_{written_so.kind}", "value": written_so.text, "state": "known"}
    if who and who.birth_date:
        yield {"field": "birth_date", "value": str(who.birth_date), "state": "known"}
    if who and who.phone:
        yield {"field": "phone", "value": who.phone, "state": "known"}


def _lines(case: "Case", who: "Identity | None", attached: "list[Attachment]", words: Words) -> Iterator[str]:
    from varick.casebook.cases.case import oddities
    from varick.casebook.cases.fields import field, groups

    added, changed = (words.date(moment.date()) for moment in (case.added, case.changed))
    yield words("casebook_show.head", case=case.id, added=added, changed=changed)
    over = case.retain_until < clock.today()
    until = words.date(case.retain_until)
    yield words("casebook_show.retain_over", day=until) if over else words("casebook_show.retain", day=until)
    yield {
        True: words("casebook_show.privileged"),
        False: words("casebook_show.not_privileged"),
        None: words("casebook_show.privilege_open"),
    }[case.privileged]
    if who is not None:
        yield from ("", words("casebook_show.identity"), *_identified(who, words))
    for group, fields in groups().items():
        if answered := list(_answered(case, fields, words)):
            yield from ("", words.label("casebook_group", group), *_table(answered))
    if odd := [
        words("casebook_show.unasked", field=field(o.field).label(words), other=field(o.other).label(words))
        if o.kind == "unasked"
        else words(
            "casebook_show.backwards", field=field(o.field).label(words), other=field(o.other).label(words)
        )
        for o in oddities(case.answers)
    ]:
        yield from ("", words("casebook_show.odd"), *(f"  {line}" for line in odd))
    yield from ("", words("casebook_show.consents"), *_consents(case, words))
    if attached:
        yield from ("", words("casebook_show.attachments"), *_table([_attached(a, words) for a in attached]))
    yield from _open(case, words)


def _answered(case: "Case", fields: "list[Field]", words: Words) -> Iterator[tuple[str, str]]:
    from varick.casebook.cases.saying import say_answer, say_days, say_source

    for field in fields:
        label = field.label(words)
        if field.tier == "derived":
            if days := case.derived(field.name):
                yield label, say_days(days, words)
            continue
        answer = case.answers.get(field.name)
        if answer is None:
            continue
        said = [say_answer(field, answer, words)]
        if answer.reliability:
            said.append(words.label("casebook_reliability", answer.reliability))
        said += [words("casebook_show.source", source=say_source(answer.source, words))] * bool(answer.source)
        said += [words("casebook_show.note", note=answer.note)] * bool(answer.note)
        yield label, "; ".join(said)


def _identified(who: "Identity", words: Words) -> Iterator[str]:
    from varick.casebook.cases.saying import say_day

    if not who:
        yield f"  {words('casebook_show.no_identity')}"
        return
    rows = [
        (words("casebook_show.name", kind=words.label("casebook_name_kind", name.kind)), name.text)
        for name in who.names
    ]
    if who.birth_date:
        rows.append((words("casebook_show.birth_date"), say_day(who.birth_date, words)))
    if who.phone:
        rows.append((words("casebook_show.phone"), who.phone))
    yield from _table(rows)


def _consents(case: "Case", words: Words) -> Iterator[str]:
    from varick.casebook.cases.consent import NOT_ASKED, USES

    rows = []
    for use in USES:
        said = case.consents.get(use, NOT_ASKED)
        state = words.label("casebook_consent", said.state)
        if said.on and said.how:
            state = words("casebook_show.consent", state=state, day=words.date(said.on), how=said.how)
        elif said.on:
            state = words("casebook_show.consent_bare", state=state, day=words.date(said.on))
        rows.append((words.label("casebook_use", use), state))
    yield from _table(rows)


def _attached(one: "Attachment", words: Words) -> tuple[str, str]:
    from varick.casebook.cases.saying import say_day

    said = words(
        "casebook_show.attachment",
        name=one.name,
        kind=words.label("casebook_attachment_kind", one.kind),
        size=words.number(one.size),
        provenance=one.provenance,
        added=words.date(one.added.date()),
    )
    made = [words("casebook_show.made", day=say_day(one.taken, words))] if one.taken else []
    return one.id, "; ".join([said, *made])


def _open(case: "Case", words: Words) -> Iterator[str]:
    from varick.casebook.cases.fields import asked

    left = [field.label(words) for field in asked(case.answers) if field.name not in case.answers]
    if left:
        yield from ("", words("casebook_show.asked_next", fields=", ".join(left)))


def _table(rows: list[tuple[str, str]]) -> Iterator[str]:
    """Two columns; a text of several lines goes on below itself."""
    spread: list[tuple[str, str]] = []
    for label, text in rows:
        first, *more = text.splitlines() or [""]
        spread += [(label, first), *(("", line) for line in more)]
    yield from (f"  {line}" for line in lined_up(spread))
