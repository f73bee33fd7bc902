"""Blocks on a Dask cluster: only (first, n) goes out and integer sums come back, so the bits are those of one machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from time import perf_counter
from typing import Any

import numpy as np

from varick.engine.population import Backend, Counted, Progress, backend, blocks, check_sizes
from varick.errors import VarickError
from varick.model.program import Integers, Program

_AT_HAND: dict[tuple[str, str | None], Backend] = {}
"""On a worker: programs already made ready to run, by digest and backend."""


def _count(program: Program, name: str | None, seed: int, first: int, n: int) -> Integers:
    key = (program.digest, name)
    if key not in _AT_HAND:
        _AT_HAND[key] = backend(program, name, n)
    return _AT_HAND[key].count(seed, first, n)


@contextmanager
def _client(scheduler: str | None, workers: int) -> Iterator[Any]:
    try:
        distributed: Any = import_module("distributed")
    except ImportError:
        raise VarickError(
            "--engine dask needs an extra; install it with: pip install '.[dask]' in Varick's folder"
        ) from None
    if scheduler is None:
        with (
            distributed.LocalCluster(
                n_workers=1, threads_per_worker=workers, processes=False, dashboard_address=None
            ) as cluster,
            distributed.Client(cluster) as client,
        ):
            yield client
        return
    try:
        client = distributed.Client(scheduler, timeout="10s")
    except (OSError, ValueError, TimeoutError) as error:
        raise VarickError(
            f"--scheduler {scheduler}: no Dask scheduler answers there ({type(error).__name__}); check the address"
        ) from None
    with client:
        yield client


def simulate(
    program: Program,
    seed: int,
    people: int,
    *,
    scheduler: str | None = None,
    threads: int = 1,
    block: int | None = None,
    backend_name: str | None = None,
    progress: Progress | None = None,
) -> Counted:
    """Count the events of people 0..people on a Dask cluster: the one at ``scheduler``, or a local one of ``threads``.

    Raises VarickError where Dask is not installed or the scheduler does not answer."""
    check_sizes(seed, people, threads, block)
    with _client(scheduler, threads) as client:
        as_completed: Any = import_module("distributed").as_completed
        begin = perf_counter()
        sent = client.scatter(program, broadcast=True, hash=False)
        tasks = list(blocks(people, max(threads, 8), block))
        sizes = {}
        for first, n in tasks:
            future = client.submit(_count, sent, backend_name, seed, first, n, pure=False)
            sizes[future.key] = (future, n)
        total = np.zeros(len(program.events), np.int64)
        done = 0
        for future in as_completed([f for f, _ in sizes.values()]):
            total = total + future.result()
            done += sizes[future.key][1]
            if progress is not None:
                progress(done, people)
        return Counted(people, seed, total, perf_counter() - begin)
