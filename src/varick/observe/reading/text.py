"""A file's bytes as UTF-8 text: decompressed within limits, its encoding told from the bytes."""

import zlib
from collections.abc import Callable
from pathlib import Path

from varick.errors import VarickError
from varick.observe.reading.sheet import Limits

Tell = Callable[[int, int], None]

_CHUNK = 1 << 20
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


def gunzipped(packed: bytes, name: str, limits: Limits) -> bytes:
    """The content of a gzip file. Raises VarickError where it is cut short, damaged or too large."""
    out: list[bytes] = []
    size, place = 0, 0
    while place < len(packed):
        member = zlib.decompressobj(wbits=31)
        try:
            while not member.eof:
                if place >= len(packed):
                    raise VarickError(
                        f"{name}: the gzip file ends early after {size:,} bytes; download it again"
                    )
                given = packed[place : place + _CHUNK]
                place += len(given)
                while given and not member.eof:
                    piece = member.decompress(given, 16 * _CHUNK)
                    out.append(piece)
                    size += len(piece)
                    given = member.unconsumed_tail
                    _within(size, place, name, limits)
        except zlib.error as error:
            if size and not out[-1] and packed[place - 1 :].strip(b"\0") == b"":
                break
            raise VarickError(f"{name}: the gzip file is damaged ({error}); download it again") from error
        place -= len(member.unused_data)
        if not packed[place : place + _CHUNK].strip(b"\0"):
            break  # padding behind the last member
    return b"".join(out)


def _within(size: int, packed: int, name: str, limits: Limits) -> None:
    if size > limits.bytes:
        raise VarickError(f"{name}: more than {limits.bytes:,} bytes when unpacked; split the file")
    if size > limits.ratio_from and size > limits.ratio * packed:
        raise VarickError(
            f"{name}: unpacks to over {limits.ratio} times its size, as no table does; do not open it"
        )


def as_utf8(data: bytes, name: str) -> tuple[bytes, str]:
    """The text as UTF-8 bytes without a mark, and what to say of its encoding ("" for UTF-8).

    Raises VarickError for bytes that are no text."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            if encoding == "utf-8":
                return _utf8(data[len(mark) :], name)
            return _utf16(data[len(mark) :], encoding, name)
    sample = data[:4096]
    if sample.count(0) > len(sample) // 4:  # every other byte of English text in UTF-16 is zero
        evens = sample[::2].count(0)
        encoding = "utf-16-be" if evens > sample[1::2].count(0) else "utf-16-le"
        return _utf16(data, encoding, name)
    return _utf8(data, name)


def _utf16(data: bytes, encoding: str, name: str) -> tuple[bytes, str]:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise VarickError(
            f"{name}: not text: neither UTF-8 nor {encoding.upper()} (byte {error.start + 1:,}); save it as UTF-8"
        ) from error
    found, _ = _utf8(text.removeprefix("\ufeff").encode(errors="replace"), name)
    return found, f"read as {encoding.upper()}"


def _utf8(data: bytes, name: str) -> tuple[bytes, str]:
    if (place := data.find(b"\0")) >= 0:
        raise VarickError(
            f"{name}: holds a zero byte (byte {place + 1:,}), so it is damaged or no text; save it as CSV in UTF-8"
        )
    if data.isascii():
        return data, ""
    try:
        data.decode()
    except UnicodeDecodeError as error:
        where = f"byte {error.start + 1:,} is not UTF-8"
        try:
            return data.decode("cp1252").encode(), f"read as Windows-1252 text: {where}"
        except UnicodeDecodeError:
            return data.decode(
                "latin-1"
            ).encode(), f"read as Latin-1 text: {where}; check its accented letters"
    return data, ""


def read_bytes(path: Path, limits: Limits) -> bytes:
    """The file as it is on disk. Raises VarickError where it cannot be read or is too large."""
    try:
        if not path.is_file():
            what = "is a folder; name its files" if path.is_dir() else "does not exist; check the name"
            raise VarickError(f"{path}: {what}")
        if path.stat().st_size > limits.bytes:
            raise VarickError(f"{path}: larger than {limits.bytes:,} bytes; split the file")
        return path.read_bytes()
    except OSError as error:
        raise VarickError(
            f"{path}: cannot be read ({error.strerror or error}); check its permissions"
        ) from error
