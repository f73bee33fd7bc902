"""A file that somebody gave, read no further than it may be long."""

from pathlib import Path

from varick.errors import VarickError


def beginning(path: Path, most: int, advice: str = "check the name") -> bytes:
    """What the file holds, or its first ``most`` + 1 bytes where it is longer than ``most``.

    Raises VarickError, which ends in ``advice``, for what is no file or cannot be read."""
    if path.exists() and not path.is_file() and not path.is_dir():  # a pipe would never end
        raise VarickError(f"{path}: not a file; {advice}")
    try:
        with path.open("rb") as file:
            return file.read(most + 1)
    except OSError as error:
        raise VarickError(f"{path}: cannot be read ({error.strerror or error}); {advice}") from error
