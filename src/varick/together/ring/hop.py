"""A hop: the step of one member for a file that came in, a list on its way or the check, whichever it says it is."""

from collections.abc import Sequence
from pathlib import Path

from varick.together.charter.charter import Charter
from varick.together.desk import Desk
from varick.together.keys import MemberKeys
from varick.together.ring import check, lists
from varick.together.ring.envelope import damaged, opened
from varick.together.ring.fictitious import many_points
from varick.together.ring.group import Told
from varick.together.ring.outgoing import Outgoing
from varick.together.tokens import Recipe, Row


def passed(
    desk: Desk,
    keys: MemberKeys,
    charter: Charter,
    path: Path,
    planted: Sequence[Sequence[Row]] = (),
    *,
    told: Told | None = None,
) -> Outgoing:
    """Do this desk's step for a file that came in, and say what goes on to whom.

    ``planted[i]``: rows of the planted people of list i, as the charter gives them to everybody;
    what the check is about. The same file again gives the
    same file. Raises VarickError, which names the member and the file, for anything that is not as the protocol has it.
    """
    desk.must_be_of(charter)
    kinds = len(Recipe.load(charter.recipe).kinds)
    contents = opened(path, keys.age_identity, charter, kinds, many_points(planted))
    if contents.check:
        return check.passed(desk, keys, charter, path, contents, planted, told=told)
    if len(contents.lists) != 1:
        raise damaged(path)
    return lists.passed(desk, keys, charter, path, contents, told=told)
