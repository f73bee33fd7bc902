"""The figures and tables of a brief, made from its page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from varick.errors import VarickError
from varick.figures import Column, Figure, Lever, Stage, Table, flow, funnel, ranking
from varick.figures.ranking import OWNERS, effect_columns
from varick.figures.table import Value
from varick.report.account import described
from varick.report.page import ActivityRow, OutcomeRow, Page, StepRow, TracedRow
from varick.report.told import authorities
from varick.words import Words
from varick.words.numbers import same


def activity(page: Page, name: str) -> ActivityRow:
    """A row of the results. Raises VarickError if there is none of that name."""
    for row in page.activities:
        if row["activity"] == name:
            return row
    known = ", ".join(row["activity"] for row in page.activities)
    raise VarickError(f"brief: no activity {name!r} in the results; there are {known}")


def stages(page: Page, names: Sequence[str], words: Words) -> list[Stage]:
    """The named activities as stages of a figure. Raises VarickError for a name that is not in the results."""
    found = []
    for name in names:
        row = activity(page, name)
        found.append(
            Stage(
                name,
                words.label("activity", name),
                row["agency"],
                row["per_year"],
                row["low"],
                row["high"],
                page.marks.get(name, "passes"),
                page.leaving.get(name, "rest"),
            )
        )
    return found


def law_known(page: Page, words: Words) -> str:
    """To which day the law was checked, and by jurisdiction where the days differ; the latest first."""
    days = sorted(set(page.facts_as_of.values()), reverse=True)
    if len(days) < 2:
        return " ".join(words("page.law_known_to", date=words.date(day)) for day in days)
    said = []
    for day in days:
        who = [
            words.label("jurisdiction", name) for name, checked in page.facts_as_of.items() if checked == day
        ]
        said.append(words("page.law_known_to_by", date=words.date(day), who=", ".join(who)))
    return " ".join(said)


def flow_figure(page: Page, words: Words) -> Figure:
    """The flow of people through the agencies."""
    names = page.flow or [row["activity"] for row in page.activities]
    return flow(stages(page, names, words), page.links, words, zoom_after=page.zoom_after, zoom=page.zoom)


def funnel_figure(page: Page, words: Words) -> Figure | None:
    """How many are left at each step of the chain, if the page names one."""
    if not page.funnel:
        return None
    zoom_after = page.zoom_after if page.zoom_after in page.funnel else None
    return funnel(stages(page, page.funnel, words), words, zoom_after=zoom_after, zoom=page.funnel_zoom)


def lever_figures(page: Page, words: Words) -> list[Figure]:
    """One ranking for each outcome that the levers were asked about."""
    figures = []
    for outcome in page.outcomes:
        levers = [
            Lever(
                lever["reform"],
                words.title("reform", lever["reform"], lever["title"]),
                lever["controlled_by"],
                row["per_year"],
                row["low"],
                row["high"],
                row["change"],
                row["change_low"],
                row["change_high"],
                row["same_sign_share"],
                *_deciding(page, row, words),
            )
            for lever in page.levers
            if (row := lever["outcomes"].get(outcome)) is not None
        ]
        if levers:
            name = f"levers-{outcome.replace('_', '-')}"
            figures.append(ranking(levers, words.label("activity", outcome), words, name=name))
    return figures


def levers_table(page: Page, words: Words) -> Table | None:
    """Every lever and every outcome, by owner; None without levers."""
    if not page.levers:
        return None
    columns = [
        Column("lever", words("column.lever")),
        Column("controlled_by", words("column.owner"), "note"),
        Column("outcome", words("column.outcome")),
        *effect_columns(words),
    ]
    rows: list[list[Value]] = []
    for lever in sorted(page.levers, key=lambda one: (_rank(one["controlled_by"]), one["reform"])):
        for outcome, row in lever["outcomes"].items():
            deciding, grade = _deciding(page, row, words)
            rows.append(
                [
                    words.title("reform", lever["reform"], lever["title"]),
                    words.label("owner", lever["controlled_by"]),
                    words.label("activity", outcome),
                    row["per_year"],
                    row["low"],
                    row["high"],
                    row["change"],
                    row["change_low"],
                    row["change_high"],
                    row["same_sign_share"],
                    deciding or "\u2013",
                    grade or "\u2013",
                ]
            )
    return Table("levers", words("page.levers_caption"), columns, rows)


def _rank(owner: str) -> int:
    return OWNERS.index(owner) if owner in OWNERS else len(OWNERS)


def _deciding(page: Page, row: OutcomeRow, words: Words) -> tuple[str, str]:
    """The fact that most decides how large a change is, and how well it is known; nothing where nothing moves it."""
    name, grade = row.get("deciding_fact"), row.get("deciding_grade")
    if not name or row["change"] == row["change_low"] == row["change_high"] == 0:
        return "", ""
    fact = next((fact for fact in page.facts if fact["name"] == name), None)
    said = described(fact, words).rstrip(".") if fact is not None else name
    return said, words.label("grade", grade) if grade else ""


def detainers_and_letters(page: Page, words: Words) -> list[str]:
    """Of each detainer lever: how many letters more or fewer, and whether only people handed over make the difference."""
    said = []
    for lever in page.levers:
        letter, handed = lever["outcomes"].get("letter"), lever.get("handed_over")
        if lever["reform"] not in page.detainer_levers or letter is None or handed is None:
            continue
        only_so = lever.get("letter_only_through_handed_over", False)
        said.append(
            words(
                "page.letters_through_handed_over" if only_so else "page.letters_not_only_so",
                title=words.title("reform", lever["reform"], lever["title"]),
                letters=words.change(letter["change"], letter["change_low"], letter["change_high"]),
                handed_over=words.change(handed["change"], handed["change_low"], handed["change_high"]),
            )
        )
    return said


def sampled(page: Page) -> bool:
    """Whether the results come from simulated people, so that they have a chance error."""
    return any(not same(row["mc_low"], row["mc_high"]) for row in page.activities)


def activities_table(page: Page, words: Words) -> Table:
    """All results, with parameter uncertainty and Monte Carlo error side by side."""
    columns = [
        Column("activity", words("column.stage")),
        Column("agency", words("column.agency")),
        Column("per_year", words("column.per_year"), "estimate"),
        Column("low", kind="limit"),
        Column("high", kind="limit"),
        Column("mc_low", words("column.sampling"), "range" if sampled(page) else "csv"),
        Column("mc_high", kind="limit"),
    ]
    rows: list[list[Value]] = [
        [
            words.label("activity", row["activity"]),
            words.label("agency", row["agency"]),
            row["per_year"],
            row["low"],
            row["high"],
            row["mc_low"],
            row["mc_high"],
        ]
        for row in page.activities
    ]
    return Table("activities", words("page.activities_caption"), columns, rows)


NOBODY = "nobody's rule"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a traced person in words. No odds are told of one person. `once` is the event without which the
    reasons do not hold; each reason stands with what it cites, and `authority` is what the step itself cites."""

    number: int
    title: str
    agency: str
    value: str
    happens: str
    explanation: str
    receives: str
    sends: str
    once: str
    because: Sequence[tuple[str, str]]
    authority: Sequence[str]
    owners: Sequence[str]
    seen_by: Sequence[str]
    differs: Sequence[str]


def steps(person: TracedRow, words: Words) -> list[Step]:
    """A traced person, step by step. Raises VarickError for a value that is neither yes, no nor unknown."""
    happens = {
        "yes": words("step.happens"),
        "no": words("step.happens_not"),
        "unknown": words("step.can_happen"),
    }
    found = []
    rows = person["steps"][words.lang]
    for number, (row, authority) in enumerate(zip(rows, authorities(rows), strict=True), 1):
        if row["value"] not in happens:
            raise VarickError(
                f"brief: step {row['activity']!r} has the value {row['value']!r}; give yes, no or unknown"
            )
        sends = row["sends"]
        if sends and row["to"]:
            sends = words("step.sends_to", what=sends, agency=words.label("agency", row["to"]))
        found.append(
            Step(
                number,
                words.label("activity", row["activity"]),
                words.label("agency", row["agency"]),
                row["value"],
                happens[row["value"]],
                row.get("explanation", ""),
                row["receives"],
                sends,
                _sentence(row.get("once", "")),
                _reasons(row),
                authority,
                [
                    words.label("owner", one)
                    for one in row["controlled_by"].split(", ")
                    if one not in ("", NOBODY)
                ],
                [words.label("agency", who) for who in row["seen_by"]],
                row.get("article_differs", ()),
            )
        )
    return found


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _reasons(row: StepRow) -> list[tuple[str, str]]:
    """Each reason of a step, and what it cites."""
    cites = row.get("because_cites") or [()] * len(row["because"])
    return [(said, "; ".join(cited)) for said, cited in zip(row["because"], cites, strict=True)]


STORIES: Mapping[str, tuple[str, ...]] = {
    "second_client": (
        "traced.second_client.title",
        "traced.second_client.known",
        "traced.second_client.unknown",
        "traced.second_client.happened",
    ),
    "ticket": ("traced.ticket.title", "traced.ticket.known", "traced.ticket.unknown"),
}
"""Of each traced person: title, what is known, what is not, and what a source reports of a real one."""


@dataclass(frozen=True, slots=True)
class Person:
    """A traced person in words. `happened` is empty for a synthetic one; `changed` are facts in words; `absent` are the
    steps that do not happen, apart from those that do or can; `again` are those with the first person's answer and first
    reason."""

    name: str
    title: str
    known: str
    unknown: str
    happened: str
    on: date
    steps: Sequence[Step]
    again: Sequence[Step]
    absent: Sequence[Step]
    changed: Sequence[str]


def people(page: Page, words: Words) -> list[Person]:
    """The traced people as the page tells them: of all but the first, what differs stands apart from what does not. Raises
    VarickError as `steps` does, and for one without a story."""
    first: list[Step] = []
    found = []
    for row in page.traced:
        found.append(_person(row, first, words))
        first = first or [*found[0].steps, *found[0].absent]
    return found


def _gist(step: Step) -> tuple[object, ...]:
    """What must be alike for a step not to be told twice."""
    return step.title, step.value, step.once, step.because[:1]


def _person(row: TracedRow, first: Sequence[Step], words: Words) -> Person:
    if row["name"] not in STORIES:
        raise VarickError(f"brief: nobody tells of {row['name']!r}; there are {', '.join(STORIES)}")
    title, known, unknown, *happened = (words(key) for key in STORIES[row["name"]])
    told = steps(row, words)
    takes_place = [step for step in told if step.value != "no"]
    gists = [_gist(step) for step in first]
    return Person(
        name=row["name"],
        title=title,
        known=known,
        unknown=unknown,
        happened=" ".join(happened),
        on=row["on"],
        steps=[step for step in takes_place if _gist(step) not in gists],
        again=[step for step in takes_place if _gist(step) in gists],
        absent=[step for step in told if step.value == "no"],
        changed=row["changed_in_month"],
    )


def differs(page: Page, words: Words) -> list[tuple[str, Sequence[str]]]:
    """(step, what the article says otherwise than law or record), of each step once, in the order of the pathway."""
    found: dict[str, Sequence[str]] = {}
    for row in page.traced:
        for step in steps(row, words):
            if step.differs:
                found.setdefault(step.title, step.differs)
    return list(found.items())
