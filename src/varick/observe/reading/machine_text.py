"""Texts and numbers of a workbook's XML, read byte by byte; loops that Numba can compile, see `machine`."""

from typing import Any


def entity(data: Any, place: int, end: int, out: Any, length: int) -> tuple[int, int]:
    """Write the entity at `place` ("&") into `out`; the place behind it (-1: unknown) and the new length."""
    stop = place + 1
    while stop < end and data[stop] != 59 and stop - place < 12:
        stop += 1
    if stop >= end or data[stop] != 59:
        return -1, length
    first, size = data[place + 1], stop - place - 1
    code = -1
    if first == 35 and size > 1:  # a character by its number
        base, at = 10, place + 2
        if data[at] == 120 or data[at] == 88:
            base, at = 16, place + 3
        code = 0 if at < stop else -1
        while at < stop:
            digit = data[at]
            if 48 <= digit <= 57:
                digit -= 48
            elif base == 16 and 97 <= digit <= 102:
                digit -= 87
            elif base == 16 and 65 <= digit <= 70:
                digit -= 55
            else:
                return -1, length
            code = code * base + digit
            at += 1
    elif size == 2 and data[place + 2] == 116:
        code = 60 if first == 108 else 62 if first == 103 else -1
    elif size == 3 and first == 97 and data[place + 2] == 109 and data[place + 3] == 112:
        code = 38
    elif size == 4 and first == 113 and data[place + 2] == 117:
        code = 34
    elif size == 4 and first == 97 and data[place + 2] == 112:
        code = 39
    if code <= 0 or code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        return -1, length
    if code < 0x80:
        out[length] = code
        return stop + 1, length + 1
    if code < 0x800:
        out[length] = 0xC0 | (code >> 6)
        out[length + 1] = 0x80 | (code & 0x3F)
        return stop + 1, length + 2
    if code < 0x10000:
        out[length] = 0xE0 | (code >> 12)
        out[length + 1] = 0x80 | ((code >> 6) & 0x3F)
        out[length + 2] = 0x80 | (code & 0x3F)
        return stop + 1, length + 3
    out[length] = 0xF0 | (code >> 18)
    out[length + 1] = 0x80 | ((code >> 12) & 0x3F)
    out[length + 2] = 0x80 | ((code >> 6) & 0x3F)
    out[length + 3] = 0x80 | (code & 0x3F)
    return stop + 1, length + 4


def copied(data: Any, place: int, end: int, out: Any, length: int) -> int:
    """Write the text between two places into `out`, entities resolved; the new length, or -1."""
    while place < end:
        byte = data[place]
        if byte == 38:
            place, length = entity(data, place, end, out, length)
            if place < 0:
                return -1
        else:
            out[length] = byte
            length += 1
            place += 1
    return length


def number(data: Any, place: int, end: int) -> tuple[bool, float]:
    """Whether the digits are few enough for plain arithmetic to be exact, and the number.

    Exact means a whole number below 2^53 times or by a power of ten up to 10^22, so that one rounding is made."""
    sign, mantissa, digits, scale, seen, some = 1.0, 0, 0, 0, False, False
    if place < end and (data[place] == 45 or data[place] == 43):
        sign = -1.0 if data[place] == 45 else 1.0
        place += 1
    while place < end:
        byte = data[place]
        if 48 <= byte <= 57:
            mantissa = mantissa * 10 + (byte - 48)
            some = True
            digits += 1 if mantissa else 0
            scale -= 1 if seen else 0
        elif byte == 46 and not seen:
            seen = True
        else:
            return False, 0.0
        if digits > 15:
            return False, 0.0
        place += 1
    if scale < -22 or not some:
        return False, 0.0
    power = 1.0
    for _ in range(-scale):
        power *= 10.0
    return True, sign * (mantissa / power)


def shared_texts(data: Any, size: int, state: Any, text: Any, ends: Any) -> None:
    """Read the table of shared texts: the bytes of all, and where each ends; state[4] says how many there are."""
    length, texts, place = 0, 0, 0
    inside, phonetic = False, False
    while place < size:
        if data[place] != 60:
            place += 1
            continue
        place += 1
        if place >= size:
            break
        if data[place] == 33:
            comment = place + 2 < size and data[place + 1] == 45 and data[place + 2] == 45
            if not comment:
                state[8] = 1
                return
            place += 3
            while place + 2 < size and not (
                data[place] == 45 and data[place + 1] == 45 and data[place + 2] == 62
            ):
                place += 1
            continue
        closing = data[place] == 47
        if closing:
            place += 1
        name = place
        while place < size:
            byte = data[place]
            if byte == 58:
                name = place + 1
            elif byte == 32 or byte == 62 or byte == 47 or byte == 9 or byte == 10 or byte == 13:
                break
            place += 1
        long = place - name
        while place < size and data[place] != 62:
            place += 1
        if place >= size:
            state[8] = 3
            return
        empty = data[place - 1] == 47
        place += 1
        if long == 2 and data[name] == 115 and data[name + 1] == 105:
            if closing or empty:
                ends[texts] = length
                texts += 1
            inside = not closing and not empty
        elif long == 3 and data[name] == 114 and data[name + 1] == 80:
            phonetic = not closing and not empty
        elif long == 1 and data[name] == 116 and inside and not closing and not empty and not phonetic:
            end = place
            while end < size and data[end] != 60:
                end += 1
            if end + 1 >= size or data[end + 1] != 47:  # something stands inside the text
                state[8] = 3
                return
            length = copied(data, place, end, text, length)
            if length < 0:
                state[8] = 2
                return
            place = end
    state[4], state[5] = texts, length
    if inside:
        state[8] = 3
