"""Several invented offices that count together, in a folder: desks, a charter that all have signed, and files that go round.

    offices = agreed(tmp_path, k=3, rows=60)               # desks with light costs, one charter signed by all
    lists = [tokens_of(people, offices.charter) for people in written(...).people]
    tally = offices.counted(lists)                         # the whole run: lists round, check round, counts
    mail = offices.round(lists)                            # or step by step: the files for the tally
    office = offices.cli(run, 0)                           # or as its people type it
    office("prepare", "desk", "../count.charter", "--table", "cases.csv")

Nothing is sent: `Offices.mail` is the folder in which files lie between two desks. A desk is opened for each step and closed
after it, as on the offices' own machines.
"""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import chdir, contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from varick.casebook.file.slots import Cost
from varick.together.charter.card import Card
from varick.together.charter.charter import FIELDS, Charter, ReleaseRule
from varick.together.desk import Desk
from varick.together.keys import MemberKeys
from varick.together.people import Person
from varick.together.planted import planted_lists
from varick.together.ring import check
from varick.together.ring.first import start
from varick.together.ring.hop import passed
from varick.together.ring.lists import Complete, completed
from varick.together.ring.outgoing import Outgoing
from varick.together.tallying import Tally, tally
from varick.together.tokens import Recipe, Row, tokens

PASSPHRASE = "invented words for tests"
NAMES = (
    "Invented Defenders",
    "Imagined Road",
    "Made-up Justice",
    "Fictional Aid",
    "Supposed Counsel",
    "Fabled Families",
)
SUPPRESS, NOISE = ReleaseRule("suppress", threshold=5), ReleaseRule("noise", epsilon=Decimal("1.0"))

Expected = tuple[tuple[tuple[bytes | None, ...], ...], ...]


@dataclass(frozen=True)
class Office:
    """One member: its folder, in which its desk is, and its keys."""

    place: int
    folder: Path
    keys: MemberKeys
    card: Card

    @property
    def desk_folder(self) -> Path:
        return self.folder / "desk"

    @contextmanager
    def desk(self) -> Iterator[Desk]:
        with Desk.open(self.desk_folder, self.keys) as desk:
            yield desk


@dataclass(frozen=True)
class Offices:
    """The members in the order of the ring, what they signed, and the folder of files on their way."""

    folder: Path
    charter: Charter
    members: tuple[Office, ...]

    @property
    def file(self) -> Path:
        """The charter's file."""
        return self.folder / "count.charter"

    @property
    def mail(self) -> Path:
        return self.folder / "mail"

    @property
    def tally(self) -> Office:
        return self.members[self.charter.tally]

    def __getitem__(self, place: int) -> Office:
        return self.members[place % len(self.members)]

    def started(self, place: int, rows: Sequence[Row], planted: Sequence[Row] | None = None) -> Outgoing:
        """Hop 0 of one office; the file lies in `mail`. ``planted``: where the charter's are not meant."""
        if planted is None:
            planted = planted_lists(self.charter).rows[place]
        with self[place].desk() as desk:
            out = start(desk, self[place].keys, self.charter, rows, planted)
        out.write(self.mail)
        return out

    def passed_on(self, place: int, path: Path) -> Outgoing:
        """One hop at one office; the file lies in `mail`."""
        with self[place].desk() as desk:
            out = passed(desk, self[place].keys, self.charter, path, planted_lists(self.charter).rows)
        out.write(self.mail)
        return out

    def round(self, lists: Sequence[Sequence[Row]], planted: Sequence[Sequence[Row]] = ()) -> list[Path]:
        """Every list once round the ring; the files that are then for the tally, by list. ``planted``: rows of the planted
        people of each list, where the charter's are not meant."""
        found = []
        planted = planted or planted_lists(self.charter).rows
        for owner, rows in enumerate(lists):
            out = self.started(owner, rows, planted[owner])
            for step in range(1, self.charter.k):
                out = self.passed_on(owner + step, self.mail / out.name)
            found.append(self.mail / out.name)
        return found

    def checked(self, lists: Sequence[Path]) -> Path:
        """The check once round the ring, over complete lists; its file, which is then for the tally."""
        planted, me = planted_lists(self.charter).rows, self.tally
        with me.desk() as desk:
            complete = completed(desk, me.keys, self.charter, lists, planted)
            out = check.begin(desk, me.keys, self.charter, complete, planted)
        out.write(self.mail)
        for step in range(1, self.charter.k):
            out = self.passed_on(me.place + step, self.mail / out.name)
        return self.mail / out.name

    def gone_round(self, lists: Sequence[Sequence[Row]]) -> list[Path]:
        """Every list and then the check once round; the files that the tally is made from."""
        files = self.round(lists)
        return [*files, self.checked(files)]

    def ready(self, files: Sequence[Path]) -> tuple[Complete, Expected]:
        """What the tally is made from: complete lists, and the planted rows that must stand in them."""
        planted, me = planted_lists(self.charter).rows, self.tally
        with me.desk() as desk:
            complete = completed(desk, me.keys, self.charter, files, planted)
            return complete, check.finished(desk, me.keys, self.charter, complete, planted)

    def tallied(self, files: Sequence[Path]) -> Tally:
        """The counts, from complete lists and the check."""
        complete, expected = self.ready(files)
        return tally(self.charter, complete.points, complete.cases, expected)

    def counted(self, lists: Sequence[Sequence[Row]]) -> Tally:
        """The whole run."""
        return self.tallied(self.gone_round(lists))

    def table(self, place: int, people: Sequence[Person]) -> Path:
        """``cases.csv`` in the office's folder: these people, each a case that the charter covers, with consent."""
        path = self[place].folder / "cases.csv"
        text = io.StringIO()
        out = csv.DictWriter(text, COLUMNS)
        out.writeheader()
        for number, one in enumerate(people, 1):
            told = (f"{place}-{number}", "; ".join(one.names), str(one.birth or ""), one.precinct, one.phone)
            out.writerow(
                dict(
                    zip(COLUMNS, (*told, self.charter.practices[0], "2018-03-08", "no", "given"), strict=True)
                )
            )
        path.write_text(text.getvalue(), encoding="utf-8")
        return path

    def cli(self, varick: Callable[..., Any], place: int) -> Callable[..., Any]:
        """``office("pass", "desk", file)``: `varick together` in the folder of an office, with its passphrase through the pipe.
        ``varick`` is the fixture of that name."""

        def typed(*arguments: str | Path) -> Any:
            with chdir(self[place].folder):
                piped = () if arguments[0] == "estimate" else ("--secret-from-stdin",)
                return varick("together", *map(str, arguments), *piped, stdin=f"{PASSPHRASE}\n".encode())

        return typed


COLUMNS = (
    "own_reference",
    "name",
    "birth_date",
    "arrest_precinct",
    "phone",
    "practice",
    "letter_date",
    "privileged",
    "consent_together",
)


def agreed(
    folder: Path,
    k: int = 3,
    *,
    rows: int = 40,
    planted: int = 0,
    tally: int = -1,
    release: ReleaseRule = SUPPRESS,
    seed: bytes = bytes(range(32)),
    title: str = "Letters of an invented year",
    practices: tuple[str, ...] = ("call_in_letter",),
    fields: tuple[str, ...] = FIELDS,
) -> Offices:
    """Offices with desks, and a charter that every desk has signed, as a file. ``tally`` -1: the last of the ring."""
    members = []
    for place, name in enumerate(NAMES[:k]):
        keys = MemberKeys.create(PASSPHRASE, Cost.LIGHT)
        office = Office(place, folder / f"office-{place}", keys, Card.of(name, keys))
        office.folder.mkdir(parents=True)
        Desk.create(office.desk_folder, keys, office.card).close()
        members.append(office)
    charter = Charter(
        title=title,
        members=tuple(one.card for one in members),
        practices=practices,
        first=date(2018, 1, 1),
        last=date(2018, 12, 31),
        fields=fields,
        recipe=Recipe.load().version,
        rows=rows,
        tally=tally % k,
        release=release,
        planted_seed=seed,
        planted_count=planted,
    )
    for one in members:
        with one.desk() as desk:
            desk.agree(charter)
        charter = charter.signed_by(one.keys)
    (folder / "mail").mkdir()
    made = Offices(folder, charter, tuple(members))
    charter.write(made.file)
    return made


def tokens_of(people: Sequence[Person], charter: Charter) -> list[Row]:
    """The rows of one office's people, before anything is done to tokens that stand twice."""
    recipe = Recipe.load(charter.recipe)
    return [tokens(person, recipe) for person in people]
