"""The tables of docs/decisions/linkage.md, of frozen seeds: python -m linkage_page [--write]

What each way of linking finds and does to an estimate; what an insider reads from Bloom filters; what the attacks on blinded
tokens give.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path
from statistics import fmean, median

from attack import anonymity, by_frequency, decoded, linked_by_colluders, patterns, signatures
from damage import Score, febrl, table
from decode import dictionary, read, shares
from peers import clks, halves, shared_secret
from people import FROZEN, HEAVY, MODERATE, made, written
from scores import two
from views import by_hand

from varick.together.tokens import Recipe, Row, tokens, unique

PAGE = Path(__file__).resolve().parents[3] / "docs" / "decisions" / "linkage.md"
BEGIN, END = "<!-- made by tests/together/made/linkage_page.py: {} -->", "<!-- end -->"
MANY, TRIED = 5_000, 50
LEVELS = {MODERATE: "moderate", HEAVY: "heavy"}


def damage() -> str:
    """Recall, precision and Chapman's estimate over the truth."""
    columns: dict[str, list[Score]] = {
        f"1,000 people, {name} errors": table(1_000, level, FROZEN) for level, name in LEVELS.items()
    }
    columns["FEBRL4"] = febrl()
    ways = [score.way for score in next(iter(columns.values()))]
    lines = ["| | " + " | ".join(columns) + " |", "| --- |" + " ---: |" * len(columns)]
    for way in ways:
        cells = []
        for scores in columns.values():
            found = [s for s in scores if s.way == way]
            cells.append(
                f"{found[0].recall:.2f} / {found[0].precision:.2f} / **{found[0].damage:.2f}**"
                if found
                else ""
            )
        lines.append(f"| {way} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def insider() -> str:
    """What a holder of the secret reads from filters."""
    given, family = dictionary()
    lines = [
        f"| read rightly, of {len(given)} given and {len(family)} family names | given name | family name | birth date | all three |",
        "| --- |" + " ---: |" * 4,
    ]
    for level, name in LEVELS.items():
        found = []
        for seed in FROZEN:
            people = two(seed, 1_000, level).people[0]
            secret = shared_secret(seed)
            found.append(shares(people, read(clks(people, secret), secret)))
        means = [fmean(one[what] for one in found) for what in found[0]]
        lines.append(f"| {name} errors | " + " | ".join(f"{mean:.0%}" for mean in means) + " |")
    return "\n".join(lines)


def tally_view() -> str:
    """The frequency and pattern attacks, with the rule that nothing stands twice in a list and without it."""
    recipe = Recipe.load()
    kinds = [kind.name for kind in recipe.kinds]
    lists = two(FROZEN[0], MANY, MODERATE).people
    raw = [[tokens(person, recipe) for person in own] for own in lists]
    others = written(
        made("frozen reference", 10_000), seed="frozen reference", coverage=(1.0,), errors=MODERATE
    )
    usual = [tokens(person, recipe) for person in others.people[0]]

    def names(people: Sequence[Sequence[object]]) -> list[list[Row]]:
        return [[(halves(one)[1].encode() or None,) for one in own] for own in people]  # type: ignore[arg-type]

    [reference] = names(others.people)
    rows: dict[str, list[str]] = {}
    for without in (True, False):
        held = raw if without else [unique(own) for own in raw]
        guessed = by_frequency(held, kinds, usual, TRIED)
        alone = names(lists) if without else [unique(own) for own in names(lists)]
        [name] = by_frequency(alone, ["family name"], reference, TRIED)
        crowd = anonymity(held, 0)
        for what, value in {
            "how often the commonest point stands in all lists": str(max(g.most_often for g in guessed)),
            f"tokens of {len(kinds)} kinds guessed rightly by rank, of the {TRIED} commonest of each": f"{sum(g.right for g in guessed)} of {sum(g.tried for g in guessed)}",
            "the same for a family name alone, which is no kind": f"{name.right} of {name.tried}",
            "rows of a list that stand out by their repeats": f"{sum(signatures(own) for own in held)} of {sum(map(len, held))}",
            "rows of the first list that equal a row elsewhere": f"{sum(bool(p) for p in patterns(held, 0))} of {len(held[0])}",
            "own cases among which such a row cannot be told: least, median": f"{min(crowd):,}, {median(crowd):,.0f}",
        }.items():
            rows.setdefault(what, []).append(value)
    lines = [
        f"| {MANY:,} people, lists of {len(raw[0]):,} and {len(raw[1]):,} | without the rule | as it is |",
        "| --- | ---: | ---: |",
    ]
    return "\n".join([*lines, *(f"| {what} | " + " | ".join(values) + " |" for what, values in rows.items())])


def colluders() -> str:
    """What two of three members find out about the third, over three lists of which each knows half of 150 people."""
    recipe = Recipe.load()
    kinds = tuple(kind.name for kind in recipe.kinds)
    lists = written(made(FROZEN[0], 150), seed=FROZEN[0], coverage=(0.5,) * 3)
    rows = [unique([tokens(person, recipe) for person in own]) for own in lists.people]
    words = sorted(
        {
            (kind, t)
            for own in rows
            for row in own
            for kind, t in zip(kinds, row, strict=True)
            if t is not None
        }
    )
    own = {(kind, t) for row in rows[0] for kind, t in zip(kinds, row, strict=True) if t is not None}
    shared = {row for row, _ in lists.pairs(0, 1)} | {row for row, _ in lists.pairs(0, 2)}
    lines = ["| two of three against the third | without masks | as it is |", "| --- | ---: | ---: |"]
    found: dict[str, list[str]] = {}
    for masked in (False, True):
        views = by_hand(rows, kinds, rows=100, seed=FROZEN[0], masked=masked)
        held, secrets = views.held_by([1, 2]), views.secrets[1:]
        tried = decoded(views, 0, words, secrets, views.held_by([1, 2], tally=True))
        whole = decoded(views, 0, sorted(own), views.secrets, held) if not masked else None
        known = linked_by_colluders(views, 0, [1, 2], held)
        for what, value in {
            f"tokens decoded with a dictionary of all {len(words):,} that are on any list": f"{tried} of {len(own)}",
            "the same, had the third's secret not been destroyed": f"{whole} of {len(own)}"
            if whole is not None
            else "",
            "rows of the third that they recognize as their own people": f"{sum(map(bool, known))} of {len(shared)} shared",
        }.items():
            found.setdefault(what, []).append(value)
    return "\n".join(
        [*lines, *(f"| {what} | " + " | ".join(values) + " |" for what, values in found.items())]
    )


PARTS = {"damage": damage, "insider": insider, "tally": tally_view, "colluders": colluders}


def page(text: str) -> str:
    """The page's text with the tables made anew."""
    for name, make in PARTS.items():
        before, rest = text.split(BEGIN.format(name))
        text = f"{before}{BEGIN.format(name)}\n\n{make()}\n\n{END}{rest.split(END, 1)[1]}"
    return text


def main() -> None:
    """Print the tables, or write them into the page."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--write", action="store_true")
    if asked.parse_args().write:
        PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    else:
        print("\n\n".join(make() for make in PARTS.values()))


if __name__ == "__main__":
    main()
