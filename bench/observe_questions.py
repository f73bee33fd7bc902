"""The per-person questions as each engine asks them: one process answers one question, reading included, and prints the answer.

Answers are plain numbers that must be equal: directly-follows counts, the ten most frequent variants and how many there
are, the lag from each detainer to the person's next arrest (how many, quartiles in minutes), and the time from first to
last event (quartiles in minutes). Lags say nothing of censoring here, because no peer knows of it; `varick_curve`
is ours with Kaplan-Meier's curve and its intervals.
"""

import importlib
import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

X, Y = "detainer", "arrest"
SHARES = (0.25, 0.5, 0.75)
Answer = dict[str, Any]


# varick


def varick_flow(path: str, backend: Any = None) -> Answer:
    """Directly-follows."""
    from varick.eventlog import open_log
    from varick.eventlog.measures.flow import directly_follows

    found = directly_follows(open_log(path, check=False), backend=backend)
    n = len(found.names)
    return {
        f"{found.names[i]}>{found.names[j]}": int(found.counts[i, j])
        for i in range(n)
        for j in range(n)
        if found.counts[i, j]
    }


def varick_variants(path: str, backend: Any = None) -> Answer:
    """Variants."""
    from varick.eventlog import open_log
    from varick.eventlog.measures.variants import variants

    found = variants(open_log(path, check=False), backend=backend)
    return {
        "variants": len(found),
        "top": [n for _, n in found.top(10)],
        "first": ">".join(found.top(1)[0][0]),
    }


def _lags(path: str, backend: Any = None) -> Any:
    from observe_log import DAYS

    from varick.eventlog import open_log
    from varick.eventlog.measures.lags import Asked, lags

    log = open_log(path, check=False)
    names = log.meta.names
    return lags(log, Asked(names.index(X), names.index(Y), end=DAYS * 1440), backend=backend)


def varick_curve(path: str, backend: Any = None) -> Answer:
    """Lag as Kaplan-Meier's curve with intervals, censored at extraction, which no peer has."""
    from varick.eventlog.measures.survival import kaplan_meier

    found = _lags(path, backend)
    median = kaplan_meier(found.reached, found.censored).quantile(0.5)
    return {"starts": len(found.reached) + len(found.censored), "median": str(median)}


def varick_lag(path: str, backend: Any = None) -> Answer:
    """Lag, as the peers say it: of those that were reached."""
    from varick.eventlog.measures.flow import quantiles

    found = _lags(path, backend)
    return {"lags": len(found.reached), "minutes": quantiles(found.reached, SHARES)}


def varick_throughput(path: str, backend: Any = None) -> Answer:
    """First to last."""
    from varick.eventlog import open_log
    from varick.eventlog.measures.flow import quantiles, throughput

    found = throughput(open_log(path, check=False))
    return {"persons": len(found), "minutes": quantiles(found, SHARES)}


# PM4Py


def _formatted(path: str) -> Any:
    import pandas as pd
    import pm4py

    frame = pd.read_parquet(path)
    return pm4py.format_dataframe(frame, case_id="id", activity_key="activity", timestamp_key="time")


def pm4py_flow(path: str) -> Answer:
    """`discover_dfg`."""
    import pm4py

    counts, _, _ = pm4py.discover_dfg(_formatted(path))
    return {f"{a}>{b}": int(n) for (a, b), n in counts.items()}


def pm4py_variants(path: str) -> Answer:
    """`get_variants`."""
    import pm4py

    return _top({">".join(v): int(n) for v, n in pm4py.get_variants(_formatted(path)).items()})


def pm4py_lag(path: str) -> Answer:
    """PM4Py has no lag between two activities: its formatted frame, then pandas."""
    frame = _formatted(path)
    two = frame[frame["concept:name"].isin([X, Y])]
    at = two["time:timestamp"].where(two["concept:name"] == Y)
    following = at.groupby(two["case:concept:name"], sort=False).bfill()
    lag = (following - two["time:timestamp"])[(two["concept:name"] == X) & following.notna()]
    minutes = lag.dt.total_seconds() / 60
    return {"lags": len(minutes), "minutes": [float(minutes.quantile(share)) for share in SHARES]}


def pm4py_throughput(path: str) -> Answer:
    """`get_all_case_durations`."""
    import numpy as np
    import pm4py

    minutes = np.array(pm4py.get_all_case_durations(_formatted(path))) / 60
    return {"persons": len(minutes), "minutes": [float(np.quantile(minutes, share)) for share in SHARES]}


def _top(counts: dict[str, int]) -> Answer:
    most = sorted(counts.items(), key=lambda pair: -pair[1])[:10]
    return {"variants": len(counts), "top": [n for _, n in most], "first": most[0][0]}


# DuckDB


def _sql(text: str, path: str) -> list[tuple[Any, ...]]:
    import duckdb

    return duckdb.connect().execute(text.replace("LOG", f"'{path}'")).fetchall()


def duckdb_flow(path: str) -> Answer:
    """A window over the sorted ids."""
    text = """SELECT activity, following, count(*) FROM (SELECT activity, lead(activity) OVER (PARTITION BY id ORDER BY time)
              AS following FROM LOG) WHERE following IS NOT NULL GROUP BY ALL"""
    return {f"{a}>{b}": n for a, b, n in _sql(text, path)}


def duckdb_variants(path: str) -> Answer:
    """`string_agg` in order of time."""
    text = """SELECT variant, count(*) FROM (SELECT string_agg(activity, '>' ORDER BY time) AS variant FROM LOG GROUP BY id)
              GROUP BY variant"""
    return _top(dict(_sql(text, path)))


def duckdb_lag(path: str) -> Answer:
    """Two activities only, then the next arrest in a window."""
    text = f"""SELECT count(lag), quantile_cont(lag, [{", ".join(map(str, SHARES))}]) FROM (SELECT date_diff('minute', time,
               arrest) AS lag, activity FROM (SELECT activity, time, min(CASE WHEN activity = '{Y}' THEN time END) OVER
               (PARTITION BY id ORDER BY time ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS arrest FROM LOG WHERE
               activity IN ('{X}', '{Y}'))) WHERE activity = '{X}'"""
    count, minutes = _sql(text, path)[0]
    return {"lags": count, "minutes": list(map(float, minutes))}


def duckdb_throughput(path: str) -> Answer:
    """min and max by id."""
    text = f"""SELECT count(*), quantile_cont(span, [{", ".join(map(str, SHARES))}]) FROM (SELECT date_diff('minute', min(time),
               max(time)) AS span FROM LOG GROUP BY id)"""
    count, minutes = _sql(text, path)[0]
    return {"persons": count, "minutes": list(map(float, minutes))}


# Polars


def polars_flow(path: str) -> Answer:
    """Sorted by id and time, each row beside the next."""
    import polars as pl

    found = (
        pl.scan_parquet(path).select("id", "time", "activity").sort("id", "time")
        .select("activity", following=pl.col("activity").shift(-1), same=pl.col("id") == pl.col("id").shift(-1))
        .filter("same").group_by("activity", "following").len().collect()
    )  # fmt: skip
    return {f"{a}>{b}": n for a, b, n in found.iter_rows()}


def polars_variants(path: str) -> Answer:
    """Sorted by id and time, activities joined by id."""
    import polars as pl

    found = (
        pl.scan_parquet(path).select("id", "time", "activity").sort("id", "time")
        .group_by("id").agg(pl.col("activity").str.join(">")).group_by("activity").len().collect()
    )  # fmt: skip
    return _top(dict(found.iter_rows()))


def polars_lag(path: str) -> Answer:
    """Two activities only, sorted; arrests carried back inside each id."""
    import polars as pl

    two = (
        pl.scan_parquet(path).select("id", "time", "activity").filter(pl.col("activity").is_in([X, Y]))
        .sort("id", "time")
        .with_columns(arrest=pl.when(pl.col("activity") == Y).then("time"), whose=pl.when(pl.col("activity") == Y).then("id"))
        .with_columns(pl.col("arrest", "whose").backward_fill())
        .filter((pl.col("activity") == X) & (pl.col("whose") == pl.col("id")))
        .select(lag=(pl.col("arrest") - pl.col("time")).dt.total_minutes()).collect()
    )  # fmt: skip
    lag = two["lag"]
    return {"lags": len(lag), "minutes": [lag.quantile(share, "linear") for share in SHARES]}


def polars_throughput(path: str) -> Answer:
    """min and max by id."""
    import polars as pl

    found = (
        pl.scan_parquet(path).group_by("id")
        .agg(span=(pl.col("time").max() - pl.col("time").min()).dt.total_minutes()).collect()
    )  # fmt: skip
    span = found["span"]
    return {"persons": len(span), "minutes": [span.quantile(share, "linear") for share in SHARES]}


# One process, one question

IMPORTS = {
    "varick": ("varick.eventlog", "varick.eventlog.measures.flow", "varick.eventlog.measures.lags"),
    "duckdb": ("duckdb",),
    "polars": ("polars",),
    "pm4py": ("pandas", "pm4py"),
}
"""What each engine must import, timed apart as well."""


def make_log(events: str, folder: str, table: str) -> Answer:
    """The synthetic log in `folder`: the peers' table (`table` = 1), else ours only."""
    import observe_log

    made = observe_log.events(int(events))
    place = Path(folder)
    if table == "1":
        observe_log.write_table(place / "table.parquet", made)
    else:
        observe_log.write_log(place / "log.parquet", made)
    return {"events": len(made["person"]), "persons": int(made["person"][-1]) + 1}


def prepare_log(table: str, log: str) -> Answer:
    """Our log from the peers' table."""
    from observe_log import build

    build(Path(table), Path(log))
    return {"megabytes": round(Path(log).stat().st_size / 1e6)}


def main() -> None:
    """`observe_questions.py ENGINE_QUESTION PATH...`: one line of JSON with the answer, CPU seconds and peak memory."""
    wall = time.perf_counter()
    sys.path[:0] = [str(Path(__file__).resolve().parents[1] / "src")]
    name, *arguments = sys.argv[1:]
    loops = name.endswith("+loops")
    function: Callable[..., Answer] = globals()[name.removesuffix("+loops")]
    try:
        for module in IMPORTS.get(name.partition("_")[0], ()):
            importlib.import_module(module)
        imported = time.process_time()
        told: Answer = {"answer": function(*arguments, **({"backend": "compiled"} if loops else {}))}
    except ModuleNotFoundError as error:
        if (error.name or "").startswith(("varick", "observe")):
            raise
        print(json.dumps({"missing": error.name}))
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    cpu = used.ru_utime + used.ru_stime
    told |= {
        "cpu": cpu,
        "call": cpu - imported,
        "peak_gb": used.ru_maxrss / 2**20,
        "wall": time.perf_counter() - wall,
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
