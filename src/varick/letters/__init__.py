"""A letter read from a photograph or a scan, on this machine alone: fields for a person to confirm, and what it does not say.

`read(path)` gives a `Reading`. Two engines read the page; a value is accepted without asking only where both agree.
Nothing is sent anywhere, and nothing is written: the caller decides what is kept.

`whole` goes from end to end. `decode` opens the file in a process of its own (`alone`) and `straighten` turns the page;
`engines` give its lines (`reading`), which `text` makes sentences of; `find` looks in them for the fields (`phrases`, `when`),
and `agree` compares what the engines found. `mask` covers what nobody may keep, and `says` tells what the letter says and does
not say. The sheet that is printed, `flyer`, is a room of its own and leans on none of these.
"""

from typing import TYPE_CHECKING

from varick.letters.reading import FIELDS, Box, FieldRead, Likeness, Reading, Sign

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from varick.letters.engines import Engine

__all__ = ["FIELDS", "Box", "FieldRead", "Likeness", "Reading", "Sign", "read"]


def read(source: "Path | str | bytes", *, engines: "Sequence[Engine] | None" = None) -> Reading:
    """The letter in an image or a PDF (path or bytes), read by each engine that is installed, or by those given.

    Raises VarickError, one line, for what cannot be opened or read, and where the extra packages are missing."""
    from varick.letters.whole import read as whole

    return whole(source, engines=engines)
