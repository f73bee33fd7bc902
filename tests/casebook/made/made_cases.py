"""Invented cases for exports: with names, numbers and words planted in every place that can hold text."""

from datetime import date, timedelta
from random import Random

from varick.casebook.book import Book
from varick.casebook.cases.answers import Answer, parse_answer
from varick.casebook.cases.consent import Consent, Use
from varick.casebook.cases.dates import parse_day
from varick.casebook.cases.fields import field, fields
from varick.casebook.cases.identity import Identity, Name

TODAY = date(2026, 11, 23)
UNTIL = date(2090, 1, 1)
GIVEN = Consent("given", date(2026, 1, 1), "on paper")
BOTH: dict[Use, Consent] = {"coalition": GIVEN, "aggregate": GIVEN}
PRACTICES = (
    "call_in_letter",
    "courthouse_arrest",
    "home_arrest",
    "transfer_from_custody",
    "check_in_detention",
)


def planted(number: int) -> dict[str, str]:
    """Words that stand nowhere else: one for each place that holds text."""
    stem = f"zq{number:03}x"
    return {
        "first": f"Nombre{stem}",
        "last": f"Apellido{stem}",
        "phone": f"21255{number:05}",
        "birth": f"19{10 + number % 80}-{1 + number % 12:02}-{1 + number % 28:02}",
        "source": f"Fuente{stem}",
        "note": f"Nota{stem}",
        "text": f"Texto{stem}",
        "file": f"Archivo{stem}.txt",
        "inside": f"Carta{stem}",
        "how": f"Manera{stem}",
    }


def answers(number: int, random: Random) -> dict[str, Answer]:
    """A whole case: every field that can be asked has an answer, texts with planted words."""
    words = planted(number)
    day = date(2018, 1, 1) + timedelta(days=random.randrange(360))
    made: dict[str, Answer] = {}
    for one in fields().values():
        if one.tier == "derived":
            continue
        if one.kind == "date":
            text = str(day + timedelta(days=len(made) % 30))
        elif one.kind == "choice":
            text = random.choice(one.choices)
        elif one.kind == "choices":
            text = "; ".join(one.choices[:2])
        elif one.kind == "count":
            text = str(one.low + number % 7)
        elif one.kind == "section":
            text = "PL 221.10"
        elif one.kind == "moment":
            text = "09:17"
        else:
            text = f"=HYPERLINK({words['text']}) 201 Varick"
        parsed = parse_answer(field(one.name), text)
        made[one.name] = Answer(parsed.value, "known", words["source"], "document", words["note"])
    made["practice"] = Answer(random.choices(PRACTICES, [8, 3, 2, 1, 1])[0])
    return made


def fill(book: Book, n: int, consents: dict[Use, Consent] | None = None, seed: int = 1) -> list[str]:
    """Add n cases, each with identity, every tenth with an attachment; their ids."""
    random = Random(seed)
    with book.vault.transaction():
        return [_add(book, number, random, BOTH if consents is None else consents) for number in range(n)]


def _add(book: Book, number: int, random: Random, consents: dict[Use, Consent]) -> str:
    words = planted(number)
    given = {use: Consent(c.state, c.on, words["how"]) for use, c in consents.items()}
    who = Identity(
        (Name(f"{words['first']} {words['last']}", "own"),), parse_day(words["birth"]), words["phone"]
    )
    case = book.add(
        answers(number, random), identity=who, consents=given, retain_until=UNTIL, privileged=False
    )
    if number % 10 == 0:
        inside = words["inside"].encode()
        book.attach(case, inside, name=words["file"], kind="document", provenance=words["source"])
    return case
