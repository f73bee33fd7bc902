"""What leaves this machine: said in bytes and in words before it is written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from varick.casebook.file import disk


@dataclass(frozen=True)
class Outgoing:
    """A file to be given to a member. ``to``: the member's name. ``data``: the file, encrypted to it.

    ``says`` is (key of words/together_ring, its values). ``again``: the desk had made this file before; nothing new was done.
    """

    name: str
    to: str
    data: bytes = field(repr=False)
    says: tuple[str, Mapping[str, str]]
    again: bool = False

    @property
    def bytes(self) -> int:
        """Size of the file."""
        return len(self.data)

    @property
    def sha256(self) -> str:
        """Its SHA-256 in hexadecimal."""
        return sha256(self.data).hexdigest()

    def write(self, folder: Path) -> Path:
        """Put the file in a folder, whole and on the disk; where the same file stands there already, nothing is done.

        Raises VarickError where another file has the name, or the folder cannot be written.
        """
        path = folder / self.name
        disk.put(path, self.data)
        return path
