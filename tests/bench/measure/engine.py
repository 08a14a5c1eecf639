"""P-8: how many steps of workflows are made durable, and how fast one follows on the other."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from measure.bars import Bar, at_least, at_most, median
from measure.importers import Client, Product, expect

STEPS = 40  # automatic ones in a run
RUNS = 60  # in a round, side by side
SIDE_BY_SIDE = 16  # what a worker carries on at the same time
STATE_BYTES = 4096  # of a run of this workflow, about


def telling(client: Client) -> dict[str, Any]:
    """A step that tells someone something. What changes nothing but the run is made durable together with its like."""
    reader = expect(200, client.call("GET", "/api/auth/me"), "asking who we are")["id"]
    return {"kind": "notification", "channel": {"inbox": [{"user": reader}]}, "text": "{{ run.workflow }}"}


def changing(client: Client, project: str) -> dict[str, Any]:
    """A step that comments on a task: two documents and two events, in a transaction of its own."""
    wanted = {"project_id": project, "title": "Bench"}
    task = expect(201, client.call("POST", "/api/tasks", wanted), "making a task")["id"]
    return {"kind": "change_task", "task": f'"{task}"', "comment": "{{ run.workflow }}"}


def drawing(does: dict[str, Any]) -> dict[str, Any]:
    """A workflow that does something so many times."""
    nodes = [{"id": "start", "name": "By hand", "does": {"kind": "start", "when": "manual"}}]
    nodes += [{"id": f"step_{number}", "name": f"Step {number}", "does": does} for number in range(STEPS)]
    edges = [{"from": one["id"], "to": other["id"]} for one, other in pairwise(nodes)]
    return {"nodes": nodes, "edges": edges}


class Engine:
    """An engine behind an API like ours: this product, or another one at a URL."""

    def __init__(self, client: Client, does: dict[str, Any]) -> None:
        self._client = client
        wanted = {"name": "Bench", "draft": drawing(does)}
        self._workflow = expect(201, client.call("POST", "/api/workflows", wanted), "making a workflow")["id"]
        publishing = client.call("POST", f"/api/workflows/{self._workflow}/publish", {}, {"If-Match": "*"})
        expect(200, publishing, "publishing a workflow")

    def run(self, count: int) -> tuple[float, list[str]]:
        """Seconds until so many runs that begin at once are over, and their ids."""
        started = time.perf_counter()
        begin = f"/api/workflows/{self._workflow}/runs"
        ids = [expect(201, self._client.call("POST", begin, {}), "beginning a run")["id"] for _ in range(count)]
        running = f"/api/runs?origin={self._workflow}&status=running&limit=1"
        while expect(200, self._client.call("GET", running), "looking at runs")["items"]:
            time.sleep(0.02)
        return time.perf_counter() - started, ids

    def between(self, run: str) -> float:
        """Milliseconds from step to step of a run by the engine's own clock, and until it was taken up."""
        events = expect(200, self._client.call("GET", f"/api/runs/{run}/events?limit=200"), "reading a run's history")
        happened = [happening["what"] for event in events["items"] for happening in event["happened"]]
        if happened.count("left") != STEPS + 1:
            raise AssertionError(f"a run of {STEPS} steps left {happened.count('left')}")
        times = sorted(datetime.fromisoformat(event["at"]) for event in events["items"])
        return (times[-1] - times[0]).total_seconds() * 1000 / STEPS


def ceiling(program: Path, mongodb_uri: str, seconds: float) -> dict[str, float]:
    """What MongoDB does when nothing but compare-and-set is asked of it."""
    order = {
        "uri": mongodb_uri,
        "database": "bench_compare_and_set",
        "documents": SIDE_BY_SIDE,
        "bytes": STATE_BYTES,
        "seconds": seconds,
    }
    done = subprocess.run([str(program)], input=json.dumps(order), capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def measure(
    product: Callable[[], Product],
    program: Path,
    mongodb_uri: str,
    rounds: int,
    seconds: float,
    say: Callable[[str], None],
) -> list[Bar]:
    """In alternating rounds: the engine, and the ceiling."""
    measured = product()
    rates, alone_rates, ratios, gaps, writes = [], [], [], [], []
    try:
        measured.start()
        engine = Engine(measured.client, telling(measured.client))
        by_itself = Engine(measured.client, changing(measured.client, measured.project))
        engine.run(4)
        for number in range(rounds):
            _, [alone] = engine.run(1)
            took, _ = engine.run(RUNS)
            best = ceiling(program, mongodb_uri, seconds)
            took_alone, _ = by_itself.run(RUNS)
            time.sleep(seconds)  # until everyone has heard of it
            rates.append(RUNS * STEPS / took)
            alone_rates.append(RUNS * STEPS / took_alone)
            ratios.append(rates[-1] / best["per_second"])
            gaps.append(engine.between(alone))
            writes.append(best["p50_ms"])
            say(
                f"Round {number + 1}: {rates[-1]:.0f} steps/s, {alone_rates[-1]:.0f} that change tasks, "
                f"{best['per_second']:.0f} bare changes/s; {gaps[-1]:.2f} ms between two steps, "
                f"{writes[-1]:.1f} ms for a write."
            )
    finally:
        measured.stop()
        measured.drop()
    detail = f"{median(rates):.0f} steps/s, {median(alone_rates):.0f} that change tasks, {RUNS} runs of {STEPS} steps"
    between = [gap / write for gap, write in zip(gaps, writes, strict=True)]
    return [
        at_least("P-8", "durable steps/s, of bare compare-and-set", median(ratios), 0.3, detail=detail),
        at_most(
            "P-8", "time between two steps, in majority writes", median(between), 5, detail=f"{median(gaps):.2f} ms"
        ),
    ]


def main() -> None:
    """Measures the engine at a URL; there is no ceiling to compare with."""
    url, token = sys.argv[1:3]
    client = Client(url, token)
    engine = Engine(client, telling(client))
    engine.run(4)
    took, _ = engine.run(RUNS)
    _, [alone] = engine.run(1)
    print(f"{RUNS * STEPS / took:.0f} durable steps/s ({RUNS} runs of {STEPS} steps side by side)")
    print(f"{engine.between(alone):.2f} ms between two steps of one run alone")


if __name__ == "__main__":
    main()
