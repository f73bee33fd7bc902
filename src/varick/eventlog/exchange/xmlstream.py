"""XML read as a stream by the standard library's expat, within bounds, and without documents that define anything.

A document type declaration is refused, and with it every entity and external reference. A gzipped file may not grow
beyond what an event log can: the bounds are on its size, on its ratio, and on the length of a single tag.
"""

import gzip
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import IO
from xml.parsers import expat

from varick.errors import VarickError

CHUNK = 1 << 20
LONGEST_TAG = 16 << 20
"""Bytes of a single tag. An expat before 2.6 reads an unfinished tag again with every chunk."""
LARGEST = 16 << 30
"""Bytes of text in a file, unpacked."""
SMALL, RATIO = 256 << 20, 250
"""Above SMALL bytes, an unpacked file may not be more than RATIO times its packed size."""

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]


def parse(path: Path, start: Start, end: End, text: Callable[[str], None] | None = None) -> None:
    """Call `start` (name without prefix, attributes) and `end` for every element, and `text` for what stands between.

    Raises VarickError, one line, for a file that is not well-formed, is cut short, declares a document type, or goes
    beyond the bounds.
    """
    parser = expat.ParserCreate()
    begun = False

    def first(name: str, attributes: dict[str, str]) -> None:
        """The root decides whether names have prefixes; most files have none, and are read without a detour."""
        nonlocal begun
        begun = True
        if ":" in name:
            parser.StartElementHandler = lambda name, attributes: start(name.rpartition(":")[2], attributes)
            parser.EndElementHandler = lambda name: end(name.rpartition(":")[2])
            start(name.rpartition(":")[2], attributes)
        else:
            parser.StartElementHandler = start
            start(name, attributes)

    def doctype(*_: object) -> None:
        raise VarickError(
            f"{path}: it declares a document type (DOCTYPE), which may hide what it contains; remove that line"
        )

    parser.StartElementHandler = first
    parser.EndElementHandler = end
    parser.StartDoctypeDeclHandler = doctype
    parser.EntityDeclHandler = doctype
    parser.buffer_text = True
    if text is not None:
        parser.CharacterDataHandler = text
    try:
        with path.open("rb") as raw:
            packed = raw.read(2) == b"\x1f\x8b"
            raw.seek(0)
            if packed:
                with gzip.GzipFile(fileobj=raw) as unpacked:
                    _feed(parser, unpacked, path)
            else:
                _feed(parser, raw, path)
    except expat.ExpatError as error:
        reason = expat.ErrorString(error.code)
        raise VarickError(
            f"{path}: not well-formed XML (line {error.lineno}: {reason}); export it again"
        ) from error
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise VarickError(f"{path}: the packed file is damaged or cut short; fetch it again") from error
    except (LookupError, UnicodeError, ValueError) as error:
        if begun:  # not the encoding's declaration, but a fault of ours
            raise
        raise VarickError(
            f"{path}: its encoding cannot be read ({str(error)[:80]}); save it as UTF-8"
        ) from error
    except OSError as error:
        raise VarickError(f"{path}: cannot be read ({error.strerror or error})") from error


def _feed(parser: expat.XMLParserType, file: IO[bytes] | gzip.GzipFile, path: Path) -> None:
    fed, size = 0, path.stat().st_size
    while chunk := file.read(CHUNK):
        fed += len(chunk)
        if fed > LARGEST:
            raise VarickError(f"{path}: more than {LARGEST >> 30} GB of text; cut it into several files")
        if fed > SMALL and fed > RATIO * size:
            raise VarickError(f"{path}: unpacks to more than {RATIO} times its size; this is no event log")
        parser.Parse(chunk, False)
        if fed - parser.CurrentByteIndex > LONGEST_TAG + CHUNK:
            raise VarickError(
                f"{path}: a single tag is longer than {LONGEST_TAG >> 20} MB; this is no event log"
            )
    parser.Parse(b"", True)
