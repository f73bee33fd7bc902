"""What the log takes down of a case after each act on it: a hash of its sealed parts, which tells nothing of them.

The parts lie in the tables of `varick.casebook.shelf`; a database without them, in which the log stands alone, has no cases.
"""

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import apsw

_TABLES = "select count(*) from sqlite_schema where name in ('case_key', 'case_part')"
_PARTS = "select part, sealed from case_part join case_key using(row) where case_id = ? order by part"


def state_of(db: "apsw.Connection", case_id: str) -> str | None:
    """SHA-256 (hexadecimal) of the parts of a case as they lie in the file; None where there is no such case."""
    if db.execute(_TABLES).fetchall() != [(2,)]:
        return None
    parts = [(str(part).encode(), bytes(sealed)) for part, sealed in db.execute(_PARTS, (case_id,))]
    whole = hashlib.sha256()
    for part, sealed in parts:
        whole.update(len(part).to_bytes(8, "big") + part + len(sealed).to_bytes(8, "big") + sealed)
    return whole.hexdigest() if parts else None
