"""P-10: how long the reads of one organization take while another one imports, or someone floods the log-in."""

import secrets
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from threading import Event

from measure import load
from measure.bars import Bar, at_most, median
from measure.contestants import expect, task_fields
from measure.importers import Client, Product
from measure.load import Load, Result

SEEDED = 500
CONNECTIONS = 8
PAUSE_MS = 40  # eight connections: up to two hundred reads a second, some hundredths of what the server can
FLOOD_CONNECTIONS = 32
SITUATIONS = ("idle", "import", "flood")


def measure(
    product: Callable[[], Product], file: Path, rounds: int, seconds: float, say: Callable[[str], None]
) -> list[Bar]:
    """One server and one worker; idle, import and flood in turn, in changing order."""
    side = product()
    found: dict[str, list[Result]] = {situation: [] for situation in SITUATIONS}
    try:
        side.start()
        reader, reads = seed(side)
        for number in range(rounds):
            order = SITUATIONS if number % 2 == 0 else SITUATIONS[::-1]
            for situation in order:
                found[situation].append(read_during(situation, side, reader, reads, file, seconds))
            p99s = ", ".join(f"{situation} {found[situation][-1].p99_ms:.2f} ms" for situation in SITUATIONS)
            say(f"P-10 round {number + 1} of {rounds}, p99: {p99s}")
    finally:
        side.stop()
        side.drop()
    return bars(found)


def seed(side: Product) -> tuple[Client, Load]:
    """Another organization with some tasks, and what its people read: half of it lists, half of it single tasks."""
    reader = Client(side.base)
    person = {"organization": "Others", "name": "Others", "email": f"others-{secrets.token_hex(4)}@example.org"}
    signed_up = reader.call("POST", "/api/auth/signup", person | {"password": secrets.token_urlsafe(18)})
    reader.token = expect(201, signed_up, "signing up")["access_token"]
    project = expect(201, reader.call("POST", "/api/projects", {"name": "Others", "key": "OTHERS"}), "a project")
    lines = []
    for number in range(SEEDED):
        made = reader.call("POST", "/api/tasks", task_fields(number) | {"project_id": project["id"]})
        lines += ["/api/tasks?status=new&limit=50", f"/api/tasks/{expect(201, made, 'creating a task')['id']}"]
    return reader, Load("GET", "", lines, pause_ms=PAUSE_MS)


def read_during(situation: str, side: Product, reader: Client, reads: Load, file: Path, seconds: float) -> Result:
    """Every answer must be a success: `load.run` sees to that."""
    load.run(side.base, reader.token, reads, 1, CONNECTIONS)
    over = Event()
    with ThreadPoolExecutor(1) as pool:
        company: Future[None] | None = None
        if situation == "import":
            company = pool.submit(import_until, over, side, file)
        elif situation == "flood":
            company = pool.submit(flood, side, seconds + 1)
        result = load.run(side.base, reader.token, reads, seconds, CONNECTIONS)
        over.set()
        if company:
            company.result()
    return result


def import_until(over: Event, side: Product, file: Path) -> None:
    """One import after another."""
    while not over.is_set():
        side.run(file, dry=False)


def flood(side: Product, seconds: float) -> None:
    """Log-ins with wrong passwords, of people that exist and from many networks, as fast as they are answered."""
    guesses = [
        f'{{"email": "user{number % 200}@example.com", "password": "{secrets.token_urlsafe(9)}"}}'
        for number in range(5000)
    ]
    attack = Load("POST", "/api/auth/login", guesses, networks=True, may_fail=True)
    load.run(side.base, "", attack, seconds, FLOOD_CONNECTIONS)


def bars(found: dict[str, list[Result]]) -> list[Bar]:
    idle = median([result.p99_ms for result in found["idle"]])
    names = {"import": "an import", "flood": "a flood of log-ins"}
    return [
        at_most(
            "P-10",
            f"p99 of others' reads during {name} against idle",
            median([result.p99_ms for result in found[situation]]) / idle,
            4,
            detail=f"{median([result.p99_ms for result in found[situation]]):.2f} ms against {idle:.2f} ms at "
            f"{median([result.rate for result in found[situation]]):.0f} reads/s, no answer but 200",
        )
        for situation, name in names.items()
    ]
