"""The desk of one member: a folder that holds its keys, the secret of this run, and what it has seen and written.

What it remembers is sealed under keys that the passphrase opens; in clear are the charter and a release; files that it wrote
are encrypted to who gets them. Each change replaces one file whole, so whatever moment the machine stops at, the same command
goes on from there. The secret of the run is sealed under a key that lies in one file of its own, which is overwritten to
destroy it.
"""

import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from varick.casebook.file import disk
from varick.casebook.file.slots import subkey
from varick.errors import VarickError
from varick.together.charter.card import Card
from varick.together.keys import LONGEST, MemberKeys
from varick.together.locking import lock, unlock
from varick.together.memory import Secret, State, Wrote, closed, opened
from varick.together.reading import beginning

if TYPE_CHECKING:
    from varick.together.charter.charter import Charter

KEYS, STATE, RUN_KEY, LOCK, KEPT, CHARTER = "keys", "state", "run.key", "lock", "kept", "charter"
LONGEST_STATE = 1 << 20
"""Bytes of what a desk remembers; six members' files make 20,000."""


class Desk:
    """An open desk; one process has it at a time. Use it in a ``with``, or `close` it."""

    def __init__(self, folder: Path, keys: MemberKeys, state: State, held: int) -> None:
        self.folder = folder
        self.keys = keys
        self.card = Card.from_json(dict(state.card))
        self._state = state
        self._held = held

    @classmethod
    def create(cls, folder: Path, keys: MemberKeys, card: Card) -> Self:
        """A new desk in a folder that must not exist, whole when this returns. Raises VarickError where it cannot be made."""
        disk.free(folder)
        partial = folder.with_name(f".{folder.name}.partial")
        try:
            if partial.is_dir() and not partial.is_symlink():
                shutil.rmtree(partial)  # what a crash left of an earlier try
            partial.mkdir(mode=0o700)
            (partial / KEPT).mkdir(mode=0o700)
            disk.private(partial / KEYS, keys.sealed)
            disk.private(partial / STATE, State(card.as_json()).sealed(keys))
            disk.private(partial / LOCK, b"")
            disk.named(partial)
            os.rename(partial, folder)
            disk.named(folder.parent)
        except OSError as error:
            raise disk.refused(folder, error) from error
        return cls.open(folder, keys)

    @classmethod
    def open(cls, folder: Path, keys: MemberKeys) -> Self:
        """The desk in a folder. Finishes what a crash left of destroying a secret.

        Raises VarickError for a folder that is none, keys of another desk, a damaged state, and a desk that is open elsewhere.
        """
        held = lock(folder / LOCK, f"{folder}: the desk is in use by another Varick; wait until it has ended")
        try:
            sealed = _read(folder / STATE, LONGEST_STATE)
            try:
                state = State.opened(sealed, keys)
            except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
                raise VarickError(
                    f"{folder}: the desk's memory is damaged, or belongs to other keys; take the copy that you have of the desk"
                ) from None
            desk = cls(folder, keys, state, held)
            if state.destroyed:
                desk._forget_run_key()
        except BaseException:
            unlock(held)
            raise
        return desk

    @staticmethod
    def sealed_keys(folder: Path) -> bytes:
        """What `MemberKeys.open` needs, beside the passphrase. Raises VarickError for a folder that is no desk."""
        return _read(folder / KEYS, LONGEST)

    def close(self) -> None:
        """Let another process have the desk."""
        if self._held >= 0:
            unlock(self._held)
            self._held = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def charter(self) -> bytes | None:
        """The hash of the charter that this desk has signed (32 bytes)."""
        return bytes.fromhex(self._state.charter) if self._state.charter else None

    @property
    def stage(self) -> str:
        """How far the run is: "new", "signed", "running" (the secret exists), "finished" (it was destroyed)."""
        if not self._state.charter:
            return "new"
        if self._state.destroyed:
            return "finished"
        return "running" if self._state.secret else "signed"

    def agree(self, charter: "Charter") -> None:
        """Remember that this charter is signed here. A charter that was signed by mistake may be replaced until the run has
        begun; after a run has finished, another may be signed, and none twice.

        Raises VarickError where the desk is no member, where the charter has another name or age recipient for it, so that
        what is sent here could be read elsewhere, where it is in another run, and where it had this charter before.
        """
        if charter.members[charter.place(self.keys.verify_key)] != self.card:
            raise VarickError(
                "the charter has another name or another address for this desk's files than its card, so somebody else could "
                "read them; do not sign it, and have it drafted again from the card"
            )
        asked = charter.hash.hex()
        if asked in self._state.finished or (self._state.destroyed and asked == self._state.charter):
            raise VarickError(
                "this count is finished and its secret destroyed; a new count needs a new charter, with a new seed"
            )
        if asked == self._state.charter:
            return
        if self.stage == "running":
            raise VarickError(
                "this desk is in the middle of the run of another charter; finish it, or give it up with varick together stop"
            )
        done = (self._state.charter,) if self._state.destroyed else ()
        with suppress(OSError):  # a copy that stays is compared before it is used
            (self.folder / CHARTER).unlink()
        self._save(State(self._state.card, asked, (*self._state.finished, *done)))

    def must_be_of(self, charter: "Charter") -> None:
        """Raises VarickError unless this is, byte for byte, the charter that the desk signed, with every member's signature.

        Then the desk keeps a copy of it, so that later steps need not be given the file."""
        charter.must_be_signed()
        if self.charter is None:
            raise VarickError(
                "this desk has signed no charter; read it, then sign it with varick together charter sign"
            )
        if charter.hash != self.charter:
            raise VarickError(
                "this charter is not the one that this desk signed; use that one, or agree on a new one with all members"
            )
        if self._copy_of_charter() != charter:
            charter.write(self.folder / CHARTER)

    def kept_charter(self) -> "Charter":
        """The charter of which `must_be_of` kept a copy. Raises VarickError where there is none, or it is another."""
        charter = self._copy_of_charter()
        if charter is None:
            raise VarickError(
                "this desk has not seen the charter with every signature; begin with varick together prepare, or give --charter"
            )
        self.must_be_of(charter)
        return charter

    def _copy_of_charter(self) -> "Charter | None":
        from varick.together.charter.charter import Charter

        try:
            return Charter.read(self.folder / CHARTER)
        except VarickError:  # none yet, or somebody changed it: then it is given again
            return None

    def secret(self) -> Secret:
        """The secret of this run. Raises VarickError where there is none yet, or none any more."""
        if self._state.destroyed:
            raise VarickError(
                "the secret of this run was destroyed, with the check or given up; nothing can be done with it"
            )
        if not self._state.secret:
            raise VarickError("this desk has no list in the run yet; begin with varick together prepare")
        key = _read(self.folder / RUN_KEY, 32)
        try:
            both = opened(subkey(key, "varick tog run"), bytes.fromhex(self._state.secret))
        except ValueError:
            raise VarickError(
                f"{self.folder}: the secret of the run cannot be opened; take the copy that you have of the desk"
            ) from None
        return Secret(both[:32], both[32:])

    def begin(self) -> Secret:
        """The secret of this run, made now by the system where there is none; on the disk, sealed, before this returns."""
        from varick.together.ring.group import new_scalar

        if self._state.secret or self._state.destroyed:
            return self.secret()
        key, made = os.urandom(32), Secret(new_scalar(), os.urandom(32))
        path = self.folder / RUN_KEY
        try:
            path.unlink(missing_ok=True)  # of a try that was cut off; nothing was sealed under it
            disk.private(path, key)
            disk.named(self.folder)
        except OSError as error:
            raise disk.refused(path, error) from error
        box = closed(subkey(key, "varick tog run"), made.scalar + made.seed)
        self._save(replace(self._state, secret=box.hex()))
        return made

    def give_up(self) -> None:
        """End the run without a count: the secret is destroyed, and another charter may be signed. Again, it does nothing.

        Raises VarickError where no charter was signed."""
        if not self._state.charter:
            raise VarickError("this desk has signed no charter; there is nothing to give up")
        self.remember(destroy=True)

    def seen(self, slot: str) -> str | None:
        """The hash of the statement that came in at this place in the ring's work."""
        return self._state.seen.get(slot)

    def wrote(self, slot: str) -> Wrote | None:
        """What went out at this place."""
        return self._state.wrote.get(slot)

    def points(self) -> Mapping[int, bytes]:
        """Place of a member -> the public point under which it has worked in every file so far."""
        return {int(place): bytes.fromhex(point) for place, point in self._state.points.items()}

    def remember(
        self,
        *,
        points: Mapping[int, bytes] | None = None,
        seen: Mapping[str, str] | None = None,
        wrote: Mapping[str, tuple[Wrote, bytes]] | None = None,
        destroy: bool = False,
    ) -> None:
        """Put what was seen, and what was made with its bytes, on the disk in one step; with ``destroy``, and the secret away.

        The bytes are what leaves, encrypted to who gets them; they are kept so that the same file can be given again.
        """
        for made, data in (wrote or {}).values():
            disk.replace(self.folder / KEPT / made.name, data)
        state = replace(
            self._state,
            points={**self._state.points, **{str(p): x.hex() for p, x in (points or {}).items()}},
            seen={**self._state.seen, **(seen or {})},
            wrote={**self._state.wrote, **{slot: made for slot, (made, _) in (wrote or {}).items()}},
        )
        if destroy:
            state = replace(state, secret="", destroyed=True)
        if state != self._state:  # a file that is given again tells nothing new
            self._save(state)
        if destroy:
            self._forget_run_key()

    def kept(self, made: Wrote) -> bytes:
        """The bytes of a file that was made. Raises VarickError where somebody took them away or changed them."""
        path = self.folder / KEPT / made.name
        try:
            data = path.read_bytes() if path.stat().st_size == made.bytes else b""
        except OSError:
            data = b""
        if sha256(data).hexdigest() != made.sha256:
            raise VarickError(
                f"{path}: not what this desk wrote, or gone; use the file as it was given out, or your copy of the desk"
            )
        return data

    def _save(self, state: State) -> None:
        disk.replace(self.folder / STATE, state.sealed(self.keys))
        self._state = state

    def _forget_run_key(self) -> None:
        """Overwrite the key under which the run's secret was sealed, wherever a copy of that may still lie on the disk."""
        path = self.folder / RUN_KEY
        try:
            with path.open("r+b") as file:
                file.write(os.urandom(32))
                disk.written(file)
            path.unlink()
            disk.named(self.folder)
        except FileNotFoundError:
            return
        except OSError as error:
            raise disk.refused(path, error) from error


def _read(path: Path, most: int) -> bytes:
    data = beginning(path, most, "give the folder that varick together charter join made")
    if len(data) > most:
        raise VarickError(f"{path}: longer than what a desk holds; take the copy that you have of the desk")
    return data
