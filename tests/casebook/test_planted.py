"""500 invented people are put into a casebook by every way in; then all that the program leaves anywhere is searched for them."""

import csv
import io
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pyrage
import pytest
import synthetic_letters
import watched
from planted_words import Person, Search, files_in, people

from varick.casebook.book import Book
from varick.casebook.cases.answers import Answer, parse_answer
from varick.casebook.cases.consent import Consent, Use
from varick.casebook.cases.dates import parse_day
from varick.casebook.cases.draft import Draft
from varick.casebook.cases.fields import field as field_of
from varick.casebook.cases.identity import Identity, Name
from varick.casebook.file.vault import Cost, Passphrase

SECRET = "invented words for tests"
UNTIL = date(2090, 1, 1)
GIVEN: dict[Use, Consent] = {
    use: Consent("given", date(2026, 1, 1), "on paper") for use in ("coalition", "aggregate")
}
PEOPLE = people()
KEPT, DRAFTED, IMPORTED, REJECTED, TYPED = (
    PEOPLE[:280],
    PEOPLE[280:300],
    PEOPLE[300:420],
    PEOPLE[420:498],
    PEOPLE[498:],
)
"""Whom the book is given: as cases with everything, as drafts, in the good and bad rows of a table, at the terminal."""
PRACTICES = ("call_in_letter", "courthouse_arrest", "home_arrest", "check_in_detention")
TEXTS = (
    "account",
    "country_of_birth",
    "pending_benefit",
    "letter_purpose_text",
    "ask_for",
    "letter_authority_cited",
    "nta_charges",
)
LETTER = "dev-prose-02"


@dataclass
class Office:
    """A folder with what was made, the cases, the words on paper, and the folders that should stay empty."""

    places: watched.Places
    folder: Path
    words: str
    cases: list[str]
    steps: dict[str, watched.Step] = field(default_factory=dict)
    came: dict[str, bytes] = field(default_factory=dict)

    def path(self, name: str) -> str:
        return str(self.folder / name)

    @property
    def book(self) -> str:
        return self.path("office.casebook")


@pytest.fixture(scope="module")
def search() -> Search:
    one = synthetic_letters.letter(LETTER)
    addressee = [part for part in one.addressee if len(part) > 8]
    return Search([*(word for person in PEOPLE for word in person.words), *addressee])


def whole(person: Person) -> dict[str, Answer]:
    """Answers with planted words wherever a text can stand."""
    luck = random.Random(person.number)
    told = {
        "practice": luck.choice(PRACTICES),
        "source_type": "client",
        "letter_received": "yes",
        "home_borough": "bronx",
    }
    told |= {
        "letter_date": f"2018-0{1 + luck.randrange(9)}-15",
        "appointment_on": "2088-03-05",
        "appointment_time": "09:30",
    }
    made = {name: parse_answer(field_of(name), text) for name, text in told.items()}
    for name in TEXTS:
        made[name] = Answer(
            f"{person.note} {person.name}, {person.phone}",
            "known",
            person.inside,
            "document",
            f"{person.note}, {person.birth}",
        )
    made["appointment_place"] = Answer("201 Varick Street", "known", person.inside, "document", person.name)
    return made


def who(person: Person) -> Identity:
    return Identity(
        (Name(person.name), Name(person.name.upper(), "arrest")), parse_day(person.birth), person.phone
    )


def fill(book: Book) -> list[str]:
    """280 cases with everything, each third with an attachment; and 20 drafts."""
    with book.vault.transaction():
        cases = []
        for person in KEPT:
            said = {use: Consent("given", date(2026, 1, 1), person.note) for use in GIVEN}
            case = book.add(
                whole(person), identity=who(person), consents=said, retain_until=UNTIL, privileged=False
            )
            cases.append(case)
            if person.number % 3 == 0:
                inside = f"{person.inside} {person.name} {person.phone}".encode(
                    ("utf-8", "utf-16")[person.number % 2]
                )
                name, where = f"{person.file}.pdf", f"{person.note} brought it"
                book.attach(case, inside * 9, name=name, kind="letter", provenance=where)
    for person in DRAFTED:
        book.keep_draft(
            Draft(
                answers=whole(person),
                identity=who(person),
                consents={"coalition": Consent("given", UNTIL, person.note)},
            )
        )
    return cases


def table() -> bytes:
    """120 good rows and 78 that are rejected: names, numbers and birth dates in each."""
    heads = [
        "practice",
        "source_type",
        "letter_date",
        "name_own",
        "name_letter",
        "birth_date",
        "phone",
        "account",
        "arrest_precinct",
    ]
    rows = [
        [
            "other",
            "client",
            "2018-05-06",
            p.name,
            p.name.upper(),
            p.birth,
            p.phone,
            f"{p.note} {p.inside}",
            "44",
        ]
        for p in IMPORTED
    ]
    for place, p in enumerate(REJECTED):
        row = ["other", "client", "2018-05-06", p.name, p.file, p.birth, p.phone, p.note, "44"]
        bad, text = [(0, p.inside), (2, p.name), (5, p.phone), (8, p.note), (1, p.last)][place % 5]
        row[bad] = text
        rows.append(row)
    text = io.StringIO()
    csv.writer(text).writerows([heads, *rows])
    return text.getvalue().encode("utf-8-sig")


def verbs(office: Office) -> list[tuple[str, dict[str, Any]]]:
    """(what it is called here, the verb) in the order in which they are run."""
    found: list[tuple[str, dict[str, Any]]] = []
    book, path, case = office.book, office.path, office.cases

    def on(name: str, *arguments: str, typed: tuple[str, ...] = (), secret: str = SECRET) -> None:
        lines = "".join(f"{line}\n" for line in (secret, *typed))
        found.append((name, {"arguments": ["casebook", *arguments, "--secret-from-stdin"], "typed": lines}))

    one, two = TYPED
    on("import", "import", book, path("cases.csv"), "--retain-until", "2090-01-01")
    on(
        "import again",
        "import",
        book,
        path("cases.csv"),
        "--retain-until",
        "2090-01-01",
        "--apply",
        "--format",
        "json",
    )
    on("add", "add", book, typed=("", "1", "1", "s"))
    on("edit", "edit", book, case[1], "account", typed=("", f"{one.note} {one.inside}"))
    on("edit identity", "edit", book, case[1], "--identity", typed=("", one.name, two.name))
    on("attach", "attach", book, case[2], path("scan.txt"), "--kind", "letter", typed=(two.note, "2018-03"))
    on("consent", "consent", book, case[3], "--use", "named", "--state", "given", typed=("by telephone",))
    on("list", "list", book)
    on("search", "search", book, typed=(PEOPLE[7].name,))
    on("show", "show", book, case[7], "--identity")
    on("agenda", "agenda", book, "--ics", path("agenda.ics"))
    on("patterns", "patterns", book)
    key = str(pyrage.x25519.Identity.generate().to_public())
    on("keys", "keys", book)
    on("rotate", "keys", book, "--rotate")
    on("full", "export", book, "--level", "full", "--to", key, "--for", "Counsel", "--out", path("case.age"))
    on("clear", "export", book, "--level", "full", "--in-clear", "--for", "Counsel", "--out", path("clear"))
    on("coalition", "export", book, "--level", "coalition", "--for", "Partner", "--out", path("shared"))
    on(
        "unique",
        "export",
        book,
        "--level",
        "coalition",
        "--smallest-group",
        "1",
        "--for",
        "Partner",
        "--out",
        path("unique"),
    )
    on(
        "events",
        "export",
        book,
        "--level",
        "coalition",
        "--events",
        "--for",
        "Partner",
        "--out",
        path("events"),
    )
    on("aggregate", "export", book, "--level", "aggregate", "--out", path("published"))
    on(
        "noise",
        "export",
        book,
        "--level",
        "aggregate",
        "--noise",
        "0.5",
        "--by",
        "gender",
        "--out",
        path("noisy"),
    )
    on("exports", "export", book, "--list")
    on("backup", "backup", book, "--add-recipient", f"counsel={key}", "--to", path("backups"))
    backup = path(f"backups/casebook-{date.today()}.age")  # noqa: DTZ011
    on("restore", "restore", backup, "--to", path("restored.casebook"), secret=office.words)
    on("drill", "drill", book, backup, secret=office.words)
    on("verify", "verify", book, "--contents", "--write", path("log.txt"))
    on("log", "log", book)
    letter = [
        "letter",
        "read",
        path("letter.jpg"),
        "--into",
        book,
        "--case",
        case[4],
        "--yes-agreed",
        "--secret-from-stdin",
    ]
    found.append(("letter", {"arguments": letter, "typed": f"{SECRET}\n"}))
    on("due", "purge", book, "--due")
    on("purge", "purge", book, case[0], "--yes")
    on("wrong", "show", book, case[7], secret=f"{PEOPLE[9].name} is not it")
    found.append(
        ("flyer", {"arguments": ["flyer", "--org", path("organisation.yaml"), "--out", path("flyer.pdf")]})
    )
    return found


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    root = tmp_path_factory.mktemp("planted")
    folder = root / "given"
    (folder / "backups").mkdir(parents=True)
    book, words = Book.create(
        folder / "office.casebook", organisation="Invented", passphrase=SECRET, label="Ana", cost=Cost.LIGHT
    )
    with book:
        cases = fill(book)
    (folder / "cases.csv").write_bytes(table())
    (folder / "scan.txt").write_text(f"{TYPED[1].name} {TYPED[1].inside} {TYPED[0].birth}", encoding="utf-8")
    (folder / "letter.jpg").write_bytes(synthetic_letters.photographed(LETTER, "flat"))
    shutil.copy(Path(__file__).resolve().parents[2] / "examples" / "organisation.yaml", folder)
    made = Office(watched.Places(root / "watched"), folder, " ".join(words), cases)
    asked = verbs(made)
    if watched.LINUX:
        with watched.Catcher([*made.places.folders, folder]) as seen:
            done, _ = watched.steps(made.places, [step for _, step in asked])
        made.came = seen.files
    else:
        done, _ = watched.steps(made.places, [step for _, step in asked])
    made.steps = {name: step for (name, _), step in zip(asked, done, strict=True)}
    return made


IN_CLEAR = ("cases.csv", "scan.txt", "clear")
"""What the user brought, and the full export for which somebody asked in clear."""


def test_everything_was_done(office: Office) -> None:
    codes = {name: step.code for name, step in office.steps.items() if step.code}
    assert codes == {"wrong": 2}, [office.steps[name].err for name in codes]
    assert json.loads(office.steps["import again"].out)["rejected"], office.steps["import again"].out[:500]
    with Book.open(office.book, Passphrase(SECRET)) as book:
        assert (book.count(), len(book.drafts())) == (len(KEPT) + len(IMPORTED) - 1, len(DRAFTED) + 1)
        assert book.identity(office.cases[1]).names[0].text == TYPED[0].name


# --- files


def test_no_name_in_any_file_that_is_left(office: Office, search: Search) -> None:
    """The casebook, a restored one, backups, exports below full with their statements, the log, the calendar, the flyer."""
    left = {
        name: data
        for name, data in files_in(office.folder).items()
        if Path(name).relative_to(office.folder).parts[0] not in IN_CLEAR
    }
    kinds = {Path(name).suffix for name in left}
    assert {".casebook", ".age", ".txt", ".csv", ".parquet", ".ics", ".pdf"} <= kinds
    assert search.among(left) == []


def test_the_search_finds_them_in_a_full_export_in_clear(office: Office, search: Search) -> None:
    held = files_in(office.folder / "clear")
    found = "\n".join(search.among(held))
    there = [
        p
        for p in (*KEPT[1:], *IMPORTED)
        if all(f"{w} in utf-8" in found for w in (p.first, p.last, p.phone, p.note))
    ]
    assert len(there) == len(KEPT) - 1 + len(IMPORTED)
    attached = [p for p in KEPT[1:] if p.number % 3 == 0]
    assert all(p.file in found and p.inside in found for p in attached)
    assert search.among({"cases.csv": (office.folder / "cases.csv").read_bytes()})


def test_no_name_of_an_addressee_is_in_the_picture_that_is_kept(office: Office, search: Search) -> None:
    with Book.open(office.book, Passphrase(SECRET)) as book:
        (kept,) = [one for one in book.attachments(office.cases[4]) if one.name == "letter.png"]
        picture = book.attachment(office.cases[4], kept.id)
    assert search.among({"letter.png": picture}) == []
    assert picture != (office.folder / "letter.jpg").read_bytes()


def test_no_name_in_what_came_and_went_meanwhile(office: Office, search: Search) -> None:
    """Home, temporary folder, XDG folders, working folder, and the folder of the casebook: journals, partial files, drills."""
    empty = [str(p) for folder in office.places.folders for p in folder.rglob("*")]
    assert empty == []
    if not watched.LINUX:
        pytest.skip("only Linux tells of files that came and went")
    came = {
        name: data
        for name, data in office.came.items()
        if not any(f"/given/{one}" in name or f"/given/.{one}." in name for one in IN_CLEAR)
    }
    names = "\n".join(came)
    for seen in (
        "office.casebook-journal",
        ".office.casebook.new",
        "varick-drill-",
        ".restored.casebook.restoring",
        ".partial",
    ):
        assert seen in names, f"the watch has not seen {seen}"
    assert sum(len(data) for data in came.values()) > 1_000_000
    assert search.among(came) == []
    assert search.among(
        {n: d for n, d in office.came.items() if "/given/.clear." in n or "/given/clear" in n}
    ), "the watch keeps contents"


# --- what is said


SAYS = ("show", "edit", "edit identity", "attach", "consent", "letter")
"""Verbs that show what stands there or was just typed, because that is what they are asked; for the letter see below."""


def test_what_verbs_say_holds_no_name(office: Office, search: Search) -> None:
    for name, step in office.steps.items():
        said = search.of(f"{step.out}\n{step.err}".encode())
        assert said == [] or name in SAYS, name
        assert said != [] or name not in ("show", "edit", "edit identity"), "the search sees what is said"


def test_a_letter_says_its_fields_and_nobody_s_name(office: Office) -> None:
    step, one = office.steps["letter"], synthetic_letters.letter(LETTER)
    for part in (*one.addressee[0].split(), one.addressee[1], one.a_number, one.a_number.replace(" ", "")):
        assert part.upper() not in f"{step.out}{step.err}".upper(), part


def test_errors_say_no_name(office: Office, search: Search, tmp_path: Path) -> None:
    """A damaged casebook, table and draft: the lines that complain."""
    damaged = office.folder / "office.casebook"
    data = bytearray(damaged.read_bytes())
    data[len(data) // 2] ^= 1
    copy = tmp_path / "damaged.casebook"
    copy.write_bytes(data)
    asked = [
        {
            "arguments": ["casebook", verb, str(copy), *more, "--secret-from-stdin"],
            "typed": f"{SECRET}\n{PEOPLE[3].name}\n",
        }
        for verb, more in (
            ("search", ()),
            ("list", ("--field", "account")),
            ("verify", ("--contents",)),
            ("export", ("--level", "full", "--in-clear", "--for", "X", "--out", str(tmp_path / "x"))),
        )
    ]
    done, _ = watched.steps(office.places, asked)
    assert any(step.code == 2 for step in done)
    assert search.of("\n".join(step.err for step in done).encode()) == []


# --- a process while it runs, and when it dies


class Process:
    """A verb in a process of its own, which waits for what is typed."""

    def __init__(
        self, office: Office, *arguments: str, program: str = "", folder: Path | None = None
    ) -> None:
        import resource

        def loud() -> None:
            with_cores = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
            if resource.getrlimit(resource.RLIMIT_CORE)[1] == resource.RLIM_INFINITY:
                resource.setrlimit(resource.RLIMIT_CORE, with_cores)

        command = [sys.executable, *(["-c", program] if program else ["-m", "varick", *arguments])]
        self.running = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env=office.places.environment, cwd=folder or office.places.here, preexec_fn=loud,
        )  # fmt: skip

    def until(self, ready: Callable[[], bool]) -> None:
        for _ in range(600):
            if ready():
                return
            assert self.running.poll() is None, self.running.communicate()
            time.sleep(0.05)
        raise AssertionError("it did not come so far")

    def holds(self, name: str) -> bool:
        """Whether it has opened a file of this name."""
        folder = Path(f"/proc/{self.running.pid}/fd")
        found = []
        for link in folder.iterdir():
            try:
                found.append(os.readlink(link))
            except OSError:
                continue
        return any(Path(one).name == name for one in found)

    def killed(self, number: int) -> int:
        self.running.send_signal(number)
        self.running.communicate()
        _, status = 0, self.running.returncode
        return status


linux = pytest.mark.skipif(
    not watched.LINUX or os.getuid() != 0, reason="reads /proc of a process that forbids it: root on Linux"
)


@pytest.fixture
def copy(office: Office, tmp_path: Path) -> str:
    shutil.copy(office.book, tmp_path / "held.casebook")
    return str(tmp_path / "held.casebook")


@linux
def test_arguments_environment_and_open_files_of_a_running_verb(
    office: Office, search: Search, copy: str
) -> None:
    running = Process(office, "casebook", "search", copy, "--secret-from-stdin")
    assert running.running.stdin
    running.running.stdin.write(f"{SECRET}\n".encode())
    running.running.stdin.flush()
    running.until(lambda: running.holds("held.casebook"))
    time.sleep(0.3)  # it opened the casebook and waits for the name
    place = Path(f"/proc/{running.running.pid}")
    seen = b"\n".join(
        (place / name).read_bytes() for name in ("cmdline", "environ", "comm", "status", "maps")
    )
    files = [os.readlink(link) for link in (place / "fd").iterdir()]
    limits = (place / "limits").read_text()
    threads = [(task / "comm").read_bytes() for task in (place / "task").iterdir()]
    running.killed(signal.SIGKILL)
    assert search.of(seen + "\n".join(files).encode() + b"".join(threads)) == []
    assert SECRET.encode() not in seen
    assert [f for f in files if not f.startswith(("pipe:", "/dev/null", "anon_inode", str(copy)))] == []
    (core,) = [line.split() for line in limits.splitlines() if line.startswith("Max core file size")]
    assert core[4:6] == ["1", "1"]


DIES = {"SIGSEGV": "ctypes.string_at(0)", "SIGABRT": "os.abort()", "SIGQUIT": "os.kill(os.getpid(), 3)"}


def dies(office: Office, folder: Path, how: str, hardened: bool) -> tuple[bool, list[str]]:
    """A process with the casebook open dies so: (whether a core was written, what it left in its folder)."""
    program = (
        "import ctypes, os, resource, sys\n"
        f"sys.path[:0] = {[str(Path(watched.__file__).parent)]!r}\n"
        "resource.setrlimit(resource.RLIMIT_CORE, (resource.getrlimit(resource.RLIMIT_CORE)[1],) * 2)\n"
        "pid = os.fork()\n"
        "if not pid:\n"
        "    from varick.casebook.book import Book\n"
        "    from varick.casebook.file.vault import Passphrase\n"
        "    from varick.cli.casebook.secret import protect\n"
        "    from varick.words import Words\n"
        f"    if {hardened}: protect(Words('en'))\n"
        f"    book = Book.open({str(folder / 'held.casebook')!r}, Passphrase({SECRET!r}))\n"
        "    held = [book.identity(case.id) for case in book.cases()]\n"
        f"    {DIES[how]}\n"
        "print(int(os.WCOREDUMP(os.waitpid(pid, 0)[1])))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=folder, env=office.places.environment, check=True)  # fmt: skip
    return done.stdout == "1\n", sorted(path.name for path in folder.iterdir())


@pytest.mark.skipif(not watched.LINUX, reason="the switches are Linux's")
@pytest.mark.parametrize("how", list(DIES))
def test_a_crash_leaves_no_core(office: Office, copy: str, tmp_path: Path, how: str) -> None:
    assert dies(office, tmp_path, how, hardened=True) == (False, ["held.casebook"])


@pytest.mark.skipif(not watched.LINUX, reason="the switches are Linux's")
def test_what_it_starts_leaves_no_core_either(tmp_path: Path) -> None:
    """Such as tesseract, to which a page of a letter is piped."""
    started = "import os; os.abort()"
    program = f"from varick.casebook.file.harden import harden; import os, subprocess, sys; harden(); pid = os.fork()\nif not pid: os.execv(sys.executable, [sys.executable, '-c', {started!r}])\nprint(os.WCOREDUMP(os.waitpid(pid, 0)[1]))"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=tmp_path, check=True
    )
    assert (done.stdout, list(tmp_path.iterdir())) == ("False\n", [])


@pytest.mark.skipif(not watched.LINUX, reason="the switches are Linux's")
def test_without_the_switches_it_would(office: Office, copy: str, tmp_path: Path, search: Search) -> None:
    import resource

    if resource.getrlimit(resource.RLIMIT_CORE)[1] == 0:
        pytest.skip("core files are forbidden here to everybody")
    dumped, left = dies(office, tmp_path, "SIGABRT", hardened=False)
    if not dumped:
        pytest.skip("the system writes no core files")
    for name in set(left) - {"held.casebook"}:
        data = (tmp_path / name).read_bytes()
        (tmp_path / name).unlink()
        assert search.of(data), "names stand in the memory of the process"


KILLED = """
import os, signal, sys
sys.path[:0] = {paths!r}
from test_planted import PEOPLE, UNTIL, whole, who
from varick.casebook.book import Book
from varick.casebook.file.vault import Passphrase
book = Book.open({path!r}, Passphrase({secret!r}))
book.vault.db.execute("pragma cache_size = 10")  # what does not fit in memory goes to the file before the commit
with book.vault.transaction():
    for person in PEOPLE[:60]:
        case = book.add(whole(person), identity=who(person), retain_until=UNTIL)
        book.attach(case, (person.inside * 200).encode(), name=person.file, kind="other", provenance=person.name)
    print("in the middle", flush=True)
    {end}
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
@pytest.mark.parametrize("when", ["transaction", "rotation"])
def test_no_name_in_the_journal_that_a_kill_leaves(
    office: Office, copy: str, search: Search, when: str
) -> None:
    end = "os.kill(os.getpid(), signal.SIGKILL)"
    if when == "rotation":
        end = f"pass\nos.replace = lambda *_: {end}\nbook.vault.rotate()"
    paths = [str(Path(__file__).parent), *[p for p in sys.path if "tests" in p]]
    program = KILLED.format(paths=paths, path=copy, secret=SECRET, end=end)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (-signal.SIGKILL, "in the middle\n"), done.stderr
    left = files_in(Path(copy).parent)
    beside = {"transaction": "held.casebook-journal", "rotation": ".held.casebook.new"}[when]
    assert {Path(name).name for name in left} >= {"held.casebook", beside}
    assert all(len(data) > 4096 for data in left.values())
    assert search.among(left) == []
    with Book.open(copy, Passphrase(SECRET)) as book:
        assert book.count() == len(KEPT) + len(IMPORTED) - 1 + (60 if when == "rotation" else 0)


# --- the search itself


@pytest.mark.parametrize("at", [0, 1, 2, 3, 5, 7])
def test_the_search_knows_every_form(search: Search, at: int) -> None:
    import base64
    import unicodedata

    for person in (PEOPLE[0], PEOPLE[250], PEOPLE[499]):
        for word in person.words:
            bare = "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
            for text in (word, word.upper(), word.lower(), bare, bare.upper(), bare.lower()):
                raw = text.encode()
                for form in (raw, text.encode("utf-16-le"), text.encode("utf-16-be"), raw.hex().encode()):
                    assert search.of(b"\xe9" * at + form + b"tail of it"), (text, form)
                assert search.of(base64.b64encode(b"\xe9" * at + raw + b"tail of it")), text
    assert search.of(random.Random(at).randbytes(1_000_000)) == []
    assert search.of(b"") == []
