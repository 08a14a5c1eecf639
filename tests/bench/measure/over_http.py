"""P-5: a list of 50 tasks, a point read and a create, over keep-alive HTTP with a JWT."""

import http.client
import json
import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from pymongo import MongoClient

from measure import load
from measure.bars import Bar, at_least, at_most, median
from measure.contestants import Contestant, expect
from measure.load import Load, Result
from measure.programs import Trouble

SEEDED = 2000
OPERATIONS = {"list": 3.0, "read": 3.5, "create": 1.5}  # times the peer's requests per second
NAMES = {"list": "list of 50", "read": "point read", "create": "create"}


@dataclass
class Side:
    """One contestant with what it was given, and what was measured of it."""

    contestant: Contestant
    ids: list[str] = field(default_factory=list)
    results: dict[str, list[Result]] = field(default_factory=lambda: {name: [] for name in OPERATIONS})

    def median(self, operation: str, figure: Callable[[Result], float]) -> float:
        return median([figure(result) for result in self.results[operation]])


def measure(
    contestants: list[Contestant],
    mongodb_uri: str,
    rounds: int,
    seconds: float,
    connections: int,
    say: Callable[[str], None],
) -> list[Bar]:
    """Both sides in turn, in changing order; medians of the rounds."""
    sides = [Side(contestant) for contestant in contestants]
    numbers = count(SEEDED)
    with MongoClient(mongodb_uri) as client:
        for side in sides:
            side.contestant.token = side.contestant.sign_in()
            seed(side)
            check(side)
        for number in range(rounds):
            for operation in OPERATIONS:
                for side in sides if number % 2 == 0 else reversed(sides):
                    apply(side, operation, client, numbers, seconds, connections)
            say(f"P-5 round {number + 1} of {rounds}: {last(sides)}")
        for side in sides:
            check(side)
    return bars(*sides)


def seed(side: Side) -> None:
    """The same tasks on both sides, created through the API."""
    contestant = side.contestant
    host = contestant.base.removeprefix("http://")

    def create(numbers: range) -> list[tuple[int, str]]:
        connection = http.client.HTTPConnection(host, timeout=30)
        headers = {
            "Authorization": f"Bearer {contestant.token}",
            "Content-Type": "application/json",
        }
        made = []
        for number in numbers:
            connection.request("POST", "/api/tasks", json.dumps(contestant.body(number)), headers)
            response = connection.getresponse()
            answer = json.loads(response.read())
            made.append((number, expect(201, (response.status, answer), "creating a task")["id"]))
        connection.close()
        return made

    with ThreadPoolExecutor(4) as pool:
        made = [pair for part in pool.map(create, [range(start, SEEDED, 4) for start in range(4)]) for pair in part]
    side.ids = [id for _, id in sorted(made)]


def check(side: Side) -> None:
    """Are the answers right? Looks at a list and at twenty single tasks."""
    contestant = side.contestant
    status, answer = contestant.call("GET", contestant.listing)
    items = contestant.items(expect(200, (status, answer), "listing tasks"))
    if len({item["id"] for item in items}) != 50:
        raise Trouble(f"{contestant.name}: the list has {len(items)} tasks, not 50")
    for number in random.Random(1).sample(range(SEEDED), 20):
        task = expect(200, contestant.call("GET", f"/api/tasks/{side.ids[number]}"), "reading a task")
        compare(contestant, contestant.body(number), task)


def compare(contestant: Contestant, sent: dict[str, Any], read: dict[str, Any]) -> None:
    for name, value in sent.items():
        kept = read.get(name)
        same = sorted(kept) == sorted(value) if isinstance(value, list) and kept else kept == value
        if not same:
            raise Trouble(f"{contestant.name}: stored {name}={value!r}, reads {kept!r}")


def apply(
    side: Side,
    operation: str,
    client: MongoClient[Any],
    numbers: "count[int]",
    seconds: float,
    connections: int,
) -> None:
    contestant = side.contestant
    if operation == "list":
        wanted = Load("GET", "", [contestant.listing])
    elif operation == "read":
        wanted = Load("GET", "", [f"/api/tasks/{id}" for id in side.ids])
    else:
        bodies = [json.dumps(contestant.body(next(numbers))) for _ in range(1000)]
        wanted = Load("POST", "/api/tasks", bodies)
    # A short run first, unmeasured: connections, plans and caches as they are in operation.
    load.run(contestant.base, contestant.token, wanted, min(1.0, seconds), connections)
    tasks = client[contestant.database]["tasks"]
    before = tasks.count_documents({})
    result = load.run(contestant.base, contestant.token, wanted, seconds, connections)
    side.results[operation].append(result)
    if operation == "create":
        time.sleep(0.5)  # what was under way when the time was up
        made = tasks.count_documents({}) - before
        # Connections that wrk closed in the middle of a request, in this run or in the one before.
        if not result.requests <= made <= result.requests + 2 * connections:
            raise Trouble(f"{contestant.name}: {result.requests} creates answered, {made} tasks")


def last(sides: list[Side]) -> str:
    return "; ".join(
        f"{NAMES[operation]} " + " against ".join(f"{side.results[operation][-1].rate:,.0f}/s" for side in sides)
        for operation in OPERATIONS
    )


def bars(product: Side, peer: Side) -> list[Bar]:
    found = []
    for operation, times in OPERATIONS.items():
        rates = [side.median(operation, lambda result: result.rate) for side in (product, peer)]
        tails = [side.median(operation, lambda result: result.p99_ms) for side in (product, peer)]
        found.append(
            at_least(
                "P-5",
                f"{NAMES[operation]}: requests/s against the peer",
                rates[0] / rates[1],
                times,
                detail=f"{rates[0]:,.0f}/s against {rates[1]:,.0f}/s",
            )
        )
        found.append(
            at_most(
                "P-5",
                f"{NAMES[operation]}: p99 against the peer",
                tails[0] / tails[1],
                0.5,
                detail=f"{tails[0]:.1f} ms against {tails[1]:.1f} ms",
            )
        )
    return found
