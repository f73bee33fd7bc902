"""One release of a count: the same ever after, whatever happens in between, and no other."""

import csv
import io
import os
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from offices import NOISE, SUPPRESS, Offices, agreed
from tallies import signed, tally_of

from varick.errors import NoAnswer, VarickError
from varick.together.charter.charter import ReleaseRule
from varick.together.linking import Counts, patterns
from varick.together.release import release
from varick.together.release.noise import noised
from varick.together.release.released import OVERLAPS, STATEMENT, TOTALS, Released
from varick.together.tallying import Tally
from varick.words import Words

DAY, LATER = date(2026, 11, 23), date(2027, 1, 2)
COUNTS: Counts = dict(zip(patterns(3), [40, 30, 20, 7, 4, 9, 6], strict=True))


def released(offices: Offices, tally: Tally, day: date = DAY) -> Released:
    with offices.tally.desk() as desk:
        return release(desk, tally, day)


def table(data: bytes) -> list[list[str]]:
    lines = [line for line in data.decode("utf-8-sig").splitlines() if not line.startswith("#")]
    return list(csv.reader(io.StringIO("\n".join(lines))))


@pytest.mark.parametrize("rule", [SUPPRESS, NOISE])
def test_asked_again_it_is_the_same_whatever_the_day(tmp_path: Path, rule: ReleaseRule) -> None:
    offices = agreed(tmp_path, release=rule)
    tally = tally_of(offices, COUNTS)
    first = released(offices, tally)
    second = released(offices, tally, LATER)
    assert not first.again
    assert second.again
    assert second.files == first.files
    assert first.files.keys() == {OVERLAPS, TOTALS, STATEMENT}


@pytest.mark.parametrize("rule", [SUPPRESS, NOISE])
def test_another_count_of_the_charter_is_refused(tmp_path: Path, rule: ReleaseRule) -> None:
    offices = agreed(tmp_path, release=rule)
    released(offices, tally_of(offices, COUNTS))
    other = tally_of(offices, COUNTS | {(True, False, False): 41})
    with pytest.raises(NoAnswer, match="another tally of this charter was released before"):
        released(offices, other)


def test_a_tally_of_another_desk_or_charter_is_refused(tmp_path: Path) -> None:
    offices = agreed(tmp_path / "one")
    tally = tally_of(offices, COUNTS)
    with offices[0].desk() as desk, pytest.raises(VarickError, match="Made-up Justice tallied"):
        release(desk, tally, DAY)
    other = signed(offices, replace(tally, charter="00" * 32))
    with pytest.raises(VarickError, match="another charter"):
        released(offices, other)


def test_noise_is_kept_before_it_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever ends the program after the draw, and before the files, finds the same draw when it is run again."""
    offices = agreed(tmp_path, release=NOISE)
    tally = tally_of(offices, COUNTS)
    drawn: list[Counts] = []

    def drawing(counts: Counts, epsilon: Decimal) -> object:
        made = noised(counts, epsilon)
        drawn.append(made.counts)
        return made

    monkeypatch.setattr("varick.together.release.once.noised", drawing)
    made = released(offices, tally)
    with pytest.raises(VarickError):
        made.write(tmp_path / "no" / "such" / "place")
    released(offices, tally).write(tmp_path / "published")
    assert len(drawn) == 1
    rows = table((tmp_path / "published" / OVERLAPS).read_bytes())
    assert [int(row[-1]) for row in rows[1:]] == list(drawn[0].values())


def test_what_is_withheld_says_so_in_every_file(tmp_path: Path) -> None:
    offices = agreed(tmp_path, release=SUPPRESS)
    made = released(offices, tally_of(offices, COUNTS))
    overlaps = table(made.files[OVERLAPS])
    assert overlaps[0] == [*(one.name for one in offices.charter.members), "count"]
    shown = {tuple(cell == "1" for cell in row[:-1]): row[-1] for row in overlaps[1:]}
    assert shown.keys() == COUNTS.keys()
    for pattern, cell in shown.items():
        assert cell in ("withheld", str(COUNTS[pattern]))
    assert shown[True, False, True] == "withheld"
    totals = dict(table(made.files[TOTALS])[1:])
    assert totals["all lists together"] == str(sum(COUNTS.values()))
    for data in made.files.values():
        assert b"\r\n4\r\n" not in data


def test_totals_with_noise_are_the_sums_of_what_is_shown(tmp_path: Path) -> None:
    offices = agreed(tmp_path, release=NOISE)
    made = released(offices, tally_of(offices, COUNTS))
    overlaps = table(made.files[OVERLAPS])[1:]
    totals = dict(table(made.files[TOTALS])[1:])
    assert int(totals["all lists together"]) == sum(int(row[-1]) for row in overlaps)
    for at, member in enumerate(offices.charter.members):
        assert int(totals[member.name]) == sum(int(row[-1]) for row in overlaps if row[at] == "1")


def test_noise_has_the_scale_that_it_says() -> None:
    """One case joins at most k - 1 rows that stood alone: the noise is that of k counts moved by one."""
    epsilon = Decimal("1.0")
    draws = [noised(COUNTS, epsilon) for _ in range(400)]
    off = [abs(one.counts[p] - n) for one in draws for p, n in COUNTS.items()]
    assert draws[0].epsilon == pytest.approx(1.0, abs=1e-6)
    share = sum(n <= draws[0].within for n in off) / len(off)
    assert 0.93 < share < 0.985
    assert 2.6 < sum(off) / len(off) < 3.4  # the mean of a two-sided geometric of scale 3 is about 3


@pytest.mark.parametrize("rule", [SUPPRESS, NOISE])
def test_the_statement_says_in_both_languages_what_each_learned(tmp_path: Path, rule: ReleaseRule) -> None:
    offices = agreed(tmp_path, release=rule)
    made = released(offices, tally_of(offices, COUNTS))
    en, es = made.said("en"), made.said("es")
    assert len(es) == len(en) + 1  # the notice of the translation
    whole = "\n".join(en)
    assert "awaits an outside cryptographer's review" in whole
    assert "Made-up Justice, who tallied, also learned" in whole
    assert "No organization learned which of its cases another one knows." in whole
    assert ("fictitious people in the lists" in whole) == (rule is SUPPRESS)
    assert Words("es")("together_release.once") in es[-7:][0] or any("una vez" in line for line in es)
    assert "small: " not in whole


def test_a_folder_appears_whole_and_nothing_is_written_over(tmp_path: Path) -> None:
    offices = agreed(tmp_path / "run")
    made = released(offices, tally_of(offices, COUNTS))
    folder = tmp_path / "published"
    made.write(folder)
    made.write(folder)
    assert {one.name for one in folder.iterdir()} == made.files.keys()
    (folder / STATEMENT).write_bytes(b"changed")
    with pytest.raises(VarickError, match="published"):
        made.write(folder)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["published", "run"]


def test_a_new_charter_begins_with_no_release(tmp_path: Path) -> None:
    one = agreed(tmp_path / "one", seed=bytes(32))
    two = agreed(tmp_path / "two", seed=bytes([7]) * 32)
    released(one, tally_of(one, COUNTS))
    assert not released(two, tally_of(two, COUNTS)).again


@pytest.mark.parametrize("rule", [SUPPRESS, NOISE])
@pytest.mark.parametrize("moment", range(4))
def test_ended_at_any_moment_it_is_still_released_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rule: ReleaseRule, moment: int
) -> None:
    """What was drawn before the desk remembered it was never shown; what the desk remembers is what is shown."""
    offices = agreed(tmp_path, release=rule)
    tally = tally_of(offices, COUNTS)
    replacing = os.replace
    calls: list[object] = []

    def ending(*paths: str) -> None:
        if len(calls) == moment // 2 and moment % 2 == 0:
            calls.append(paths)
            raise KeyboardInterrupt
        calls.append(paths)
        replacing(*paths)
        if len(calls) == moment // 2 + 1 and moment % 2:
            raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", ending)
        with pytest.raises(KeyboardInterrupt):
            released(offices, tally)
    first = released(offices, tally)
    assert first.again == (moment == 3)
    assert released(offices, tally, LATER).files == first.files
