"""The part of a workbook that holds the cells of a sheet, read byte by byte.

Written as loops over bytes so that Numba can compile them; short sheets run as they stand, because loading Numba costs
more than reading them. The XML that spreadsheet programs write is read here (any prefix of its names, entities of XML,
inline and rich text); whatever else is met ends with a code, and another reader takes over.
"""

from functools import cache
from types import FunctionType
from typing import Any

from varick.observe.reading import machine_text
from varick.observe.reading.machine_text import copied, number

ROW, COLUMN, SAFE, CELLS, TEXTS, LENGTH, DONE, FORMULAS, BAD = range(9)
"""Places of the state: the row and column last met (from 0), how far the bytes are used up, cells and texts and bytes
of text given out, whether the sheet is finished, formulas without a stored value, and why it stopped (0: it did not)."""

RAW = 8
"""Added to the kind of a number that needs an exact parser: its digits are given out as a text."""

DOCTYPE, ENTITY, SHAPE, RANGE = 1, 2, 3, 4
"""Reasons to stop: a declaration that no workbook has, an unknown entity, bytes that do not fit, a place outside."""

COMPILED_FROM = 8_000_000
"""Bytes from which compiled code is used: loading it takes as long as reading these without it."""


def sheet_cells(
    data: Any,
    size: int,
    state: Any,
    dates: Any,
    rows: Any,
    columns: Any,
    kinds: Any,
    values: Any,
    text: Any,
    ends: Any,
) -> None:
    """Read cells from `data` (uint8) until it is used up or the sheet ends; `state` says how far, and carries on.

    `dates` uint8 gives the kind of a number (2 number, 3 date, 4 time of day) for each style. One entry of `rows`,
    `columns`, `kinds` and `values` a cell; `text` holds the bytes of texts that stand in the sheet itself, `ends`
    where each ends. Arrays are long enough for one cell for every 8 bytes of `data`."""
    row, column = state[0], state[1]
    cells, texts, length = 0, 0, 0
    safe, place = 0, 0
    in_cell, phonetic, formula, has_text = False, False, False, False
    cell_row, cell_column, style, kind = 0, 0, 0, 0
    v0, v1, reach = -1, -1, 0
    while place < size:
        if data[place] != 60:
            place += 1
            continue
        place += 1
        if place >= size:
            break
        if data[place] == 63 or data[place] == 33:
            comment = (
                place + 2 < size and data[place] == 33 and data[place + 1] == 45 and data[place + 2] == 45
            )
            if data[place] == 33 and place + 2 >= size:
                break
            if data[place] == 33 and not comment:
                state[8] = 1
                return
            end = place
            while end < size and not (
                data[end] == 62
                and (not comment or (data[end - 1] == 45 and data[end - 2] == 45 and end > place + 4))
            ):
                end += 1
            if end >= size:
                break
            place = end + 1
            if not in_cell:
                safe = place
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
        if place >= size:
            break
        long, first = place - name, data[name]
        is_row = long == 3 and first == 114 and data[name + 1] == 111 and data[name + 2] == 119
        is_cell = long == 1 and first == 99
        r0, r1, s0, s1, t0, t1 = -1, -1, -1, -1, -1, -1
        empty, complete = False, False
        while place < size:
            byte = data[place]
            if byte == 62:
                place += 1
                complete = True
                break
            if byte == 47:
                empty = True
                place += 1
            elif byte == 32 or byte == 9 or byte == 10 or byte == 13:
                place += 1
            else:
                a0 = place
                while place < size and data[place] != 61 and data[place] != 62:
                    place += 1
                if place + 1 >= size:
                    place = size
                    break
                a1, mark = place, data[place + 1]
                if data[place] == 62 or (mark != 34 and mark != 39):
                    state[8] = 3
                    return
                place += 2
                q0 = place
                while place < size and data[place] != mark:
                    place += 1
                if place >= size:
                    break
                if a1 - a0 == 1:
                    if data[a0] == 114:
                        r0, r1 = q0, place
                    elif data[a0] == 115:
                        s0, s1 = q0, place
                    elif data[a0] == 116:
                        t0, t1 = q0, place
                place += 1
        if not complete:
            break
        if is_row and not closing:
            if in_cell:
                state[8] = 3
                return
            row += 1
            column = -1
            if r0 >= 0:
                row = 0
                while r0 < r1:
                    if data[r0] < 48 or data[r0] > 57 or row > 2_000_000:
                        state[8] = 3
                        return
                    row = row * 10 + (data[r0] - 48)
                    r0 += 1
                row -= 1
            safe = place
        elif is_cell and not closing:
            if in_cell:
                state[8] = 3
                return
            column += 1
            cell_row = row
            if r0 >= 0:
                column = 0
                while r0 < r1 and 65 <= data[r0] <= 90 and column < 20_000:
                    column = column * 26 + (data[r0] - 64)
                    r0 += 1
                column -= 1
                cell_row = 0
                while r0 < r1:
                    if data[r0] < 48 or data[r0] > 57 or cell_row > 2_000_000:
                        state[8] = 3
                        return
                    cell_row = cell_row * 10 + (data[r0] - 48)
                    r0 += 1
                cell_row -= 1
            cell_column = column
            if cell_row < 0 or cell_row >= 1_048_576 or cell_column < 0 or cell_column >= 16_384:
                state[8] = 4
                return
            row = cell_row
            style = 0
            while s0 >= 0 and s0 < s1:
                if data[s0] < 48 or data[s0] > 57 or style > 1_000_000:
                    state[8] = 3
                    return
                style = style * 10 + (data[s0] - 48)
                s0 += 1
            kind = 110  # n
            if t1 > t0:
                kind = data[t0]
                if t1 - t0 == 3:
                    kind = 83  # str
            if empty:
                safe = place
            else:
                in_cell, formula, phonetic, has_text = True, False, False, False
                v0, v1, reach = -1, -1, length
        elif is_cell:
            if not in_cell:
                state[8] = 3
                return
            in_cell = False
            out = 0
            value = 0.0
            if has_text != (kind == 105) and (has_text or v0 >= 0):
                state[8] = 3
                return
            if kind == 105:  # inlineStr
                if has_text:
                    out, value = 1, float(texts)
                    length = reach
                    ends[texts] = length
                    texts += 1
            elif v0 >= 0 and v1 > v0:
                if kind == 115:  # s
                    good, value = number(data, v0, v1)
                    out = 1
                    if not good or value < 0:
                        state[8] = 3
                        return
                    value = -1.0 - value  # a place in the shared table, told from the sheet's own by its sign
                elif kind == 83 or kind == 100 or kind == 101:
                    out = 6 if kind == 101 else 1
                    value = float(texts)
                    length = copied(data, v0, v1, text, length)
                    if length < 0:
                        state[8] = 2
                        return
                    ends[texts] = length
                    texts += 1
                elif kind == 98:
                    out = 5
                    value = 1.0 if data[v0] == 49 or data[v0] == 116 else 0.0
                elif kind == 110:
                    out = dates[style] if style < len(dates) else 2
                    good, value = number(data, v0, v1)
                    if not good:
                        out += 8
                        value = float(texts)
                        for at in range(v0, v1):
                            text[length] = data[at]
                            length += 1
                        ends[texts] = length
                        texts += 1
                else:
                    state[8] = 3
                    return
            elif formula:
                state[7] += 1
            if out:
                rows[cells] = cell_row
                columns[cells] = cell_column
                kinds[cells] = out
                values[cells] = value
                cells += 1
            safe = place
        elif in_cell:
            if not closing and long == 1 and not empty:
                if first == 102:
                    formula = True
                if first == 118 or (first == 116 and not phonetic):
                    end = place
                    while end < size and data[end] != 60:
                        end += 1
                    if end + 1 >= size:
                        break
                    if data[end + 1] != 47:  # something stands inside the value
                        state[8] = 3
                        return
                    if first == 118:
                        v0, v1 = place, end
                    else:
                        has_text = True
                        reach = copied(data, place, end, text, reach)
                        if reach < 0:
                            state[8] = 2
                            return
                    place = end
            elif not closing and long == 1 and first == 102:
                formula = True
            elif long == 3 and first == 114 and data[name + 1] == 80 and data[name + 2] == 104:  # rPh
                phonetic = not closing and not empty
        else:
            safe = place
            if long == 9 and first == 115 and data[name + 5] == 68 and (closing or empty):  # sheetData
                state[6] = 1
                break
    state[0], state[1], state[2] = row, column, safe
    state[3], state[4], state[5] = cells, texts, length
    if in_cell and not state[6]:  # it is read again from its beginning, and must not count twice
        state[1] = cell_column - 1


@cache
def compiled() -> tuple[Any, Any]:
    """`sheet_cells` and `shared_texts` compiled; the compiled code is kept on disk."""
    from numba import njit

    def made(function: Any, **known: Any) -> Any:
        # the same code with its helpers compiled: as they stand, they would call each other in Python
        again = FunctionType(function.__code__, {**function.__globals__, **known}, function.__name__)
        return njit(cache=True, nogil=True)(again)

    entities = made(machine_text.entity)
    copies = made(copied, entity=entities)
    return made(sheet_cells, copied=copies, number=made(number)), made(
        machine_text.shared_texts, copied=copies
    )
