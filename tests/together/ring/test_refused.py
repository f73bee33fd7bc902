"""What comes in wrong, in whatever way a member or somebody on the way may make it so, is named and refused, and nothing leaves."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from offices import Offices, agreed
from rounds import (
    Held,
    all_lists,
    at_tally,
    check_begun,
    check_passed,
    contents,
    finished,
    forged,
    kinds,
    last,
    rows_for,
    signed_again,
)

from varick.errors import VarickError
from varick.together.desk import Desk
from varick.together.ring import check, group
from varick.together.ring.chain import body_hash, over
from varick.together.ring.envelope import Contents, encrypted, packed
from varick.together.ring.first import start
from varick.together.ring.making import _proofs, proven
from varick.together.ring.sealed import cases, mask_of
from varick.together.ring.statement import Signed
from varick.together.tokens import Row

Change = Callable[[Offices, Contents], Contents]
Run = tuple[Offices, Held, Path]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Three offices; the first list lies at the second office, which has its own list."""
    offices = agreed(tmp_path, 3, rows=12, planted=2)
    held = rows_for(offices, people=5)
    out = offices.started(0, held.lists[0], held.planted[0])
    for place in (1, 2):
        offices.started(place, held.lists[place], held.planted[place])
    return offices, held, offices.mail / out.name


def refused(offices: Offices, place: int, path: Path, *said: str) -> str:
    """That a file is refused in one line that names it, and that the desk and the mail are as before."""
    office = offices[place]
    before = {p.name for p in offices.mail.iterdir()}, (office.desk_folder / "state").read_bytes()
    with pytest.raises(VarickError) as caught:
        offices.passed_on(place, path)
    line = str(caught.value)
    assert caught.value.exit_code == 2
    assert "\n" not in line
    assert len(line) < 400
    for text in said:
        assert text in line, line
    assert before == ({p.name for p in offices.mail.iterdir()}, (office.desk_folder / "state").read_bytes())
    return line


@pytest.mark.parametrize("at", [0, 30, 150, 400, -40_0, -1])
def test_a_byte_changed_on_the_way(run: Run, at: int) -> None:
    offices, _, path = run
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)
    refused(offices, 1, path, path.name)


@pytest.mark.parametrize("share", [0, 0.01, 0.5, 0.999])
def test_a_file_cut_off_or_too_long(run: Run, share: float) -> None:
    offices, _, path = run
    data = path.read_bytes()
    path.write_bytes(data[: int(share * len(data))])
    refused(offices, 1, path, path.name)
    path.write_bytes(data + b"more")
    refused(offices, 1, path, path.name)
    with path.open("wb") as file:
        file.truncate(1 << 33)
    refused(offices, 1, path, path.name, "longer than any file of this run")


def test_other_things_than_files_of_the_ring(run: Run, tmp_path: Path) -> None:
    offices, _, path = run
    (tmp_path / "text").write_text("not a file of the ring")
    refused(offices, 1, tmp_path / "text", "text", "not a file of varick together")
    refused(offices, 1, tmp_path / "nowhere", "nowhere", "check the name")
    refused(offices, 1, tmp_path, "cannot be read")
    refused(offices, 2, path, path.name, "not encrypted to this desk")
    stranger = tmp_path / "stranger"
    stranger.write_bytes(encrypted(b"anything at all", offices[1].card))
    refused(offices, 1, stranger, "stranger", "damaged")


def other_rows(offices: Offices, said: Contents) -> Contents:
    """New points with the statement as it is."""
    return replace(said, body=group.random_points(b"o" * 32, len(said.body) // 32))


def one_row_less(offices: Offices, said: Contents) -> Contents:
    return replace(said, body=said.body[: -32 * kinds()])


def resigned(offices: Offices, said: Contents, body: bytes, **changes: object) -> Contents:
    """A body and a statement about it, by the member who sent it: everything right but what is wrong."""
    made = replace(said, body=body)
    sums = tuple(s.hex() for s in group.sums(body, kinds())) if "sums" not in changes else changes.pop("sums")
    keys = offices[last(said).member].keys
    made = signed_again(made, keys, body=body_hash(body), sums=sums, **changes)
    statement = last(made)
    with offices[statement.member].desk() as desk:
        secret = desk.secret()
    x = bytes.fromhex(statement.x)
    proof = _proofs(secret, statement, [group.generator()], [x])
    return signed_again(made, keys, proof=proof.hex())


def a_point_twice(offices: Offices, said: Contents) -> Contents:
    return resigned(offices, said, said.body[:-32] + said.body[:32])


def the_identity(offices: Offices, said: Contents) -> Contents:
    return resigned(offices, said, bytes(32) + said.body[32:], sums=last(said).sums)


def two_encodings(offices: Offices, said: Contents) -> Contents:
    return resigned(offices, said, b"\xff" * 32 + said.body[32:], sums=last(said).sums)


def other_sums(offices: Offices, said: Contents) -> Contents:
    sums = last(said).sums
    return resigned(offices, said, said.body, sums=(sums[1], sums[0], *sums[2:]))


def no_sums(offices: Offices, said: Contents) -> Contents:
    return resigned(offices, said, said.body, sums=(bytes(32).hex(),) * kinds())


def fewer_rows(offices: Offices, said: Contents) -> Contents:
    return resigned(offices, said, said.body[: -32 * kinds()], rows=offices.charter.rows - 1)


def fewer_kinds(offices: Offices, said: Contents) -> Contents:
    return resigned(offices, said, said.body, sums=last(said).sums[:-1])


def no_proof(offices: Offices, said: Contents) -> Contents:
    return signed_again(said, offices[0].keys, proof="")


def old_proof(offices: Offices, said: Contents) -> Contents:
    return signed_again(said, offices[0].keys, sealed=last(said).sealed + "00")


def no_cases(offices: Offices, said: Contents) -> Contents:
    return resigned(offices, said, said.body, sealed="")


def other_charter(offices: Offices, said: Contents) -> Contents:
    return resigned(offices, said, said.body, charter=bytes(32).hex())


def somebody_elses_list(offices: Offices, said: Contents) -> Contents:
    return resigned(offices, said, said.body, list=2, hop=1)


def a_hop_too_far(offices: Offices, said: Contents) -> Contents:
    return resigned(offices, said, said.body, hop=1, member=1, to=2)


def to_somebody_else(offices: Offices, said: Contents) -> Contents:
    return resigned(offices, said, said.body, to=2)


def a_list_of_nobody(offices: Offices, said: Contents) -> Contents:
    return resigned(offices, said, said.body, list=7)


def after_nothing(offices: Offices, said: Contents) -> Contents:
    return resigned(offices, said, said.body, before=b"x".hex() * 32)


def another_signature(offices: Offices, said: Contents) -> Contents:
    return signed_again(said, offices[2].keys)


def a_public_point_that_is_none(offices: Offices, said: Contents) -> Contents:
    return resigned(offices, said, said.body, x=bytes(32).hex())


def a_public_point_of_others(offices: Offices, said: Contents) -> Contents:
    return resigned(offices, said, said.body, x=group.base(group.new_scalar()).hex())


def twice_the_chain(offices: Offices, said: Contents) -> Contents:
    return replace(said, lists=(said.lists[0] * 2,))


def two_chains(offices: Offices, said: Contents) -> Contents:
    return replace(said, lists=said.lists * 2)


def a_check_in_a_list(offices: Offices, said: Contents) -> Contents:
    return replace(said, check=said.lists[0])


CHANGES = (
    (other_rows, "Invented Defenders: the points are not those"),
    (one_row_less, "Invented Defenders: the points are not those"),
    (a_point_twice, "Invented Defenders: a point stands twice"),
    (the_identity, "Invented Defenders: row 1 holds no point"),
    (two_encodings, "Invented Defenders: row 1 holds no point"),
    (other_sums, "Invented Defenders: the sums are not those"),
    (no_sums, "Invented Defenders: a sum is no point"),
    (fewer_rows, "Invented Defenders: 11 rows"),
    (fewer_kinds, f"points, not 12 of {kinds()}"),
    (no_proof, "Invented Defenders: the proof is wrong"),
    (old_proof, "Invented Defenders: the proof is wrong"),
    (no_cases, "the sealed number of cases"),
    (other_charter, "another charter"),
    (somebody_elses_list, "where the charter's order has another"),
    (a_hop_too_far, "where the charter's order has another"),
    (to_somebody_else, "where the charter's order has another"),
    (a_list_of_nobody, "a list that the charter does not have"),
    (after_nothing, "does not follow the statement before"),
    (another_signature, "the signature is not theirs"),
    (a_public_point_that_is_none, "the public point is none"),
    (a_public_point_of_others, "the proof is wrong"),
    (twice_the_chain, "where the charter's order has another"),
    (two_chains, "damaged"),
    (a_check_in_a_list, "forged-"),
)


@pytest.mark.parametrize(("change", "said"), CHANGES, ids=lambda one: getattr(one, "__name__", ""))
def test_what_a_member_may_send_instead(run: Run, change: Change, said: str) -> None:
    offices, _, path = run
    reader = offices[1]
    wrong = change(offices, contents(offices, path, reader))
    refused(offices, 1, forged(offices, path, wrong, reader), f"forged-{path.name}", said)
    offices.passed_on(1, path)  # and the right one is taken after it


def test_a_hop_with_another_secret_for_some_rows_is_named(run: Run) -> None:
    offices, _, path = run
    path = offices.mail / offices.passed_on(1, path).name
    said = contents(offices, path, offices[2])
    other = group.new_scalar()
    width = 32 * kinds()
    body = group.raised(said.body[:width], other) + said.body[width:]
    cheated = signed_again(
        replace(said, body=body),
        offices[1].keys,
        body=body_hash(body),
        sums=tuple(s.hex() for s in group.sums(body, kinds())),
    )
    with offices[1].desk() as desk:
        secret = desk.secret()
    before = [bytes.fromhex(s) for s in said.lists[0][0].statement.sums]
    after = [bytes.fromhex(s) for s in last(cheated).sums]
    proof = _proofs(secret, last(cheated), before, after)
    cheated = signed_again(cheated, offices[1].keys, proof=proof.hex())
    assert not proven(last(cheated), before, after)
    refused(
        offices, 2, forged(offices, path, cheated, offices[2]), "hop 1 by Imagined Road: the proof is wrong"
    )


def test_another_secret_in_another_list_is_named(run: Run, tmp_path: Path) -> None:
    offices, _held, path = run
    # Imagined Road has a second desk, from which it sends the list of Invented Defenders on under another secret.
    with offices[2].desk() as desk:
        assert set(desk.points()) == {2}
    offices.passed_on(2, offices.mail / "list-2-of-3.hop-0.to-made-up-justice.together")
    with offices[2].desk() as desk:
        assert set(desk.points()) == {1, 2}
    shutil.move(offices[1].desk_folder, tmp_path / "aside")
    with Desk.create(offices[1].desk_folder, offices[1].keys, offices[1].card) as second:
        second.agree(offices.charter)
    out = offices.passed_on(1, path)
    refused(
        offices,
        2,
        offices.mail / out.name,
        "hop 1 by Imagined Road: another secret than in their other files",
    )


def test_the_same_file_again_gives_the_same_file_again(run: Run, tmp_path: Path) -> None:
    offices, _, path = run
    first = offices.passed_on(1, path)
    state = (offices[1].desk_folder / "state").read_bytes()
    again = offices.passed_on(1, path)
    assert not first.again
    assert again.again
    assert first.data == again.data
    copy = shutil.copy(path, tmp_path / "another-name.together")
    assert offices.passed_on(1, Path(copy)).data == first.data
    assert state == (offices[1].desk_folder / "state").read_bytes()


def test_a_file_on_the_way_is_kept_from_the_wrong_verb(run: Run) -> None:
    offices, held, path = run
    with pytest.raises(VarickError, match="not encrypted to this desk"):
        at_tally(offices, [path], held)
    second = offices.mail / offices.passed_on(1, path).name  # at the tally, who has a hop of it to do
    with pytest.raises(VarickError, match="has been with 2 of 3 members"):
        at_tally(offices, [second], held)
    third = offices.mail / offices.passed_on(2, second).name
    refused(offices, 2, third, "give it to varick together tally")


def test_a_second_list_in_place_of_the_first(run: Run, tmp_path: Path) -> None:
    offices, held, path = run
    with offices[0].desk() as desk, pytest.raises(VarickError, match="never makes a second one"):
        start(desk, offices[0].keys, offices.charter, held.lists[1], held.planted[0])
    with offices[0].desk() as desk:
        shuffled = held.lists[0][::-1]
        assert start(desk, offices[0].keys, offices.charter, shuffled, held.planted[0]).again
    offices.passed_on(1, path)
    # the owner signs another one all the same, with the same secret
    said = contents(offices, path, offices[1])
    other = resigned(offices, said, group.random_points(b"z" * 32, len(said.body) // 32))
    line = refused(offices, 1, forged(offices, path, other, offices[1]), "both are signed")
    assert "Invented Defenders" in line


def test_a_desk_put_back_gives_no_filling_and_no_order_twice(tmp_path: Path) -> None:
    """Killed before anything left, or put back to an older copy, a desk may be given other rows under the same secret."""
    offices = agreed(tmp_path, 3, rows=30)
    rows = rows_for(offices, people=12).lists[0]
    with offices[0].desk() as desk:
        desk.must_be_of(offices.charter)
        desk.begin()
    shutil.copytree(offices[0].desk_folder, tmp_path / "copy")

    def points(rows: list[Row]) -> list[bytes]:
        shutil.rmtree(offices[0].desk_folder)
        shutil.copytree(tmp_path / "copy", offices[0].desk_folder)
        with offices[0].desk() as desk:
            out = start(desk, offices[0].keys, offices.charter, rows, [])
        (tmp_path / out.name).write_bytes(out.data)
        body = contents(offices, tmp_path / out.name, offices[1]).body
        return [body[at : at + group.POINT] for at in range(0, len(body), group.POINT)]

    whole = points(rows)
    assert points(rows[::-1]) == whole
    assert not set(points([])) & set(whole)
    some = points(rows[:-1])
    stayed = [place for place, point in enumerate(some) if whole[place] == point]
    assert len(set(some) & set(whole)) > 3 * len(stayed)  # a row that stays has another place


def test_a_file_of_another_run_with_the_same_members(run: Run, tmp_path: Path) -> None:
    offices, _held, path = run
    second = Offices(
        tmp_path / "second", replace(offices.charter, planted_seed=b"2" * 32, signatures={}), offices.members
    )
    charter = second.charter
    for office in offices.members:
        charter = charter.signed_by(office.keys)
        shutil.move(office.desk_folder, office.folder / "first")
        with Desk.create(office.desk_folder, office.keys, office.card) as desk:
            desk.agree(charter)
    second = replace(second, charter=charter)
    (tmp_path / "second" / "mail").mkdir(parents=True)
    refused(second, 1, path, "another charter")
    with pytest.raises(VarickError, match="not the one that this desk signed"):
        offices.passed_on(1, path)


def test_lists_of_two_runs_are_not_mixed_at_the_tally(run: Run, tmp_path: Path) -> None:
    offices, held, _ = run
    files = all_lists(offices, held)
    complete = at_tally(offices, files, held)
    assert complete.cases == (5, 5, 5)
    said = contents(offices, files[1], offices.tally)
    keys = offices[0].keys
    assert last(said).member == 0
    body = said.body[32 * kinds() :] + said.body[: 32 * kinds()]
    other = signed_again(replace(said, body=body), keys, body=body_hash(body))
    path = forged(offices, files[1], other, offices.tally)
    with pytest.raises(VarickError, match="the proof is wrong"):
        at_tally(offices, [files[0], path, files[2]], held)
    with pytest.raises(
        VarickError,
        match="not here yet, after all 3 steps: the list of Made-up Justice; give list-[*].hop-2",
    ):
        at_tally(offices, files[:2], held)
    assert at_tally(offices, [*files, files[0]], held).points == complete.points


def test_a_sealed_number_of_cases_that_is_no_number(run: Run) -> None:
    offices, held, path = run
    said = contents(offices, path, offices[1])
    for sealed in (
        encrypted(
            b"varick together cases 1\0" + offices.charter.hash + b"\1" + b"0000000005", offices.tally.card
        ),
        encrypted(
            b"varick together cases 1\0" + offices.charter.hash + b"\0" + b"0000000011", offices.tally.card
        ),
        encrypted(
            b"varick together cases 1\0" + offices.charter.hash + b"\0" + b"-000000001", offices.tally.card
        ),
        encrypted(b"", offices.tally.card),
        encrypted(b"0000000005", offices[1].card),
        b"nothing",
    ):
        statement = replace(last(said), sealed=sealed.hex())
        assert cases(offices.tally.keys, offices.charter, statement, len(held.planted[0])) is None
    assert cases(offices.tally.keys, offices.charter, last(said), len(held.planted[0])) == 5


class TestCheck:
    @pytest.fixture
    def begun(self, run: Run) -> tuple[Offices, Held, list[Path], Path]:
        """The check lies at the first office, after the tally's own step."""
        offices, held, _ = run
        files = list(all_lists(offices, held))
        return offices, held, files, offices.mail / check_begun(offices, files, held).name

    Begun = tuple[Offices, Held, list[Path], Path]

    def wrong(self, begun: Begun, said: Contents, text: str) -> None:
        offices, held, _, path = begun
        made = forged(offices, path, said, offices[0])
        with pytest.raises(VarickError) as caught:
            check_passed(offices, 0, made, held)
        assert text in str(caught.value), caught.value
        with offices[0].desk() as desk:
            assert desk.stage == "running"

    def signed(self, begun: Begun, said: Contents, body: bytes) -> Contents:
        keys = begun[0].tally.keys
        statement = replace(said.last.statement, body=body_hash(body))
        return replace(said, check=(Signed.by(keys, statement),), body=body)

    def test_it_goes_round_once_and_secrets_go(self, begun: Begun) -> None:
        offices, held, files, path = begun
        for place in (0, 1):
            out = check_passed(offices, place, path, held)
            again = check_passed(offices, place, path, held)
            assert again.again
            assert again.data == out.data
            path = offices.mail / out.name
        ran = finished(offices, files, path, held)
        assert finished(offices, files, path, held).expected == ran.expected
        with offices[1].desk() as desk, pytest.raises(VarickError, match="was destroyed"):
            desk.secret()

    def test_other_points_than_the_planted_ones(self, begun: Begun) -> None:
        offices, _held, _, path = begun
        said = contents(offices, path, offices[0])
        body = group.random_points(b"w" * 32, len(said.body) // 32)
        self.wrong(begun, self.signed(begun, said, body), "hop 0 by Made-up Justice: the proof is wrong")
        swapped = said.body[32:64] + said.body[:32] + said.body[64:]
        self.wrong(begun, self.signed(begun, said, swapped), "hop 0 by Made-up Justice: the proof is wrong")
        self.wrong(begun, replace(said, body=swapped), "not those that were signed")
        self.wrong(begun, replace(said, body=said.body[:-32]), "not as many as the planted tokens")

    def test_it_cannot_begin_before_every_list_is_complete(self, begun: Begun) -> None:
        offices, _held, _, path = begun
        said = contents(offices, path, offices[0])
        early = (said.lists[0][:-1], *said.lists[1:])
        statement = replace(said.last.statement, before=over(early))
        made = replace(said, lists=early, check=(Signed.by(offices.tally.keys, statement),))
        self.wrong(begun, made, "before the list of Invented Defenders was complete")

    def test_its_lists_are_those_that_went_round(self, begun: Begun) -> None:
        offices, _held, _, path = begun
        said = contents(offices, path, offices[0])
        self.wrong(begun, replace(said, lists=said.lists[::-1]), "damaged")
        self.wrong(begun, replace(said, lists=said.lists[:2]), "damaged")
        chain = said.lists[0]
        changed = replace(said, lists=((chain[0], chain[2], chain[1]), *said.lists[1:]))
        self.wrong(begun, changed, "where the charter's order has another")

    def test_a_statement_with_this_desks_key_that_it_never_wrote(self, begun: Begun) -> None:
        offices, _held, _, path = begun
        said = contents(offices, path, offices[0])
        with offices[0].desk() as desk:
            secret = desk.secret()
        chain = said.lists[1]  # its last hop is the first office's
        assert chain[2].statement.member == 0
        other = replace(chain[2].statement, body=bytes(32).hex(), proof="")
        sums = [[bytes.fromhex(s) for s in chain[at].statement.sums] for at in (1, 2)]
        other = replace(other, proof=_proofs(secret, other, *sums).hex())
        lists = (said.lists[0], (*chain[:2], Signed.by(offices[0].keys, other)), said.lists[2])
        statement = replace(said.last.statement, before=over(lists))
        made = replace(said, lists=lists, check=(Signed.by(offices.tally.keys, statement),))
        self.wrong(begun, made, "not what this desk wrote")

    def test_a_member_with_other_planted_people_does_nothing(self, begun: Begun) -> None:
        offices, held, _, path = begun
        gone = held.planted[0][0]
        other = Held(held.lists, tuple(tuple(row for row in rows if row != gone) for rows in held.planted))
        more = Held(
            held.lists,
            tuple(tuple(tuple(b"x" + t if t else t for t in r) for r in rows) for rows in held.planted),
        )
        for wrong in (other, more):
            with pytest.raises(VarickError, match="Made-up Justice"):
                check_passed(offices, 0, path, wrong)
        with offices[0].desk() as desk:
            assert desk.stage == "running"

    def test_a_check_that_has_not_been_round_or_is_of_other_lists(self, begun: Begun) -> None:
        offices, held, files, path = begun
        second = offices.mail / check_passed(offices, 0, path, held).name
        third = offices.mail / check_passed(offices, 1, second, held).name
        said = contents(offices, third, offices.tally)
        short = replace(said, check=said.check[:2], body=said.body[: len(said.body) // 3 * 2])
        with pytest.raises(VarickError, match="has been with 2 of 3 members"):
            finished(offices, files, forged(offices, third, short, offices.tally), held)
        mixed = replace(said, lists=(said.lists[0], said.lists[1], said.lists[1]))
        path = forged(offices, third, mixed, offices.tally)
        with pytest.raises(VarickError, match="is the check of other lists"):
            finished(offices, files, path, held)
        body = said.body[:-32] + said.body[-64:-32]
        keys = offices[1].keys
        statement = replace(said.last.statement, body=body_hash(body[-len(body) // 3 :]))
        cheat = replace(said, check=(*said.check[:2], Signed.by(keys, statement)), body=body)
        with pytest.raises(VarickError, match="hop 2 by Imagined Road: the proof is wrong"):
            finished(offices, files, forged(offices, third, cheat, offices.tally), held)
        finished(offices, files, third, held)

    def test_a_sealed_mask_that_is_none(self, begun: Begun) -> None:
        offices, held, files, path = begun
        second = offices.mail / check_passed(offices, 0, path, held).name
        third = offices.mail / check_passed(offices, 1, second, held).name
        said = contents(offices, third, offices.tally)
        right = said.last.statement
        about = b"varick together mask 1\0" + offices.charter.hash
        for text in (
            b"",
            about + b"\1" + bytes(32),
            about + b"\0" + b"\1" * 32,
            about + b"\1" + b"\xff" * 32,
            b"\1" * 32,
        ):
            statement = replace(right, sealed=encrypted(text, offices.tally.card).hex())
            assert mask_of(offices.tally.keys, offices.charter, statement) is None
            cheat = replace(said, check=(*said.check[:2], Signed.by(offices[1].keys, statement)))
            with pytest.raises(
                VarickError, match="hop 2 by Imagined Road: the sealed mask of their list is none"
            ):
                finished(offices, files, forged(offices, third, cheat, offices.tally), held)
        bare = replace(said, check=(*said.check[:2], Signed.by(offices[1].keys, replace(right, sealed=""))))
        with pytest.raises(VarickError, match="hop 2 by Imagined Road: not"):
            finished(offices, files, forged(offices, third, bare, offices.tally), held)
        assert mask_of(offices.tally.keys, offices.charter, right) is not None
        other = replace(right, sealed=encrypted(about + b"\1" + b"\1" * 32, offices.tally.card).hex())
        cheat = replace(said, check=(*said.check[:2], Signed.by(offices[1].keys, other)))
        with pytest.raises(
            VarickError, match="hop 2 by Imagined Road: the proof is wrong"
        ):  # it is about the mask too
            finished(offices, files, forged(offices, third, cheat, offices.tally), held)

    def test_a_second_check_over_other_lists_is_never_begun(self, begun: Begun) -> None:
        offices, held, files, path = begun
        tally = offices.tally
        complete = at_tally(offices, files, held)
        with tally.desk() as desk:
            again = check.begin(desk, tally.keys, offices.charter, complete, held.planted)
            assert again.again
            assert again.data == path.read_bytes()
            other = replace(complete, chains=(complete.chains[1], complete.chains[0], complete.chains[2]))
            with pytest.raises(VarickError, match="begun already over other lists"):
                check.begin(desk, tally.keys, offices.charter, other, held.planted)

    def test_a_finished_desk_does_no_step_for_the_same_charter(self, begun: Begun) -> None:
        offices, held, _files, path = begun
        check_passed(offices, 0, path, held)
        said = contents(offices, path, offices[0])
        again = forged(offices, path, said, offices[0])  # encrypted anew
        assert again.read_bytes() != path.read_bytes()
        assert check_passed(offices, 0, again, held).again
        assert offices.started(0, held.lists[0], held.planted[0]).again
        with offices[0].desk() as desk, pytest.raises(VarickError, match="finished and its secret destroyed"):
            desk.agree(offices.charter)


def test_packed_contents_come_back(run: Run) -> None:
    offices, _, path = run
    said = contents(offices, path, offices[1])
    assert contents(offices, forged(offices, path, said, offices[1]), offices[1]) == said
    assert packed(said).endswith(said.body)
