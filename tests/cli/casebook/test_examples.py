"""The examples in the help of `varick casebook` run, on a casebook of invented people, as a user would type them."""

import re
import shlex
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pyrage
import pytest
from made_terminal import SECRET

from varick.casebook.book import Book
from varick.casebook.cases.answers import parse_answer
from varick.casebook.cases.fields import field
from varick.casebook.file.vault import Cost
from varick.cli import cli
from varick.cli.lazy import every

Run = Callable[..., Any]
VERBS = [path for path in every(cli) if path[0] == "casebook"]
TYPED = {
    "search": "inven\n",
    "consent": "",
    "edit": "y\n",
    "attach": "from the client\n2018-03\n",
    "add": "1\n1\ns\n",  # save and leave
}
"""What is typed after the secret, a line for each question."""
WORDS = ("drill", "restore")
"""What opens with the twelve words."""


def prepared(varick: Run) -> tuple[str, tuple[str, ...]]:
    """office.casebook, backups, cases.csv and letter.jpg in the folder of the test; (a case, the recovery words)."""
    told = {
        "practice": "call_in_letter",
        "source_type": "client",
        "letter_received": "yes",
        "letter_date": "2018-02-20",
    }
    book, words = Book.create(
        "office.casebook", organisation="Invented", passphrase=SECRET, label="Ana", cost=Cost.LIGHT
    )
    with book:
        answers = {name: parse_answer(field(name), text) for name, text in told.items()}
        case = book.add(answers, retain_until=date(2090, 1, 1))
    Path("letter.jpg").write_bytes(b"\xff\xd8\xff\xe0 invented")
    Path("cases.csv").write_text("practice,source_type\ncall_in_letter,client\n")
    Path("backups").mkdir()
    key = str(pyrage.x25519.Identity.generate().to_public())
    for asked in (("--add-recipient", f"Lin={key}"), ("--to", "backups")):
        given = ("backup", "office.casebook", *asked, "--secret-from-stdin")
        ran = varick("casebook", *given, stdin=f"{SECRET}\n".encode())
        assert ran.code == 0, ran.err
    (made,) = Path("backups").glob("*.age")
    made.rename("backups/casebook-2026-11-23.age")
    return case, words


@pytest.mark.parametrize("path", VERBS, ids=" ".join)
def test_the_example_in_the_help_runs(varick: Run, path: tuple[str, ...]) -> None:
    epilog = " ".join((every(cli)[path].epilog or "").split())
    example = re.match(r"Example: (varick .*?)(?:\. |\.?$)", epilog)
    assert example, f"varick {' '.join(path)} --help has no example"
    verb = path[-1]
    case, words = prepared(varick)
    if verb == "init":
        Path("office.casebook").unlink()
    given = [case if word == "CASE" else word for word in shlex.split(example[1])[1:]]
    secret = " ".join(words) if verb in WORDS else SECRET
    extra = ["--secret-from-stdin"] + (["--words-to-pipe"] if verb == "init" else [])
    ran = varick(*given, *extra, stdin=f"{secret}\n{TYPED.get(verb, '')}".encode())
    assert ran.code == 0, ran.err
    assert "Traceback" not in ran.err
