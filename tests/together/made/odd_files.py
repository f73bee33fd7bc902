"""What is wrong with a malformed file of a count: changed bytes, odd JSON, changes that their sender signs and encrypts again.

Everything is drawn from the `random.Random` that is given, so that a number of a campaign is one file for ever.
"""

import csv
import io
import json
import random
import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from copy import deepcopy
from dataclasses import asdict, replace
from typing import Any

from mutated_files import changed, replaced

from varick.together.charter.card import Card
from varick.together.charter.charter import KIND, Charter
from varick.together.keys import MemberKeys
from varick.together.ring import group
from varick.together.ring.chain import body_hash
from varick.together.ring.envelope import MAGIC, Contents, encrypted, packed
from varick.together.ring.statement import CHECK, LIST, Signed

PLANTED = "Zyxwina Inventada-Quux"
"""The name that no message may hold."""
ODD: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 2, 3, 6, 7, 2**31, 10**6, 10**30, 1.5, float("1e400"), float("nan"), "", "x", "zz", "names", "suppress",
    "noise", "2018-01-01", "2018-13-01", "0" * 64, "f" * 64, "00" * 32, "00" * 5_000, "é", "e\u0301", "\ud800", "\x00", "\u2028", "\u202e",
    "a" * 70_000, "9" * 5_000, [], [[]], [[[[[]]]]], {}, {"rule": "noise", "epsilon": "NaN"}, {"rule": "noise", "epsilon": "1.0"},
    {"rule": "suppress", "threshold": 5}, {"seed": "0" * 64, "count": 3}, ["names"], [1], ["x"] * 9, {"1": 1},
)  # fmt: skip


def bytes_changed(data: bytes, luck: random.Random, text: bool = False) -> bytes:
    """Cut, turned, doubled, put elsewhere, or something else altogether; never what it was."""
    while True:
        found = (
            replaced(data, luck) if luck.random() < 0.05 else changed(data, luck, luck.randint(1, 3), text)
        )
        if found != data:
            return found


def value_changed(said: Any, luck: random.Random) -> Any:
    """A JSON value with one to three things in it put in place of others, left out or added."""
    said = deepcopy(said)
    for _ in range(luck.choice((1, 1, 1, 2, 3))):
        place = said
        while isinstance(place, dict | list) and place:
            key: Any = luck.choice(sorted(place) if isinstance(place, dict) else range(len(place)))
            if isinstance(place[key], dict | list) and place[key] and luck.random() < 0.8:
                place = place[key]
                continue
            act = luck.random()
            if act < 0.12:
                del place[key]
            elif act < 0.2 and isinstance(place, dict):
                place[f"{key}x"] = deepcopy(luck.choice(ODD))
            elif act < 0.2 and isinstance(place, list):
                place.append(deepcopy(place[key]))
            elif act < 0.5 and isinstance(place[key], str) and place[key]:
                at = luck.randrange(len(place[key]))
                letter = luck.choice("0123456789abcdefgABC\u2028\x00é ")
                place[key] = place[key][:at] + letter + place[key][at + 1 :]
            elif act < 0.5 and type(place[key]) is int:
                place[key] += luck.choice((-1, 1, 100))
            else:
                place[key] = deepcopy(luck.choice(ODD))
            break
    return said


def as_text(said: Any, luck: random.Random) -> str:
    """JSON in canonical form or nearly: other spaces or order, a key twice, a number in another way."""
    way = luck.random()
    text = json.dumps(said, sort_keys=way < 0.9, separators=(",", ":"), ensure_ascii=luck.random() < 0.3)
    if 0.8 < way < 0.85:
        text = text.replace(",", luck.choice((", ", ",\t", ",,")), luck.randint(1, 3))
    if 0.85 < way < 0.9 and isinstance(said, dict) and said:
        key = luck.choice(sorted(said))
        text = f"{text[:-1]},{json.dumps(key)}:{json.dumps(luck.choice(ODD))}}}"
    return text


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


# --- charters, cards and the keys of a desk


def charter_file(charter: Charter, right: bytes, keys: Sequence[MemberKeys], luck: random.Random) -> bytes:
    """A charter with something wrong: bytes, parts, parts that every member signed, signatures, letters, or no JSON at all."""
    while True:
        found = _charter(charter, right, keys, luck)
        if found != right:
            return found


def _charter(charter: Charter, right: bytes, keys: Sequence[MemberKeys], luck: random.Random) -> bytes:
    kind, body, *signed = right.decode().split("\n")
    way = luck.randrange(7)
    if way == 0:
        return bytes_changed(right, luck, text=luck.random() < 0.7)
    if way in (1, 2):
        body = as_text(value_changed(json.loads(body), luck), luck)
        if way == 2:  # by members who all want it so
            message = KIND.encode() + b"\0" + _utf8(body)
            signed = [f"signed {at} {one.sign(message).hex()}" for at, one in enumerate(keys)] + [""]
        return _utf8("\n".join([kind, body, *signed]))
    if way == 3:
        return _utf8("\n".join([kind, body, *_signatures(signed[:-1], luck), ""]))
    if way == 4:
        return _letters(right.decode(), luck)
    if way == 5:
        return _yaml_like(json.loads(body), luck)
    name = luck.choice(("rows", "recipe", "tally", "count", "threshold", "format"))
    number = luck.choice(
        (
            "1e3",
            "1E400",
            "-0",
            "0x10",
            "1_000",
            "NaN",
            "Infinity",
            "-1",
            "9" * 30,
            "9" * 6_000,
            "3.0",
            "03",
            "true",
            '"40"',
        )
    )
    head, mark, tail = body.partition(f'"{name}":')
    return _utf8("\n".join([kind, head + mark + number + tail.lstrip("0123456789"), *signed]))  # fmt: skip


def _signatures(signed: list[str], luck: random.Random) -> list[str]:
    """The lines of the signatures: left out, doubled, exchanged, in other letters."""
    at = luck.randrange(len(signed))
    mark, place, hexed = signed[at].split(" ")
    way = luck.randrange(8)
    if way == 0:
        return signed[:at] + signed[at + 1 :]
    if way == 1:
        return [*signed, signed[at]]
    if way == 2:
        return signed[::-1]
    if way == 3:
        other = signed[at - 1].split(" ")[2]
        changed = f"{mark} {place} {other}"
    elif way == 4:
        changed = f"{mark} {place} {hexed.upper()}"
    elif way == 5:
        changed = f"{mark} {chr(0x660 + int(place))} {hexed}"  # a digit of another script
    elif way == 6:
        changed = luck.choice(
            ("", " ", "signed", f"{mark} 7 {hexed}", f"{mark} -1 {hexed}", signed[at] + " ")
        )
    else:
        changed = f"{mark} {place} {'00' * 64}"
    return [*signed[:at], changed, *signed[at + 1 :]]


def _letters(text: str, luck: random.Random) -> bytes:
    """The same text as another editor or mail program leaves it."""
    way = luck.randrange(9)
    if way == 0:
        return b"\xef\xbb\xbf" + text.encode()
    if way == 1:
        return text.replace("\n", "\r\n").encode()
    if way == 2:
        return text.encode(luck.choice(("utf-16", "utf-16-le", "utf-32")))
    if way == 3:
        return text.rstrip("\n").encode()
    if way == 4:
        return (text + luck.choice(("\n", " ", "\x00", "\x1a"))).encode()
    if way == 5:
        return ("> " + text.replace("\n", "\n> ")).encode()
    if way == 6:
        return unicodedata.normalize("NFD", text.replace("invented", "invénted", 1)).encode()
    at = luck.randrange(len(text))
    letter = luck.choice(("\u200b", "\u202e", "\u00a0", "\ufeff", "\x7f", "\x1b[2J", "\u0661", "\uff11", "é", "\\u0000", "\t"))  # fmt: skip
    return (text[:at] + letter + text[at + luck.randint(0, 1) :]).encode()


def _yaml_like(said: dict[str, Any], luck: random.Random) -> bytes:
    lines = [f"{name}: {json.dumps(value)}" for name, value in said.items()]
    luck.shuffle(lines)
    text = luck.choice(("", "---\n", f"{KIND}\n", "!!python/object/apply:os.system [id]\n")) + "\n".join(
        lines
    )
    return text.encode()


def card_file(card: Card, right: bytes, keys: MemberKeys, luck: random.Random) -> bytes:
    """A member's card with something wrong, signed by the member where it is only odd."""
    while True:
        kind, _, signature, _ = right.decode().split("\n")
        way = luck.randrange(4)
        if way == 0:
            found = bytes_changed(right, luck, text=luck.random() < 0.7)
        elif way == 1:
            found = _letters(right.decode(), luck)
        else:
            data = _utf8(as_text(value_changed(card.as_json(), luck), luck))
            signed = keys.sign(kind.encode() + b"\0" + data).hex() if way == 2 else signature
            found = b"\n".join([kind.encode(), data, signed.encode(), b""])
        if found != right:
            return found


# --- files of the ring


def ring_file(
    right: bytes, said: Contents, sender: MemberKeys, reader: Card, other: Card, luck: random.Random
) -> bytes:
    """A list or a check with something wrong: on its way, before it was encrypted, or signed and encrypted so by its sender."""
    plain = packed(said)
    way = luck.randrange(10)
    if way < 2:
        return bytes_changed(right, luck)
    if way == 2:
        return encrypted(plain, other)
    if way == 3:
        return encrypted(bytes_changed(plain, luck), reader)
    if way < 6:
        size = int.from_bytes(plain[len(MAGIC) : len(MAGIC) + 4], "big")
        begin = len(MAGIC) + 4
        while (
            text := _utf8(as_text(value_changed(json.loads(plain[begin : begin + size]), luck), luck))
        ) == plain[begin : begin + size]:
            pass
        return encrypted(MAGIC + len(text).to_bytes(4, "big") + text + plain[begin + size :], reader)
    if way == 6:
        return encrypted(MAGIC + luck.randbytes(luck.choice((0, 3, 4, 100))), reader)
    if way == 7:
        return encrypted(packed(points_changed(said, sender, luck)), reader)
    return encrypted(packed(statement_changed(said, sender, luck)), reader)  # fmt: skip


def statement_changed(said: Contents, sender: MemberKeys, luck: random.Random) -> Contents:
    """One part of the last statement changed, and signed again by its member; its proof is not."""
    statement = said.last.statement
    while True:
        name = luck.choice(list(asdict(statement)))
        value = getattr(statement, name)
        made: Any
        if isinstance(value, tuple):
            made = value[1:] + value[:1] if value else ("00" * 32,)
        elif isinstance(value, int):
            made = max(0, value + luck.choice((-1, 1, 100)))
        elif name == "kind":
            made = LIST if value == CHECK else CHECK
        else:
            at = luck.randrange(len(value) or 1)
            made = (
                value[:at] + ("0" if value[at : at + 1] != "0" else "1") + value[at + 1 :] if value else "00"
            )
        if made != value:
            return _with_last(said, Signed.by(sender, replace(statement, **{name: made})), said.body)


def points_changed(said: Contents, sender: MemberKeys, luck: random.Random) -> Contents:
    """Points doubled, exchanged, no points at all; with the right hash, and sums where there are any, signed by the sender."""
    statement = said.last.statement
    body = bytearray(said.body)
    many = len(body) // 32
    one, other = luck.sample(range(many), 2)
    made = luck.choice(
        (bytes(body[32 * other : 32 * other + 32]), bytes(32), b"\xff" * 32, luck.randbytes(32), group.generator(),
         group.point_of(luck.randbytes(64)))
    )  # fmt: skip
    body[32 * one : 32 * one + 32] = made
    if luck.random() < 0.2:
        body = body[: 32 * one] + body[32 * one + 32 :]
    changes: dict[str, Any] = {"body": body_hash(bytes(body))}
    if statement.sums and luck.random() < 0.7:
        with suppress(ValueError, group.NoPoint):
            changes["sums"] = tuple(s.hex() for s in group.sums(bytes(body), len(statement.sums)))
    return _with_last(said, Signed.by(sender, replace(statement, **changes)), bytes(body))


def _with_last(said: Contents, signed: Signed, body: bytes) -> Contents:
    if said.check:
        return Contents(said.lists, (*said.check[:-1], signed), body)
    return Contents(((*said.lists[0][:-1], signed),), (), body)


# --- tallies


def tally_file(right: bytes, signs: MemberKeys, luck: random.Random) -> bytes:
    """A tally with something wrong; odd parts are signed by these keys."""
    while True:
        kind, body, key, signature, _ = right.split(b"\n")
        way = luck.randrange(5)
        if way == 0:
            found = bytes_changed(right, luck, text=luck.random() < 0.5)
        elif way == 1:
            found = _letters(right.decode(), luck)
        elif way == 2:
            data = bytes_changed(body, luck, text=True).replace(b"\n", b" ")
            found = _signed_tally(kind, data, signs)
        else:
            data = _utf8(as_text(value_changed(json.loads(body), luck), luck))
            found = (
                _signed_tally(kind, data, signs)
                if way == 3
                else b"\n".join([kind, data, key, signature, b""])
            )
        if found != right:
            return found


def _signed_tally(kind: bytes, body: bytes, signs: MemberKeys) -> bytes:
    signature = signs.sign(kind + b"\0" + body)
    return b"\n".join([kind, body, signs.verify_key.hex().encode(), signature.hex().encode(), b""])


# --- tables


OVERLAPS = (
    b"# a remark\nL1,L2,L3,count\n0,0,1,60\n0,1,0,49\n0,1,1,4\n1,0,0,247\n1,0,1,112\n1,1,0,142\n1,1,1,12\n",
    b'"First, office",B,count\r\n0,1,31\r\n1,0,77\r\n1,1,15\r\n',
    b"A,B,C,D,count\n0,0,0,1,306\n0,0,1,0,936\n0,1,0,0,845\n1,0,0,0,1131\n1,1,0,0,177\n0,0,1,1,123\n1,1,1,1,27\n",
)
_NUMBERS = (
    "", "0", "1", "-1", "1.0", "1e3", "9" * 12, "9" * 30, "1000000000", "999999999", "withheld", "<5", "NA", "=1+1", " 7 ", "٣", "½", "0x1",
    PLANTED, "Quux, Zyxwina", "\u2028", "\u202e", "\x1b[31m", "'", '"', "\x00", "x" * 500,
)  # fmt: skip


def overlaps_file(luck: random.Random) -> bytes:
    """A table of overlaps: pieces cut and doubled, or cells, rows and columns that are odd; some are still tables."""
    data = luck.choice(OVERLAPS)
    if luck.random() < 0.4:
        return bytes_changed(data, luck, text=luck.random() < 0.8)
    rows = [row for row in csv.reader(io.StringIO(data.decode())) if not row[0].startswith("#")]
    for _ in range(luck.randint(1, 3)):
        row = luck.randrange(len(rows))
        if not rows[row]:
            continue
        column = luck.randrange(len(rows[row]))
        act = luck.randrange(8)
        if act < 4:
            rows[row][column] = luck.choice(_NUMBERS)
        elif act == 4:
            rows.append(list(rows[row]))
        elif act == 5:
            rows = [one[:column] + one[column + 1 :] for one in rows]
        elif act == 6:
            rows = [
                [*one[:column], *one[column : column + 1] * luck.randint(2, 6), *one[column + 1 :]]
                for one in rows
            ]
        else:
            del rows[row]
            rows = rows or [[""]]
    return _table(rows, luck, ",")


CELLS = (
    "", "", "unknown", "-", "none", "refused", "yes", "NO", "sí", "other", "call_in_letter", "home_arrest", "2018-03-08", "2018-02-30",
    "3/8/2018", "2018", "~2018-03-08", "week of 2018-03-05", "1899-01-01", "44", "-1", "0", "999", "9" * 30, "1e5", "A012345678",
    "see A12345678.", "=1+1", "\u2028", "\u202e", "🙂", "é" * 50, "a\nb", '"', "'", ";", "; ;", "#codes", "B-1", " ", "NULL", "\x00",
    PLANTED, "Quux, Zyxwina", f"{PLANTED}; Otra", "given", "not_asked", "revoked", "x" * 11_000, "+1 (212) 555-0100", "نور", "李 明",
)  # fmt: skip
GOOD = {
    "name": PLANTED, "birth_date": "1990-02-03", "practice": "call_in_letter", "letter_date": "2018-03-08", "privileged": "no",
    "consent_together": "given", "arrest_precinct": "44", "phone": "212 555 0100", "own_reference": "B-7",
}  # fmt: skip


def cases_file(titles: Sequence[str], luck: random.Random) -> bytes:
    """A table of cases whose cells are right, odd, too many or too few, in any encoding and with any separator."""
    needed = ["name", "practice", "letter_date", "privileged", "consent_together"]
    heads = list(dict.fromkeys([*needed, *luck.sample(list(titles), luck.randint(0, 6))]))
    if luck.random() < 0.2:
        heads[luck.randrange(len(heads))] = luck.choice(
            ("", "weather", "A#", "x" * 300, "name", "apellido", "Telephone")
        )
    luck.shuffle(heads)
    rows = [heads] if luck.random() < 0.95 else []
    for _ in range(luck.randint(0, 8)):
        odd = luck.random() < 0.25
        row = [luck.choice(CELLS) if odd and luck.random() < 0.4 else GOOD.get(head, "") for head in heads]
        rows.append(row[: len(row) - luck.choice((0,) * 30 + (1,))] + [""] * luck.choice((0,) * 30 + (2,)))
    data = _table(rows, luck, luck.choice(",,;\t|"))
    return bytes_changed(data, luck, text=True) if luck.random() < 0.3 else data


def _table(rows: Sequence[Sequence[str]], luck: random.Random, mark: str) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=mark, lineterminator=luck.choice(("\n", "\r\n"))).writerows(rows)
    encoding = luck.choice(("utf-8",) * 8 + ("utf-8-sig", "utf-16", "latin-1"))
    return text.getvalue().encode(encoding, "replace")


# --- what is typed

WORDS = (
    "", " ", "-1", "0", "1", "2", "nan", "1e400", "9" * 30, "\u202e", "é", "/dev/null", "/dev/null/x", ".", "--", "-", "\udcff", "a" * 5_000,
    "2018-13-01", "--nonsense", "two\nlines", "\x1b[31m", "%s", "{0}", "call_in_letter", "Imagined Road", "1,2", "fr", "json", "nowhere",
)  # fmt: skip


def typed(line: Sequence[str], luck: random.Random) -> list[str]:
    """A command with a word put in place of another, left out, doubled, added or moved."""
    found = list(line)
    for _ in range(luck.choice((1, 1, 2, 3))):
        at = luck.randrange(1, len(found)) if len(found) > 1 else 0
        before, word, after = found[:at], found[at : at + 1], found[at + 1 :]
        way = luck.randrange(6)
        if way < 2:
            found = [*before, luck.choice(WORDS), *after]
        elif way == 2:
            found = [*before, *after]
        elif way == 3:
            found = [*before, *word, *word, *after]
        elif way == 4:
            found = [*before, luck.choice(WORDS), *word, *after]
        else:
            found = [*found[:1], *luck.sample(found[1:], len(found[1:]))]
    return found
