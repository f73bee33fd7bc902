"""varick casebook init and keys: what is said before the first case, secrets asked for and never shown, keys changed and logged."""

import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from made_terminal import Terminal

from varick.casebook.file import slots
from varick.casebook.file.vault import Cost, Officers, PaperWords, Passphrase, Vault, WrongSecret

Run = Callable[..., Any]
FIRST, SECOND = "una frase muy larga", "another very long one"
CHEAP = (
    "import hashlib\n"
    "from varick.casebook.file import slots\n"
    "slots.argon2id = lambda text, salt, ops, memory: hashlib.blake2b(text.encode(), digest_size=32, key=salt).digest()\n"
)


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """argon2id at its normal cost takes half a second a time."""

    def derive(text: str, salt: bytes, ops: int, memory: int) -> bytes:
        assert (ops, memory) == Cost.NORMAL.value
        return hashlib.blake2b(text.encode(), digest_size=32, key=salt).digest()

    monkeypatch.setattr(slots, "argon2id", derive)


def made(varick: Run, *more: str) -> tuple[Any, tuple[str, ...]]:
    ran = varick("casebook", "init", "o.casebook", "--organization", "Our office", "--as", "Ana",
                 "--secret-from-stdin", "--words-to-pipe", *more, stdin=f"{FIRST}\n".encode())  # fmt: skip
    assert ran.code == 0, ran.err
    return ran, tuple(ran.out.split())


def keys(varick: Run, *arguments: str, stdin: str = f"{FIRST}\n") -> Any:
    return varick("casebook", "keys", "o.casebook", "--secret-from-stdin", *arguments, stdin=stdin.encode())


def ids(varick: Run) -> dict[str, str]:
    ran = keys(varick, "--format", "json")
    return {one["name"]: one["key"] for one in json.loads(ran.out)}


def test_init_makes_one_file_and_prints_the_words_alone_to_a_pipe(varick: Run) -> None:
    ran, paper = made(varick)
    assert len(paper) == 12
    assert ran.files == ("here/o.casebook",)
    assert "can be made to open" in ran.err
    assert "A-number" in ran.err
    assert FIRST not in ran.out + ran.err
    for secret in (Passphrase(FIRST), PaperWords(paper)):
        Vault.open("o.casebook", secret).close()


def test_init_speaks_spanish_and_takes_spanish_words(varick: Run) -> None:
    ran, paper = made(varick, "--lang", "es")
    assert "qué puede ser obligada a abrir su organización" in ran.err
    assert "no revisada" in ran.err
    Vault.open("o.casebook", PaperWords(paper)).close()
    with Vault.open("o.casebook", Passphrase(FIRST)) as vault:
        assert vault.organisation == "Our office"
    assert "palabras en papel: palabras de recuperación" in keys(varick, "--lang", "es").out


def test_init_keeps_the_default_of_retention(varick: Run) -> None:
    from varick.casebook.book import Book

    made(varick, "--retain-months", "30")
    with Book.open("o.casebook", Passphrase(FIRST)) as book:
        assert book.meta("retain_months") == "30"


@pytest.mark.parametrize(
    ("arguments", "stdin", "complaint"),
    [
        (("--as", "Ana"), "", "Missing option '--organization'"),
        (("--organization", "x", "--as", " "), "", "--as: give a name"),
        (("--organization", "x", "--as", "Ana"), "", "no terminal to ask"),
        (("--organization", "x", "--as", "Ana", "--secret-from-stdin"), "long enough passphrase\n", "shown on a terminal only"),
        (("--organization", "x", "--as", "Ana", "--secret-from-stdin", "--words-to-pipe"), "short\n", "fewer than 12"),
        (("--organization", "x", "--as", "Ana", "--secret-from-stdin", "--words-to-pipe"), "", "the secret is empty"),
        (("--organization", "x", "--as", "Ana", "--secret-from-stdin", "--words-to-pipe", "--retain-months", "0"), "x\n", "retain-months"),
    ],
)  # fmt: skip
def test_init_refuses_in_one_line_and_leaves_nothing(
    varick: Run, arguments: tuple[str, ...], stdin: str, complaint: str
) -> None:
    ran = varick("casebook", "init", "o.casebook", *arguments, stdin=stdin.encode())
    assert (ran.code, ran.out, ran.files) == (2, "", ())
    assert complaint in ran.err.splitlines()[-1]
    assert "Traceback" not in ran.err


def test_init_goes_over_nothing(varick: Run) -> None:
    made(varick)
    before = Path("o.casebook").read_bytes()
    ran = varick("casebook", "init", "o.casebook", "--organization", "x", "--as", "y", "--secret-from-stdin",
                 "--words-to-pipe", stdin=b"long enough passphrase\n")  # fmt: skip
    assert ran.code == 2
    assert "something of that name" in ran.err
    assert Path("o.casebook").read_bytes() == before
    ran = varick("casebook", "init", "nowhere/o.casebook", "--organization", "x", "--as", "y")
    assert ran.err == "varick: nowhere/o.casebook: there is no folder nowhere; make it first\n"


def test_keys_are_listed_added_changed_removed_and_rotated(varick: Run) -> None:
    _, paper = made(varick)
    listed = keys(varick)
    assert re.fullmatch(r"\w{8}  passphrase of Ana\n\w{8}  words on paper: recovery words\n", listed.out)
    assert keys(varick, "--add", "passphrase", "--name", "Luis", stdin=f"{FIRST}\n{SECOND}\n").code == 0
    more = keys(varick, "--add", "words", "--name", "at the bank", "--words-to-pipe")
    officers = keys(
        varick, "--add", "officers", "--name", "Ida", "--name", "Omar", "--name", "Lin", "--words-to-pipe"
    )
    ida, omar, lin = (tuple(line.split()) for line in officers.out.splitlines())
    for secret in (
        Passphrase(SECOND),
        PaperWords(tuple(more.out.split())),
        Officers(lin, ida),
        Officers(omar, lin),
    ):
        Vault.open("o.casebook", secret).close()
    known = ids(varick)
    assert list(known) == ["Ana", "recovery words", "Luis", "at the bank", "Ida, Omar, Lin"]
    head = Path("o.casebook").read_bytes()[65_536 : 65_536 + 16]
    changed = keys(varick, "--change", known["Luis"], stdin=f"{FIRST}\na third very long one\n")
    assert "destroy the old ones" in changed.out
    with pytest.raises(WrongSecret):
        Vault.open("o.casebook", Passphrase(SECOND))
    Vault.open("o.casebook", Passphrase("a third very long one")).close()
    assert Path("o.casebook").read_bytes()[65_536 : 65_536 + 16] != head, "the data key was rotated too"
    for name in ("recovery words", "at the bank", "Ida, Omar, Lin"):
        removed = keys(varick, "--remove", known[name])
        assert removed.code == 0
    assert "nothing opens the casebook when the passphrases are forgotten" in removed.err
    with pytest.raises(WrongSecret):
        Vault.open("o.casebook", PaperWords(paper))
    assert "only key" in keys(varick, "--remove", known["Luis"]).err
    assert keys(varick, "--rotate").code == 0
    assert "it is the only key" in keys(varick, "--remove", known["Ana"]).err
    assert [p.name for p in Path().iterdir()] == ["o.casebook"]
    log = varick(
        "casebook", "log", "o.casebook", "--secret-from-stdin", "--format", "csv", stdin=f"{FIRST}\n".encode()
    )
    acts = [line.split(",")[3] for line in log.out.splitlines()[1:]]
    assert acts == ["created", *["key_added"] * 3, "key_changed", *["key_removed"] * 4, "rotated"]


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("--add", "passphrase"), "give --name 1 times"),
        (("--add", "officers", "--name", "Ida"), "give --name 3 times"),
        (("--add", "officers", "--name", "Ida", "--name", "Ida", "--name", "Lin", "--words-to-pipe"), "three different names"),
        (("--add", "words"), "shown on a terminal only"),
        (("--name", "Ida"), "without --add: give --name 0 times"),
        (("--rotate", "--add", "words"), "one thing at a time"),
        (("--remove", "nowhere"), "none of that id"),
        (("--change", "nowhere"), "none of that id"),
    ],
)  # fmt: skip
def test_keys_refuses_in_one_line_and_changes_nothing(
    varick: Run, arguments: tuple[str, ...], complaint: str
) -> None:
    made(varick)
    before = ids(varick)
    ran = keys(varick, *arguments)
    assert ran.code == 2
    assert complaint in ran.err.splitlines()[-1]
    assert ids(varick) == before


@pytest.mark.parametrize("secret", ["wrong but long enough\n", "\n", ""])
def test_a_wrong_secret_is_one_line(varick: Run, secret: str) -> None:
    made(varick)
    ran = keys(varick, stdin=secret)
    assert (ran.code, ran.out) == (2, "")
    assert len(ran.err.splitlines()) == 1
    assert not secret.strip() or secret.strip() not in ran.err


def beginning(folder: Path) -> Terminal:
    """Somebody who makes a casebook."""
    ours = ("--organization", "Our office", "--as", "Ana")
    return Terminal("casebook", "init", "o.casebook", *ours, folder=folder, first=CHEAP)


def test_on_a_terminal_the_words_are_shown_once_and_three_are_asked_for(tmp_path: Path) -> None:
    at = beginning(tmp_path)
    assert "can be made to open" in at.wait("New passphrase")
    at.wait(": ")
    at.line("short")
    at.wait("Try again")
    for text in (FIRST, "something else entirely"):
        at.wait(": ")
        at.line(text)
    assert FIRST not in at.wait("not alike. Try again")
    for _ in range(2):
        at.wait(": ")
        at.line(FIRST)
    at.wait("only this once:")
    shown = at.wait("Whoever reads this paper")
    paper = tuple(re.findall(r"^\d+\. (\w+)\r?$", shown, re.MULTILINE))
    assert len(paper) == 12
    for n in range(3):
        at.wait("word number ")
        place = int(at.wait(": "))
        if not n:
            at.line("zebra" if paper[place - 1] != "zebra" else "abandon")
            at.wait(f"That is not word number {place}.")
            at.wait("word number ")
            assert int(at.wait(": ")) == place
        at.line(paper[place - 1].upper())
    code, rest = at.ended()
    assert code == 0, rest
    assert "The paper is right." in rest
    assert FIRST not in rest
    assert [p.name for p in tmp_path.iterdir()] == ["o.casebook"]
    Vault.open(tmp_path / "o.casebook", PaperWords(paper)).close()


def test_on_a_terminal_a_wrong_passphrase_may_be_typed_again_twice(tmp_path: Path) -> None:
    Vault.create(tmp_path / "o.casebook", organisation="x", passphrase=FIRST, label="Ana")[0].close()
    at = Terminal("casebook", "keys", "o.casebook", folder=tmp_path, first=CHEAP)
    for text in ("wrong one", "wrong two", FIRST):
        at.wait("Passphrase of the casebook: ")
        at.line(text)
    code, rest = at.ended()
    assert code == 0, rest
    assert "passphrase of Ana" in rest
    at = Terminal("casebook", "keys", "o.casebook", folder=tmp_path, first=CHEAP)
    for text in ("wrong one", "wrong two", "wrong three"):
        at.wait("Passphrase of the casebook: ")
        at.line(text)
    code, rest = at.ended()
    assert code == 2
    assert "wrong passphrase" in rest
    assert "three" not in rest


def test_no_core_dump_and_no_reading_of_memory() -> None:
    program = (
        "from varick.casebook.file.harden import harden; import resource, ctypes\n"
        "print(harden() in (True, False), resource.getrlimit(resource.RLIMIT_CORE))\n"
        "print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    linux = sys.platform.startswith("linux")
    assert done.stdout == ("True (1, 1)\n0\n" if linux else "True (0, 0)\n" + done.stdout[12:])


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="mlockall")
def test_a_passphrase_can_be_checked_after_memory_was_locked() -> None:
    """Locking future memory under a limit would make every later allocation fail."""
    program = (
        "from varick.casebook.file import harden, slots\n"
        "harden.swap_on_disk = lambda: True\n"
        "print(harden.harden() in (True, False), len(slots.argon2id('x', bytes(16), 1, 64 << 20)))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "True 32\n"


def test_swap_on_a_disk_is_told_from_swap_in_memory(tmp_path: Path) -> None:
    from varick.casebook.file.harden import swap_on_disk

    swaps = tmp_path / "swaps"
    head = "Filename Type Size Used Priority\n"
    for line, found in (
        ("", False),
        ("/dev/zram0 partition 1 0 5\n", False),
        ("/dev/sda2 partition 1 0 5\n", True),
    ):
        swaps.write_text(head + line)
        assert swap_on_disk(swaps) is found
    assert not swap_on_disk(tmp_path / "nowhere")


def test_a_damaged_page_is_one_line_of_every_verb(varick: Run) -> None:
    made(varick)
    data = bytearray(Path("o.casebook").read_bytes())
    for page in range(1, (len(data) - 65_536) // 4096):
        data[65_536 + 4096 * page + 100] ^= 1
    Path("o.casebook").write_bytes(data)
    for verb in (["list"], ["keys", "--rotate"], ["log"], ["show", "1"], ["agenda"]):
        ran = varick(
            "casebook", verb[0], "o.casebook", *verb[1:], "--secret-from-stdin", stdin=f"{FIRST}\n".encode()
        )
        assert (ran.code, ran.out) == (2, ""), ran.err
        assert "is damaged; keep this file and restore a backup" in ran.err.splitlines()[-1]
        assert "own" not in ran.err


def test_init_prints_the_head_of_the_log_and_nothing_of_it_to_the_pipe(varick: Run) -> None:
    ran, paper = made(varick)
    (head,) = re.findall(r"(?m)^  (1 20\d\d-.* UTC .*)$", ran.err)
    assert len(paper) == 12
    with Vault.open("o.casebook", Passphrase(FIRST)):
        pass
    ran = varick(
        "casebook", "verify", "o.casebook", "--head", head, "--secret-from-stdin", stdin=f"{FIRST}\n".encode()
    )
    assert ran.code == 0, ran.err
    assert "The head from paper fits entry 1" in ran.out


def test_who_stops_before_the_paper_was_checked_is_told_that_its_words_count(tmp_path: Path) -> None:
    at = beginning(tmp_path)
    at.wait("New passphrase")
    for _ in range(2):
        at.wait(": ")
        at.line(FIRST)
    at.wait("only this once:")
    paper = tuple(re.findall(r"^\d+\. (\w+)\r?$", at.wait("Whoever reads this paper"), re.MULTILINE))
    at.wait("word number ")
    at.wait(": ")
    at.interrupt()
    code, rest = at.ended()
    assert code == 130
    assert "these words count" in rest
    Vault.open(tmp_path / "o.casebook", PaperWords(paper)).close()


def test_officers_are_told_what_their_paper_opens(tmp_path: Path) -> None:
    made_one, _ = Vault.create(tmp_path / "o.casebook", organisation="x", passphrase=FIRST, label="Ana")
    made_one.close()
    names = ("--name", "Ida", "--name", "Omar", "--name", "Lin")
    at = Terminal("casebook", "keys", "o.casebook", "--add", "officers", *names, folder=tmp_path, first=CHEAP)
    at.wait(": ")
    at.line(FIRST)
    for name in ("Ida", "Omar", "Lin"):
        at.wait(f"Now {name} alone")
        at.wait(": ")
        at.line("")
        assert "\x1b[2J" in at.wait(f"Recovery words of {name}."), "what the one before was shown is gone"
        paper = re.findall(r"^\d+\. (\w+)\r?$", at.wait("Any two of the three papers together"), re.MULTILINE)
        for _ in range(3):
            at.wait("word number ")
            at.line(paper[int(at.wait(": ")) - 1])
    code, rest = at.ended()
    assert code == 0, rest
