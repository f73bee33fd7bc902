"""The shipped pathway: the engines agree on it bit for bit, and expectation is what four million people show."""

import importlib.util
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from varick.engine import blocked
from varick.engine.compiled import Compiled
from varick.engine.expect import expect
from varick.engine.population import Numpy, simulate
from varick.engine.walk import walk
from varick.model.build import Model
from varick.model.kinds import Kind
from varick.model.load import load_scenario
from varick.model.shipped import model_of

PEOPLE = 4_000_000


@pytest.fixture(scope="module")
def model() -> Model:
    return model_of(load_scenario("nyc-2018"))


@pytest.fixture(scope="module")
def compiled(model: Model, tmp_path_factory: pytest.TempPathFactory) -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VARICK_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield Compiled(model.program)


def assert_expected(model: Model, counts: Any, people: int) -> None:
    exact = expect(model.program).events
    error = np.sqrt(people * exact * (1 - exact))
    off = np.abs(counts - people * exact)
    certain = (exact == 0) | (exact == 1)
    assert (off[certain] == 0).all()
    names = [model.program.steps[i].name for i in model.program.events]
    late = {n: o / e for n, o, e in zip(names, off, error, strict=True) if e > 0 and o > 5 * max(e, 0.2)}
    assert not late


def test_walk_numpy_and_compiled_agree(model: Model, compiled: Compiled) -> None:
    program = model.program
    who = np.arange(2**32 - 1000, 2**32 + 19_000, dtype=np.int64)
    block = blocked.run(program, 77, who, times=True)
    fast = compiled.run(77, who, times=True)
    assert np.array_equal(block.codes, fast.codes)
    assert block.minutes is not None
    assert fast.minutes is not None
    assert np.array_equal(block.minutes, fast.minutes)
    assert np.array_equal(compiled.run(77, who).codes, block.codes)
    for k in range(800, 1200):
        journey = walk(program, 77, int(who[k]))
        codes = [0 if s.kind is Kind.DELAY else c for s, c in zip(program.steps, journey.codes, strict=True)]
        assert codes == block.codes[:, k].tolist()
        assert [journey.minutes.get(i, -1) for i in program.events] == block.minutes[:, k].tolist()


def test_any_block_thread_and_partition(model: Model, compiled: Compiled) -> None:
    whole = Numpy(model.program).count(3, 0, 100_003)
    for threads, block in ((1, None), (2, None), (2, 777), (3, 50_000)):
        assert np.array_equal(simulate(compiled, 3, 100_003, threads=threads, block=block).events, whole)
    parts = compiled.count(3, 0, 1) + compiled.count(3, 1, 65_537) + compiled.count(3, 65_538, 34_465)
    assert np.array_equal(parts, whole)


def test_dask_on_the_shipped_pathway(model: Model) -> None:
    if importlib.util.find_spec("distributed") is None:
        pytest.skip("the dask extra is not installed")
    from varick.engine import cluster

    found = cluster.simulate(model.program, 3, 20_000, threads=2, block=3_000, backend_name="numpy")
    assert np.array_equal(found.events, Numpy(model.program).count(3, 0, 20_000))


def test_expectation_of_four_million(model: Model, compiled: Compiled) -> None:
    assert_expected(model, simulate(compiled, 2018, PEOPLE, threads=2).events, PEOPLE)


@pytest.mark.parametrize("offset", range(-5, 5))
def test_arrests_on_each_day_around_a_change_of_law(model: Model, compiled: Compiled, offset: int) -> None:
    """DeMarco, 2018-11-14: some of those arrested before it are released after it, and meet the new law."""
    day = date(2018, 11, 14) + timedelta(days=offset)
    of_day = Model(model.pathway, model.facts, (day, day + timedelta(days=1)), like=model)
    runner = Compiled(of_day.program, like=compiled)
    assert runner.module is compiled.module
    assert_expected(of_day, simulate(runner, 14, PEOPLE, threads=2).events, PEOPLE)


def test_a_reform_runs_the_same_code(model: Model, compiled: Compiled) -> None:
    reformed = model_of(load_scenario("nyc-2018").with_(reforms=["end-interoperability"]), like=model)
    runner = Compiled(reformed.program, like=compiled)
    assert runner.module is compiled.module
    counts = dict(
        zip(
            (model.program.steps[i].name for i in model.program.events),
            runner.count(1, 0, 50_000),
            strict=True,
        )
    )
    assert counts["immigration_query"] == 0
    assert counts["ice_notified"] == counts["ice_flag_hit"] < 0.01 * counts["printed"]


def test_the_log_of_a_simulated_population(model: Model, tmp_path: Path) -> None:
    from varick.engine.answers import World
    from varick.engine.log import write_log
    from varick.eventlog.parquet import open_log

    world = World.of(load_scenario("nyc-2018"))
    runner = Numpy(world.model.program)
    logged = write_log(world, runner, 5_000, tmp_path / "a.parquet", block=1_234).events
    assert np.array_equal(write_log(world, runner, 5_000, tmp_path / "b.parquet").events, logged)
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()
    log = open_log(tmp_path / "a.parquet")
    counts = runner.count(world.scenario.seed, 0, 5_000)
    assert np.bincount(log.activity, minlength=len(counts)).tolist() == counts.tolist()
    assert np.array_equal(logged, counts)
    assert (np.diff(log.person.astype(np.int64)) >= 0).all()
    journey = walk(world.model.program, world.scenario.seed, 17)
    mine = log.person == 17
    assert sorted(log.steps[mine].tolist()) == sorted(journey.minutes.values())


def test_where_a_rule_decides_the_probability_is_exactly_one_or_zero(model: Model) -> None:
    exact = dict(
        zip(
            (model.program.steps[i].name for i in model.program.events),
            expect(model.program).events.tolist(),
            strict=True,
        )
    )
    assert [exact[name] for name in ("encounter", "arrested")] == [1.0] * 2
    assert exact["printed"] == pytest.approx(exact["fbi_received_prints"], abs=1e-12)
    assert exact["summonsed"] == 0.0
