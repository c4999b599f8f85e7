"""Seconds of catsim and of this project on one workload, in turn in one run, one thread each.

Processor seconds, so that other work on the machine disturbs the comparison less; wall-clock seconds of the processes
besides.

Arguments: the program `adaptive`, the example `simulation_runs`.
"""

import collections
import json
import os
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile
import time

import workload

ROUNDS = 3
"""How often both are measured."""
PROCESSES = 15
"""How many processes of this project there are in a round, which are short."""
REPETITIONS = 200
"""How often the simulation of this project is repeated by itself."""

DESIGN = """[estimator]
interim = "{estimator}"
final = "{estimator}"
[stopping]
max_items = {items}
"""


def timed(command, **options):
    """Processor and wall-clock seconds of a process, and what it prints."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, check=True, capture_output=True, text=True, **options)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall, done.stdout


def write_inputs(directory):
    """The files that `adaptive simulate` reads."""
    rows = [f"i{place},3pl,{a!r},{b!r},{c!r}" for place, (a, b, c) in enumerate(workload.bank())]
    (directory / "bank.csv").write_text("\n".join(["item_id,model,a,b,c", *rows, ""]))
    (directory / "thetas.csv").write_text("\n".join(["theta", *map(repr, workload.thetas()), ""]))
    for estimator in ["eap", "mle"]:
        text = DESIGN.format(estimator=estimator, items=workload.ITEMS)
        (directory / f"{estimator}.toml").write_text(text)


def simulate(adaptive, directory, estimator):
    """A process of `adaptive simulate` that writes all its files."""
    command = [adaptive, "simulate", "--bank", "bank.csv", "--design", f"{estimator}.toml", "--thetas", "thetas.csv"]
    command += ["--seed", "1", "--threads", "1", "--out", "out", "--force"]
    return timed(command, cwd=directory)


def simulation_by_itself(example, estimator):
    """Processor seconds of one simulation, what precedes it left out."""
    many, none = (timed([example, estimator, str(times)])[0] for times in (REPETITIONS, 0))
    return (many - none) / REPETITIONS


def measure(adaptive, example, directory, kinds):
    """Rows of estimators, what is measured, and the seconds of both, by round; and the RMSE of both."""
    here = pathlib.Path(__file__).parent
    environment = dict(os.environ, OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", NUMEXPR_NUM_THREADS="1")
    rows, errors = collections.defaultdict(list), {}
    for _ in range(ROUNDS):
        for kind in kinds:
            processor, wall, printed = timed([sys.executable, here / "with_catsim.py", kind[0]], env=environment)
            by_itself, rmse = map(float, printed.split())
            ours = [simulate(adaptive, directory, kind[1]) for _ in range(PROCESSES)]
            rows[kind, "simulation"].append((by_itself, simulation_by_itself(example, kind[1])))
            rows[kind, "process"].append((processor, statistics.median(one[0] for one in ours)))
            rows[kind, "process, wall clock"].append((wall, statistics.median(one[1] for one in ours)))
            errors[kind] = (rmse, json.loads(ours[0][2])["recovery"]["rmse"])
    return rows, errors


def main():
    """Measures and prints the table."""
    adaptive, example = map(os.path.abspath, sys.argv[1:3])
    kinds = [("ml", "eap"), ("eap", "eap"), ("ml", "mle")]
    with tempfile.TemporaryDirectory() as name:
        directory = pathlib.Path(name)
        write_inputs(directory)
        rows, errors = measure(adaptive, example, directory, kinds)
    print(f"{workload.EXAMINEES} examinees, {workload.ITEMS} of {workload.BANK} items; medians of {ROUNDS} rounds")
    print(f"{'catsim':<8}{'adaptive':<10}{'seconds of the':<21}{'catsim':>8}{'adaptive':>10}{'ratio':>8}   RMSE of both")
    for (kind, label), seconds in rows.items():
        theirs, ours = (statistics.median(pair[side] for pair in seconds) for side in range(2))
        print(
            f"{kind[0]:<8}{kind[1]:<10}{label:<21}{theirs:>8.2f}{ours:>10.5f}{theirs / ours:>7.0f}x"
            f"   {errors[kind][0]:.3f} {errors[kind][1]:.3f}"
        )


if __name__ == "__main__":
    main()
