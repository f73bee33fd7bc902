"""A desk: nothing of it in clear, one process at a time, one charter at a time, a secret that goes for good."""

import os
import subprocess
import sys
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from offices import PASSPHRASE, Offices, agreed

from varick.casebook.file.slots import Cost
from varick.errors import VarickError
from varick.together.charter.card import Card
from varick.together.charter.charter import Charter
from varick.together.desk import Desk
from varick.together.keys import MemberKeys
from varick.together.memory import Wrote


@pytest.fixture
def offices(tmp_path: Path) -> Offices:
    return agreed(tmp_path, 2, rows=4)


def another(offices: Offices, seed: bytes) -> Charter:
    charter = replace(offices.charter, planted_seed=seed, signatures={})
    for office in offices.members:
        charter = charter.signed_by(office.keys)
    return charter


def wrote(name: str, data: bytes) -> tuple[Wrote, bytes]:
    return Wrote(name, "Imagined Road", len(data), sha256(data).hexdigest(), "ab"), data


def test_it_remembers_and_nothing_of_it_is_in_clear(offices: Offices) -> None:
    with offices[0].desk() as desk:
        secret = desk.begin()
        desk.remember(
            points={1: b"p" * 32}, seen={"one": "ab" * 32}, wrote={"two": wrote("a.together", b"data")}
        )
    with offices[0].desk() as desk:
        assert desk.begin() == desk.secret() == secret
        assert desk.points() == {1: b"p" * 32}
        assert (desk.seen("one"), desk.seen("other")) == ("ab" * 32, None)
        made = desk.wrote("two")
        assert made is not None
        assert desk.kept(made) == b"data"
        assert desk.card == offices[0].card
        assert desk.stage == "running"
    parts = (
        secret.scalar,
        secret.seed,
        PASSPHRASE.encode(),
        b"Imagined",
        b"two",
        offices.charter.hash.hex().encode(),
    )
    for path in offices[0].desk_folder.rglob("*"):
        if path.is_file():
            held = path.read_bytes()
            assert not [part for part in parts if part in held or part.hex().encode() in held], path
            if os.name != "nt":
                assert path.stat().st_mode & 0o077 == 0, path
    if os.name != "nt":
        assert offices[0].desk_folder.stat().st_mode & 0o077 == 0


def test_two_runs_of_a_desk_have_nothing_alike(offices: Offices) -> None:
    with offices[0].desk() as one, offices[1].desk() as other:
        first, second = one.begin(), other.begin()
    assert len({first.scalar, first.seed, second.scalar, second.seed}) == 4
    assert first.scalar.hex() not in repr(first)


def test_a_destroyed_secret_is_gone_from_every_copy_of_the_state(offices: Offices) -> None:
    with offices[0].desk() as desk:
        desk.begin()
        before = (desk.folder / "state").read_bytes()
        key = desk.folder / "run.key"
        inode = key.open("rb")
        old = inode.read()
        desk.remember(destroy=True)
        assert desk.stage == "finished"
        inode.seek(0)
        assert inode.read() != old, "the key is overwritten where it lay"
        inode.close()
        assert not key.exists()
    (offices[0].desk_folder / "state").write_bytes(
        before
    )  # an older state, from a backup or the disk's free space
    with offices[0].desk() as desk, pytest.raises(VarickError, match=r"run\.key"):
        desk.secret()


def test_a_crash_between_forgetting_and_overwriting_is_finished(offices: Offices) -> None:
    with offices[0].desk() as desk:
        desk.begin()
        key = (desk.folder / "run.key").read_bytes()
        desk.remember(destroy=True)
    (offices[0].desk_folder / "run.key").write_bytes(key)
    with offices[0].desk():
        assert not (offices[0].desk_folder / "run.key").exists()


def test_one_charter_at_a_time_and_none_twice(offices: Offices) -> None:
    first, second, third = offices.charter, another(offices, b"2" * 32), another(offices, b"3" * 32)
    with offices[0].desk() as desk:
        desk.must_be_of(first)
        with pytest.raises(VarickError, match="not the one that this desk signed"):
            desk.must_be_of(second)
        assert desk.kept_charter() == first
        desk.agree(second)  # nothing has begun
        with pytest.raises(VarickError, match="not seen the charter with every signature"):
            desk.kept_charter()
        desk.must_be_of(second)
        desk.begin()
        desk.agree(second)
        with pytest.raises(VarickError, match="in the middle of the run"):
            desk.agree(third)
        desk.remember(seen={"one": "ab"}, points={0: b"x" * 32}, destroy=True)
        with pytest.raises(VarickError, match="finished and its secret destroyed"):
            desk.agree(second)
        desk.agree(third)
        assert (desk.stage, desk.seen("one"), desk.points()) == ("signed", None, {})
        with pytest.raises(VarickError, match="finished and its secret destroyed"):
            desk.agree(second)


def test_a_run_that_is_given_up_leaves_no_secret(offices: Offices) -> None:
    offices.started(0, [])
    with offices[0].desk() as desk:
        assert desk.stage == "running"
        desk.give_up()
        assert desk.stage == "finished"
        assert not (desk.folder / "run.key").exists()
        with pytest.raises(VarickError, match="was destroyed"):
            desk.secret()
        desk.give_up()
        desk.agree(another(offices, b"4" * 32))
        assert desk.stage == "signed"
    with pytest.raises(VarickError, match="not the one that this desk signed"):
        offices.started(0, [])
    keys = MemberKeys.create(PASSPHRASE, Cost.LIGHT)
    with (
        Desk.create(offices.folder / "new", keys, Card.of("New", keys)) as desk,
        pytest.raises(VarickError, match="nothing to give up"),
    ):
        desk.give_up()


def test_a_charter_without_every_signature_or_without_this_member(offices: Offices, tmp_path: Path) -> None:
    unsigned = replace(offices.charter, signatures={})
    with (
        offices[0].desk() as desk,
        pytest.raises(VarickError, match="is not signed by Invented Defenders, Imagined"),
    ):
        desk.must_be_of(unsigned)
    keys = MemberKeys.create(PASSPHRASE, Cost.LIGHT)
    with Desk.create(tmp_path / "stranger", keys, Card.of("Stranger", keys)) as desk:
        assert (desk.stage, desk.charter) == ("new", None)
        with pytest.raises(VarickError, match="none of the charter's members"):
            desk.agree(offices.charter)
        with pytest.raises(VarickError, match="has signed no charter"):
            desk.must_be_of(offices.charter)
        with pytest.raises(VarickError, match="no list in the run yet"):
            desk.secret()


def test_a_charter_that_sends_this_members_files_elsewhere_is_not_signed(offices: Offices) -> None:
    """Who drafts the charter could put an age address of its own under another's key: of the tally, for one, it would then read
    the complete lists, the numbers of cases and the masks, and send all of it on unnoticed."""
    thief = MemberKeys.create(PASSPHRASE, Cost.LIGHT)
    mine = offices.members[0].card
    for card in (replace(mine, recipient=thief.recipient), replace(mine, name="Invented Defender")):
        charter = replace(offices.charter, members=(card, *offices.charter.members[1:]), signatures={})
        with offices[0].desk() as desk:
            with pytest.raises(VarickError, match="do not sign it"):
                desk.agree(charter)
            assert desk.charter == offices.charter.hash


def test_the_copy_of_the_charter_is_checked(offices: Offices) -> None:
    path = offices[0].desk_folder / "charter"
    with offices[0].desk() as desk:
        desk.must_be_of(offices.charter)
        data = path.read_bytes()
        path.write_bytes(data.replace(b"2018-12-31", b"2018-12-30"))
        with pytest.raises(VarickError, match="give --charter"):
            desk.kept_charter()
        another(offices, b"2" * 32).write(path)
        with pytest.raises(VarickError, match="not the one that this desk signed"):
            desk.kept_charter()
        desk.must_be_of(offices.charter)
        assert desk.kept_charter() == offices.charter


@pytest.mark.parametrize("file", ["state", "keys", "lock", "run.key"])
def test_what_was_changed_or_taken_away_is_named(offices: Offices, file: str) -> None:
    with offices[0].desk() as desk:
        desk.begin()
    folder = offices[0].desk_folder
    path = folder / file

    def opened() -> None:
        keys = MemberKeys.open(Desk.sealed_keys(folder), PASSPHRASE)
        with Desk.open(folder, keys) as desk:
            desk.secret()

    data = path.read_bytes()
    opened()
    for changed in (
        b"",
        data[:-1] + bytes([data[-1] ^ 1]) if data else None,
        data + b"more",
        b"x" * (2 << 20),
    ):
        if changed is None or file == "lock":
            continue
        path.write_bytes(changed)
        with pytest.raises(VarickError) as caught:
            opened()
        assert "\n" not in str(caught.value)
    path.unlink()
    with pytest.raises(VarickError):
        opened()


def test_the_desk_of_somebody_else(offices: Offices) -> None:
    with pytest.raises(VarickError, match="belongs to other keys"):
        Desk.open(offices[0].desk_folder, offices[1].keys)
    (offices[0].desk_folder / "state").write_bytes((offices[1].desk_folder / "state").read_bytes())
    with pytest.raises(VarickError, match="belongs to other keys"):
        offices[0].desk().__enter__()


def test_a_kept_file_that_was_changed(offices: Offices) -> None:
    with offices[0].desk() as desk:
        made = wrote("a.together", b"data")
        desk.remember(wrote={"two": made})
        path = desk.folder / "kept" / "a.together"
        for data in (b"date", b"", b"datadata"):
            path.write_bytes(data)
            with pytest.raises(VarickError, match=r"a\.together"):
                desk.kept(made[0])


def test_one_at_a_time(offices: Offices) -> None:
    with offices[0].desk() as desk:
        program = (
            "import sys; from pathlib import Path; from varick.together.locking import lock; "
            "lock(Path(sys.argv[1]) / 'lock', 'taken')"
        )
        done = subprocess.run(
            [sys.executable, "-c", program, desk.folder], capture_output=True, text=True, check=False
        )
        assert done.stderr.endswith("VarickError: taken\n")
        with pytest.raises(VarickError, match="in use by another Varick"):
            Desk.open(desk.folder, desk.keys)
    Desk.open(offices[0].desk_folder, offices[0].keys).close()


def test_a_place_that_is_taken(offices: Offices, tmp_path: Path) -> None:
    with pytest.raises(VarickError, match="already"):
        Desk.create(offices[0].desk_folder, offices[0].keys, offices[0].card)
    (tmp_path / "file").write_text("")
    with pytest.raises(VarickError):
        Desk.create(tmp_path / "file" / "desk", offices[0].keys, offices[0].card)
    with pytest.raises(VarickError, match="not a desk|cannot be read"):
        Desk.sealed_keys(tmp_path)
    with pytest.raises(VarickError, match="not a desk"):
        Desk.open(tmp_path, offices[0].keys)
