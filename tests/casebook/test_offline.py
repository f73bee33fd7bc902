"""No verb of casebook, letter and flyer opens a socket, starts a program besides tesseract, or writes anywhere but where it is told."""

import json
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyrage
import pytest
import synthetic_letters
import watched

from varick.casebook.book import Book
from varick.casebook.cases.answers import parse_answer
from varick.casebook.cases.consent import Consent, Use
from varick.casebook.cases.fields import field
from varick.casebook.file.vault import Cost
from varick.cli import cli
from varick.cli.lazy import every

SECRET = "invented words for tests"
ROOMS = ("casebook", "letter", "flyer")
OWN = Path(__file__).resolve().parents[2] / "examples" / "organisation.yaml"


@dataclass
class Office:
    """A folder with a casebook of a dozen cases, tables, a letter and keys, and the folders that stay empty."""

    places: watched.Places
    folder: Path
    words: str
    cases: list[str]

    def path(self, name: str) -> str:
        return str(self.folder / name)

    @property
    def book(self) -> str:
        return self.path("office.casebook")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    root = tmp_path_factory.mktemp("offline")
    folder = root / "given"
    folder.mkdir()
    book, words = Book.create(
        folder / "office.casebook", organisation="Invented", passphrase=SECRET, label="Ana", cost=Cost.LIGHT
    )
    told = {"practice": "call_in_letter", "source_type": "client", "letter_received": "yes"}
    told |= {"letter_date": "2018-02-20", "appointment_on": "2089-03-05", "appointment_time": "09:30"}
    with book:
        answers = {name: parse_answer(field(name), text) for name, text in told.items()}
        said: dict[Use, Consent] = {
            use: Consent("given", date(2026, 1, 1), "on paper") for use in ("coalition", "aggregate")
        }
        until = date(2090, 1, 1)
        cases = [book.add(answers, consents=said, retain_until=until, privileged=False) for _ in range(12)]
    (folder / "cases.csv").write_text("practice,source_type\ncall_in_letter,client\nnonsense,client\n")
    (folder / "letter.jpg").write_bytes(synthetic_letters.photographed("dev-prose-02", "flat"))
    shutil.copy(OWN, folder / "organisation.yaml")
    (folder / "backups").mkdir()
    return Office(watched.Places(root / "watched"), folder, " ".join(words), cases)


def asked(office: Office) -> list[dict[str, Any]]:
    """Every verb of the three rooms, most of them in several ways: arguments, and what is typed after the secret."""
    key = str(pyrage.x25519.Identity.generate().to_public())
    case, other, third, *_ = office.cases
    book, path = office.book, office.path
    found: list[dict[str, Any]] = []

    def ask(*arguments: str, typed: tuple[str, ...] = (), secret: str = SECRET, piped: bool = True) -> None:
        lines = "".join(f"{line}\n" for line in (secret, *typed)) if piped else ""
        found.append({"arguments": [*arguments, *["--secret-from-stdin"] * piped], "typed": lines})

    def on(verb: str, *arguments: str, typed: tuple[str, ...] = ()) -> None:
        ask("casebook", verb, book, *arguments, typed=typed)

    new = ("casebook", "init", path("new.casebook"), "--organization", "Invented", "--as", "Ana")
    ask(*new, "--words-to-pipe")
    on("keys")
    on("keys", "--add", "words", "--name", "second", "--words-to-pipe")
    on("keys", "--rotate")
    on("add", typed=("1", "1", "s"))
    on("edit", case, "attended", typed=("y",))
    on("edit", case, "--identity", typed=("", "Inés Ejemplo"))
    on("attach", case, path("letter.jpg"), "--kind", "letter", typed=("from the client", "2018-03"))
    on("consent", case, "--use", "named", "--state", "given", typed=("by telephone",))
    on("show", case, "--identity")
    on("list", "--format", "csv")
    on("search", typed=("inés",))
    on("import", path("cases.csv"), "--retain-until", "2090-01-01")
    on(
        "import",
        path("cases.csv"),
        "--retain-until",
        "2090-01-01",
        "--apply",
        "--rejected",
        path("rejected.csv"),
    )
    ask("casebook", "import", "--template", path("empty.xlsx"), piped=False)
    on("agenda", "--ics", path("agenda.ics"))
    on("patterns")
    on(
        "export",
        "--level",
        "full",
        "--to",
        key,
        "--for",
        "Counsel",
        "--case",
        case,
        "--out",
        path("case.age"),
    )
    on("export", "--level", "full", "--in-clear", "--for", "Counsel", "--out", path("clear"))
    on("export", "--level", "coalition", "--for", "Partner", "--out", path("shared"))
    on("export", "--level", "coalition", "--events", "--for", "Partner", "--out", path("events"))
    on("export", "--level", "aggregate", "--out", path("published"))
    on("export", "--level", "aggregate", "--noise", "0.5", "--by", "gender", "--out", path("noisy"))
    on("export", "--list")
    on("backup", "--add-recipient", f"counsel={key}", "--to", path("backups"))
    backup = path(f"backups/casebook-{date.today()}.age")  # noqa: DTZ011
    ask("casebook", "restore", backup, "--to", path("restored.casebook"), secret=office.words)
    ask("casebook", "drill", book, backup, secret=office.words)
    on("verify", "--contents", "--write", path("log.txt"))
    ask("casebook", "verify", path("log.txt"), piped=False)
    on("log")
    shown = ("--masked", path("masked.png"), "--crops", path("crops.html"))
    ask("letter", "read", path("letter.jpg"), *shown, "--into", book, "--case", other, "--yes-agreed")
    on("purge", "--due")
    on("purge", third, "--yes")
    sheet = ("--org", path("organisation.yaml"), "--lang", "en,es,ar,zh,bn,ht")
    ask("flyer", *sheet, "--out", path("flyer.pdf"), "--sources", path("sources.csv"), piped=False)
    return found


@pytest.fixture(scope="module")
def ran(office: Office) -> tuple[list[watched.Step], dict[str, bytes]]:
    """Every verb has run; and what came and went meanwhile in home, temporary and other folders."""
    if not watched.LINUX:
        return watched.steps(office.places, asked(office))[0], {}
    with watched.Catcher(office.places.folders) as seen:
        done, _ = watched.steps(office.places, asked(office))
    return done, seen.files


Ran = tuple[list[watched.Step], dict[str, bytes]]


def verb(step: watched.Step) -> str:
    return " ".join(step.arguments[:1] if step.arguments[0] == "flyer" else step.arguments[:2])


def test_every_verb_is_tried_and_answers(ran: Ran) -> None:
    for step in ran[0]:
        assert step.code == 0, (step.arguments, step.out, step.err)
    paths = [path for path in every(cli) if path[0] in ROOMS]
    there = {" ".join(path) for path in paths if not any(path == other[:-1] for other in paths)}
    assert {verb(step) for step in ran[0]} == there


def test_no_socket(ran: Ran) -> None:
    """Whoever imports urllib3, as RapidOCR does, asks whether a socket of IPv6 can be had; `letter read` is refused it."""
    for step in ran[0]:
        asks = (
            step.network and step.network[0].startswith("socket.__new__") and ", 10, 1, 0)" in step.network[0]
        )
        assert not step.network or (verb(step) == "letter read" and asks and len(step.network) == 1), (
            step.network
        )


def test_no_program_but_tesseract_and_the_decoder_of_images(ran: Ran) -> None:
    for step in ran[0]:
        for started in step.started:
            decoder = started == [sys.executable, "-P", "-m", "varick.letters.decode"]
            assert verb(step) == "letter read", step
            assert decoder or Path(started[0]).name == "tesseract", started
            assert decoder or started[1:] == ["--list-langs"] or started[1:3] == ["stdin", "stdout"], started
    assert any(step.started for step in ran[0]), "the watch sees programs"


def test_nothing_is_written_elsewhere(office: Office, ran: Ran) -> None:
    """Each verb writes the casebook it is given, files beside it while it does, and what its options name. A drill also has a
    folder for temporary files, which is encrypted and gone afterwards; so has the empty table to fill in, which holds no case."""
    temporary = office.places.environment["TMPDIR"]
    for step in ran[0]:
        named = [word for word in step.arguments if word.startswith(str(office.folder))]
        for path in step.written:
            if path == "/dev/null":
                continue
            whole = Path(office.places.here / path)
            if verb(step) == "casebook drill" and path.startswith(f"{temporary}/varick-drill-"):
                continue
            if "--template" in step.arguments and path.startswith(temporary):
                continue
            beside = any(Path(one).parent == whole.parent and Path(one).name in whole.name for one in named)
            inside = any(whole.is_relative_to(one) for one in named if Path(one).name == "backups")
            below = any(Path(one).name in part for one in named for part in whole.parts)
            assert beside or inside or below, (step.arguments, path)
    left = [str(p.relative_to(office.places.root)) for f in office.places.folders for p in f.rglob("*")]
    assert left == []
    came = {
        name: data for name, data in ran[1].items() if "varick-drill-" not in name and "openpyxl." not in name
    }
    tried = {
        name
        for name, data in came.items()
        if re.search(r"/temporary/[a-z0-9_]{8}( |$)", name) and data in (b"", b"blat")
    }
    assert set(came) == tried, "but for files by which Python looks whether it could write there"


def test_the_given_folder_holds_what_was_asked_for_and_no_more(office: Office, ran: Ran) -> None:
    made = {
        "new.casebook",
        "rejected.csv",
        "empty.xlsx",
        "agenda.ics",
        "case.age",
        "clear",
        "shared",
        "events",
        "published",
        "noisy",
    }
    made |= {"restored.casebook", "log.txt", "masked.png", "crops.html", "flyer.pdf", "sources.csv"}
    given = {"office.casebook", "cases.csv", "letter.jpg", "organisation.yaml", "backups"}
    assert {path.name for path in office.folder.iterdir()} == made | given
    assert len(list((office.folder / "backups").iterdir())) == 1


def test_what_was_made_is_for_its_owner_alone(office: Office, ran: Ran) -> None:
    """Whatever holds a case, encrypted or not, is no other user's to read."""
    if sys.platform == "win32":
        pytest.skip("Windows has no such bits")
    for name in (
        "office.casebook",
        "new.casebook",
        "restored.casebook",
        "rejected.csv",
        "agenda.ics",
        "case.age",
        "masked.png",
        "crops.html",
        "clear",
        "shared",
        "events",
    ):
        path = office.folder / name
        assert path.stat().st_mode & 0o077 == 0, name
    for path in (office.folder / "backups").iterdir():
        assert path.stat().st_mode & 0o077 == 0


def test_no_core_file_from_the_first_verb_on(ran: Ran) -> None:
    soft, _, dumpable = ran[0][0].core
    assert (soft <= 1, dumpable) == (True, 0)


# --- the watch itself


def watch(office: Office, program: str) -> subprocess.CompletedProcess[str]:
    folder = str(Path(watched.__file__).parent)
    begin = f"import json, sys; sys.path.insert(0, {folder!r}); import watched; seen = watched.Watch()\n"
    return subprocess.run(
        [sys.executable, "-c", f"{begin}{program}\nprint(json.dumps(seen.taken()))"],
        capture_output=True, text=True, env=office.places.environment, cwd=office.places.here, check=False,
    )  # fmt: skip


def test_the_watch_sees_a_file_a_program_and_a_socket(office: Office) -> None:
    done = watch(
        office,
        "import socket, subprocess, sys\nopen('kept', 'a').close()\n"
        "subprocess.run([sys.executable, '-c', ''])\nsocket.socket().close()",
    )
    (office.places.here / "kept").unlink()
    found = json.loads(done.stdout)
    assert (found["written"], len(found["started"]), len(found["network"])) == (["kept"], 1, 1)


@pytest.mark.skipif(not watched.LINUX, reason="the bolt is Linux's")
@pytest.mark.parametrize(
    "program",
    [
        "import socket; socket.socket().listen()",
        "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', 9))",
        "import ctypes; ctypes.CDLL(None).connect(7, None, 0)",
        "import subprocess, sys; sys.exit(subprocess.run([sys.executable, '-c', 'import socket; socket.socket().listen()']).returncode)",
    ],
)
def test_a_word_to_anybody_is_the_end_of_whoever_says_it(office: Office, program: str) -> None:
    done = watch(office, f"watched.bolt()\n{program}")
    assert done.returncode not in (0, 1), done.stderr


@pytest.mark.long
@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed here")
def test_compiled_code_writes_nothing_else_either(office: Office, ran: Ran, tmp_path: Path) -> None:
    """The same of reading a letter into a casebook, as the kernel sees it: sqlite, ONNX and tesseract write by no audit hook."""
    trace = tmp_path / "trace"
    command = [
        "strace",
        "-f",
        "-qq",
        "-o",
        str(trace),
        "-e",
        "trace=open,openat,creat,mkdir,mkdirat,rename,renameat2,socket,memfd_create",
    ]
    arguments = [
        "letter",
        "read",
        office.path("letter.jpg"),
        "--into",
        office.book,
        "--case",
        office.cases[3],
        "--yes-agreed",
    ]
    done = subprocess.run(
        [*command, sys.executable, "-m", "varick", *arguments, "--secret-from-stdin"],
        input=f"{SECRET}\n", env=office.places.environment, cwd=office.places.here, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if "ptrace" in done.stderr and done.returncode:
        pytest.skip("nothing may be traced here")
    assert done.returncode == 0, done.stderr
    lines = trace.read_text(errors="replace").splitlines()
    assert sum("office.casebook" in line for line in lines) > 0, "the trace sees the casebook"
    wrote = [
        line
        for line in lines
        if any(w in line for w in ("O_WRONLY", "O_RDWR", "O_CREAT", "mkdir", "rename", "socket(", "memfd"))
    ]
    odd = [
        line
        for line in wrote
        if "office.casebook" not in line
        and '"/dev/null"' not in line
        and not any(no in line for no in ("ENOENT", "EACCES"))
    ]
    assert odd == []
