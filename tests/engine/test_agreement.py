"""trace = blocked NumPy = generated code, bit for bit, on random pathways; any partition, block and number of threads."""

import importlib.util
from itertools import pairwise
from random import Random
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_pathways import random_model

from varick.engine import blocked
from varick.engine.compiled import Compiled
from varick.engine.generate import source
from varick.engine.population import Numpy, simulate
from varick.engine.walk import walk
from varick.model.kinds import Kind
from varick.model.program import Program

randoms = st.randoms(use_true_random=False, note_method_calls=False)


def people(first: int, n: int) -> Any:
    return np.arange(first, first + n, dtype=np.int64)


def assert_blocks_equal(a: blocked.Block, b: blocked.Block) -> None:
    assert np.array_equal(a.codes, b.codes)
    assert (a.minutes is None) == (b.minutes is None)
    if a.minutes is not None:
        assert np.array_equal(a.minutes, b.minutes)


class Plain(Compiled):
    """The generated source run as plain Python: what Numba is given, without Numba."""

    def __init__(self, program: Program) -> None:
        text = source(program).replace(
            "from numba import njit", "def njit(*_, **__):\n    return lambda f: f\n"
        )
        self.program = program
        self.module = ModuleType("plain")
        exec(text, self.module.__dict__)
        super().__init__(program, like=self)  # the structure is its own, so nothing is compiled


@given(r=randoms, nodes=st.integers(1, 16), seed=st.integers(0, 2**64 - 1), first=st.integers(0, 2**40))
@settings(max_examples=60, deadline=None)
def test_every_value_and_minute_of_the_walk_and_of_numpy_agree(
    r: Random, nodes: int, seed: int, first: int
) -> None:
    program = random_model(r, nodes).program
    block = blocked.run(program, seed, people(first, 25), times=True)
    for k in range(25):
        journey = walk(program, seed, first + k)
        codes = [0 if s.kind is Kind.DELAY else c for s, c in zip(program.steps, journey.codes, strict=True)]
        assert codes == block.codes[:, k].tolist()
        assert block.minutes is not None
        assert [journey.minutes.get(i, -1) for i in program.events] == block.minutes[:, k].tolist()
    assert np.array_equal(blocked.run(program, seed, people(first, 25)).codes, block.codes)


@given(r=randoms, nodes=st.integers(1, 16), seed=st.integers(0, 2**64 - 1))
@settings(max_examples=25, deadline=None)
def test_generated_source_agrees_with_numpy(r: Random, nodes: int, seed: int) -> None:
    program = random_model(r, nodes).program
    plain = Plain(program)
    who = people(5, 40)
    for times in (False, True):
        assert_blocks_equal(plain.run(seed, who, times=times), blocked.run(program, seed, who, times=times))
    assert plain.count(seed, 5, 40).tolist() == Numpy(program).count(seed, 5, 40).tolist()


@pytest.mark.parametrize("case", range(4))
def test_compiled_code_agrees_with_numpy(case: int, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VARICK_CACHE", str(tmp_path))
    program = random_model(Random(f"compiled {case}"), nodes=14).program
    compiled = Compiled(program)
    who = people(2**33 - 700, 1500)
    for times in (False, True):
        assert_blocks_equal(
            compiled.run(case, who, times=times), blocked.run(program, case, who, times=times)
        )
    whole = Numpy(program).count(case, 2**33 - 700, 1500)
    assert compiled.count(case, 2**33 - 700, 1500).tolist() == whole.tolist()
    shuffled = np.random.default_rng(case).permutation(who)
    assert compiled.count(case, 0, len(who), shuffled).tolist() == whole.tolist()
    for threads, block in ((1, 1), (2, 77), (3, 512), (2, None)):
        few = simulate(compiled, case, 1234, threads=threads, block=block).events
        assert few.tolist() == Numpy(program).count(case, 0, 1234).tolist()


@given(r=randoms, cuts=st.lists(st.integers(1, 999), max_size=5), threads=st.integers(1, 4))
@settings(max_examples=15, deadline=None)
def test_any_partition_gives_the_same_counts(r: Random, cuts: list[int], threads: int) -> None:
    program = random_model(r, 8).program
    runner = Numpy(program)
    whole = runner.count(3, 0, 1000)
    edges = [0, *sorted(set(cuts)), 1000]
    parts = sum(runner.count(3, a, b - a) for a, b in pairwise(edges))
    assert np.array_equal(parts, whole)
    assert np.array_equal(simulate(runner, 3, 1000, threads=threads, block=r.randint(1, 400)).events, whole)


def test_dask_gives_the_same_bits() -> None:
    if importlib.util.find_spec("distributed") is None:
        pytest.skip("the dask extra is not installed")
    from varick.engine import cluster

    program = random_model(Random("dask"), nodes=12).program
    whole = Numpy(program).count(9, 0, 5000)
    for block in (None, 333):
        assert (
            cluster.simulate(program, 9, 5000, threads=2, block=block, backend_name="numpy").events.tolist()
            == whole.tolist()
        )


def test_the_same_person_has_the_same_luck_after_a_node_was_added() -> None:
    from varick.model import chance, event
    from varick.model.build import Model
    from varick.model.wiring import Pathway

    space: dict[str, Any] = {"chance": chance, "event": event}
    exec(
        "@event(agency='NYPD')\ndef arrested() -> bool:\n    return True\n"
        "@chance\ndef held() -> float:\n    return 0.3\n"
        "@chance\ndef added() -> float:\n    return 0.5\n"
        "@event(agency='ICE', after='arrested')\ndef taken(held: bool) -> bool:\n    return held\n",
        space,
    )
    from datetime import date

    period = date(2018, 1, 1), date(2019, 1, 1)
    small = Model(Pathway([space["arrested"], space["held"], space["taken"]]), {}, period).program
    large = Model(
        Pathway([space["arrested"], space["added"], space["held"], space["taken"]]), {}, period
    ).program
    a, b = (blocked.run(p, 1, people(0, 5000)).codes[p.index["taken"]] for p in (small, large))
    assert np.array_equal(a, b)
