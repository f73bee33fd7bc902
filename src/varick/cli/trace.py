"""``varick trace``: one person, hop by hop. What is answered stays in memory: it enters no file, log, cache or address."""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import click

from varick.cli.options import (
    language_option,
    scenario_named,
    scenario_option,
    text_format_option,
    yaml_errors,
)
from varick.errors import VarickError
from varick.words import Words


@click.command(
    epilog="Example: varick trace --on 2018-02-15 --set charge=marijuana_fifth --format text",
)
@scenario_option
@click.option("--reform", "-r", "reforms", multiple=True, help="A reform to apply; may be given again.")
@click.option(
    "--on",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Day of the arrest (default: the scenario's first).",
)
@click.option(
    "--set",
    "answers",
    multiple=True,
    metavar="NAME=VALUE",
    help="What is known of the person; may be given again.",
)
@click.option(
    "--person",
    type=click.File("r", encoding="utf-8"),
    help="A YAML file of name: value, or - to read standard input.",
)
@click.option("--ask", "asking", is_flag=True, help="Ask what is not given, one by one; each may be skipped.")
@text_format_option
@language_option
def command(
    scenario: str,
    reforms: tuple[str, ...],
    day: Any,
    answers: tuple[str, ...],
    person: Any,
    asking: bool,
    form: str,
    lang: str,
) -> None:
    """Trace one person's data: what is sent to whom, on what authority, who sees it, why, and who controls that.

    What is not given stays unknown. It asks no name, birth date, A-number, address or docket number. It prints what can
    happen and who decides, and as text no odds of one person. Nothing here is legal advice: see counsel.

    What you give with --set stays in your shell's history: to keep answers out of it, use --ask, or --person - and type.
    """
    from varick.cli.ask import ask
    from varick.engine.trace import Tracer
    from varick.model.kinds import Kind
    from varick.model.load import library
    from varick.model.shipped import model_of
    from varick.report.told import as_dicts, authorities

    chosen = scenario_named(scenario, reforms, (), None)
    on = day.date() if day is not None else chosen.period[0]
    outside = not chosen.period[0] <= on < chosen.period[1]
    if outside and (chosen.reforms or chosen.changes):
        raise VarickError(
            f"--on {on}: the reforms and facts of {chosen.name} hold from {chosen.period[0]} up to {chosen.period[1]}; "
            "choose a day within, or leave them out"
        )
    if asking and person is not None and getattr(person, "name", "<stdin>") == "<stdin>":
        raise click.UsageError("--ask reads the terminal, and so does --person -; leave one out")
    words = Words(lang)
    given = _given(answers, person)
    tracer = Tracer(model_of(chosen), on)
    if asking:
        # What is wrong is refused before the questions, and what cannot be here is not offered.
        attributes = [node for node in tracer.model.nodes.values() if node.kind is Kind.ATTRIBUTE]
        given |= ask(attributes, given, tracer.possible(given), words)
    steps = as_dicts(tracer.trace(given), words)
    as_of = library().as_of
    if form == "json":
        answer = {
            "scenario": chosen.name,
            "hash": chosen.hash,
            "on": on.isoformat(),
            "facts_as_of": {k: v.isoformat() for k, v in as_of.items()},
            "lang": lang,
            "steps": steps,
        }
        click.echo(json.dumps(answer, indent=1, ensure_ascii=False))
        return
    for line in _head(on, words.title("scenario", chosen.name, chosen.title), as_of, outside, words):
        click.echo(line)
    for number, (step, authority) in enumerate(zip(steps, authorities(steps), strict=True), 1):
        for line in _told(number, step, authority, words):
            click.echo(line)
        click.echo("")
    click.echo(words("told.no_share"))
    click.echo(words("told.not_advice"))
    sys.stdout.flush()


def _said_twice(text: str) -> str:
    """A name that stands twice in a YAML mapping (the reader would silently take the last), or nothing."""
    import yaml

    root = yaml.compose(text)
    keys = [key.value for key, _ in root.value] if isinstance(root, yaml.MappingNode) else []
    return next((str(key) for key in keys if keys.count(key) > 1), "")


def _given(answers: tuple[str, ...], person: Any) -> dict[str, str | bool]:
    """--person and --set together; --set counts where both say something."""
    import yaml

    given: dict[str, str | bool] = {}
    if person is not None:
        name = getattr(person, "name", "<stdin>")
        try:
            text = person.read()
            read = yaml.safe_load(text)
        except yaml_errors() as error:
            mark = getattr(error, "problem_mark", None)
            raise VarickError(
                f"{name}:{mark.line + 1 if mark else 1}: not readable as YAML; write lines such as status: overstay"
            ) from None
        if twice := _said_twice(text):
            raise VarickError(f"{name}: {twice} is said twice; say it once")
        if read is not None and not isinstance(read, dict):
            raise VarickError(f"{name}:1: write lines such as status: overstay")
        for key, value in (read or {}).items():
            if not isinstance(value, str | bool | int | float):
                raise VarickError(f"{name}: {key}: give one word, yes or no")
            given[str(key)] = value if isinstance(value, bool) else str(value)
    said: dict[str, str | bool] = {}
    for answer in answers:
        key, equals, value = (part.strip() for part in answer.partition("="))
        if not equals or not key:
            raise click.UsageError("--set: write NAME=VALUE, such as --set status=overstay")
        if key in said:
            raise click.UsageError(f"--set: {key} is said twice; say it once")
        said[key] = value
    return given | said


def _head(on: date, scenario: str, as_of: Mapping[str, date], outside: bool, words: Words) -> Iterator[str]:
    """The day, the scenario, and to which day the law was checked; that comes first where the day is later."""
    days = sorted(set(as_of.values()))
    known = words.listed(
        [
            words(
                "told.known_one",
                date=words.date(day),
                jurisdictions=", ".join(words.label("jurisdiction", k) for k, v in as_of.items() if v == day),
            )
            for day in days
        ]
    )
    law = words("told.known_to", known=known)
    arrest = words("told.head", date=words.date(on), scenario=scenario)
    if days and days[0] < on:
        yield f"{law} {words('told.late')}"
        yield arrest
    else:
        yield arrest
        yield law
    if words.notice:
        yield words.notice
    if outside:
        yield words("told.outside", scenario=scenario)
    yield ""


def _told(number: int, step: Mapping[str, Any], authority: Sequence[str], words: Words) -> Iterator[str]:
    """One step as text; ``authority``: what it cites itself."""
    from varick.words.nodes import ANSWERS

    def names(family: str, known: list[str]) -> str:
        return ", ".join(words.label(family, one) for one in known)

    yield words(
        "told.step",
        number=f"{number:2d}",
        title=words.label("activity", step["activity"]),
        agency=words.label("agency", step["agency"]),
        answer=words(ANSWERS[step["value"]]),
    )
    yield f"    {step['explanation']}"
    lines = []
    if step["receives"]:
        lines.append(words("told.receives", what=step["receives"]))
    if step["sends"]:
        lines.append(words("told.sends", what=step["sends"], agency=words.label("agency", step["to"])))
    if step["seen_by"]:
        lines.append(words("told.seen_by", who=names("agency", step["seen_by"])))
    if authority:
        lines.append(words("told.authority", cites="; ".join(authority)))
    if step["because"]:
        lines.append(words("told.because_once", once=step["once"]) if step["once"] else words("told.because"))
        for why, cites in zip(step["because"], step["because_cites"], strict=True):
            lines.append(f"  {why} [{'; '.join(cites)}]" if cites else f"  {why}")
    if step["controlled_by"] != "nobody's rule":
        lines.append(words("told.controlled_by", owners=names("owner", step["controlled_by"].split(", "))))
    if step["probability_withheld"] and step["value"] == "unknown":
        lines.append(words("told.odds", why=step["probability_withheld"]))
    lines += [words("told.article", text=text) for text in step["article_differs"]]
    for line in lines:
        yield f"    {line}"
