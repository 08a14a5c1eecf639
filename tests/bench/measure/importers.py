"""The product and the peer as those who import files: started, given a file, and timed until its last row is there."""

import http.client
import json
import mimetypes
import os
import secrets
import subprocess
import time
import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from pymongo import MongoClient

from measure import contestants
from measure.contestants import expect
from measure.programs import Program, Trouble, free_port

PEOPLE = 200  # whom the peer's files name
LOOK_EVERY = 0.025  # seconds between two looks at an import
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FIELDS = [
    {"key": "customer", "name": "Customer", "kind": "text"},
    {"key": "amount", "name": "Amount", "kind": "number"},
    {"key": "region", "name": "Region", "kind": "select", "options": ["EMEA", "APAC", "AMER"]},
]
TARGETS = {
    "Title": "title",
    "Description": "description",
    "Status": "status",
    "Priority": "priority",
    "Assignees": "assignees",
    "Tags": "tags",
    "Due": "due_at",
    "Customer": "custom.customer",
    "Amount": "custom.amount",
    "Region": "custom.region",
}
MAPPING = {"rules": [{"target": target, "column": column} for column, target in TARGETS.items()]}


@dataclass
class Imported:
    """What an import took, and what it says that it did."""

    seconds: float
    rows: int
    created: int
    errors: int
    told: dict[str, Any] = field(default_factory=dict)
    bad: list[int] = field(default_factory=list)  # the numbers of the rows that were refused

    @property
    def rate(self) -> float:
        return self.rows / self.seconds


class Client:
    """One connection that is kept."""

    def __init__(self, base: str, token: str = "") -> None:
        place = urllib.parse.urlsplit(base)
        self._connection = http.client.HTTPConnection(place.netloc, timeout=600)
        self._prefix = place.path
        self.token = token

    def send(
        self, method: str, path: str, body: bytes | None, kind: str, more: dict[str, str] | None = None
    ) -> tuple[int, Any]:
        headers = {"Content-Type": kind} | (more or {})
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        self._connection.request(method, self._prefix + path, body, headers)
        response = self._connection.getresponse()
        text = response.read()
        return response.status, json.loads(text) if text else None

    def close(self) -> None:
        """The next request opens the connection anew."""
        self._connection.close()

    def call(self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> tuple[int, Any]:
        content = None if body is None else json.dumps(body).encode()
        return self.send(method, path, content, "application/json", headers)


class Product:
    """`server http` and `server worker`, with a database of their own and an organization that knows the people."""

    name = "product"

    def __init__(self, server: Path, settings: dict[str, str], mongodb_uri: str, log: Path) -> None:
        self.database = f"bench_imports_{secrets.token_hex(4)}"
        addresses = {name: f"127.0.0.1:{free_port()}" for name in ("HTTP_ADDRESS", "HEALTH_ADDRESS")}
        self.settings = settings | addresses | {"MONGODB_DATABASE": self.database}
        self.base = f"http://{addresses['HTTP_ADDRESS']}"
        self._server, self._mongodb_uri = server, mongodb_uri
        ready = {
            "http": f"{self.base}/api/health/ready",
            "worker": f"http://{addresses['HEALTH_ADDRESS']}/api/health/ready",
        }
        self.programs = {
            part: Program(f"server {part}", [str(server), part], self.settings, server.parent, url, log)
            for part, url in ready.items()
        }
        self.client = Client(self.base)
        self.project = ""

    def start(self) -> None:
        migrated = subprocess.run([self._server, "migrate"], env=self.settings, capture_output=True, text=True)
        if migrated.returncode:
            raise Trouble(f"server migrate failed: {migrated.stderr or migrated.stdout}")
        for program in self.programs.values():
            program.start()
        self.sign_in()

    def sign_in(self) -> None:
        person = {"organization": "Bench", "name": "Bench", "email": f"bench-{secrets.token_hex(4)}@example.org"}
        signed_up = self.client.call("POST", "/api/auth/signup", person | {"password": secrets.token_urlsafe(18)})
        self.client.token = expect(201, signed_up, "signing up")["access_token"]
        wanted = {"name": "Bench", "key": "BENCH", "custom_fields": FIELDS}
        self.project = expect(201, self.client.call("POST", "/api/projects", wanted), "creating a project")["id"]
        self._invite_people()

    def _invite_people(self) -> None:
        """As the database would hold them: two hundred invitations would be two hundred mails."""
        with MongoClient(self._mongodb_uri) as client:
            users = client[self.database]["users"]
            admin = users.find_one({})
            users.insert_many(
                admin
                | {"_id": str(uuid4()), "email": f"user{number}@example.com", "name": f"User {number}", "role": "user"}
                for number in range(PEOPLE)
            )

    def run(self, file: Path, dry: bool) -> Imported:
        """From the announcement until the API says that the last row is there (or, dry, that the plan is)."""
        content = file.read_bytes()
        kind = XLSX if file.suffix == ".xlsx" else "text/csv"
        about = {"project": "BENCH", "file_name": file.name, "size": len(content), "content_type": kind}
        started = time.perf_counter()
        announced = self.client.call("POST", "/api/imports", about | {"mapping": MAPPING, "auto_commit": not dry})
        made = expect(201, announced, "announcing an import")
        upload(made["upload"], content)
        done = self.wait_for(made["id"], "planned" if dry else "completed")
        took = time.perf_counter() - started
        counts = done["counts"]
        return Imported(took, counts["rows"], counts["create" if dry else "created"], counts["error"], done)

    def wait_for(self, import_id: str, state: str) -> dict[str, Any]:
        while True:
            found = expect(200, self.client.call("GET", f"/api/imports/{import_id}"), "looking at an import")
            if found["state"] == state:
                return found
            if found["state"] == "failed":
                raise Trouble(f"the import failed: {found['failure']}")
            time.sleep(LOOK_EVERY)

    def bad_rows(self, done: Imported) -> list[int]:
        """The numbers of the rows that were refused."""
        found: list[int] = []
        cursor = ""
        while True:
            path = f"/api/imports/{done.told['id']}/rows?verdict=error&limit=200{cursor}"
            page = expect(200, self.client.call("GET", path), "reading bad rows")
            found += [row["row"] for row in page["items"]]
            if not page["next_cursor"]:
                return found
            cursor = f"&cursor={page['next_cursor']}"

    def worked(self, done: Imported) -> float:
        """Seconds from when the worker took the file up until its last row was there, by the product's own clock."""
        events = f"/api/audit?kind=import.uploaded&subject={done.told['id']}"
        found = expect(200, self.client.call("GET", events), "reading the audit log")["items"]
        return (time_of(done.told["finished_at"]) - time_of(found[0]["at"])).total_seconds()

    def count_tasks(self) -> int:
        with MongoClient(self._mongodb_uri) as client:
            return client[self.database]["tasks"].count_documents({})

    def stop(self) -> None:
        for program in self.programs.values():
            program.stop()

    def forget_tasks(self) -> None:
        forget_tasks(self._mongodb_uri, self.database)

    def drop(self) -> None:
        drop(self._mongodb_uri, self.database)


class Peer:
    """The peer, as its own documentation starts it."""

    def __init__(self, folder: Path, python: Path, mongodb_uri: str, log: Path, engine: str) -> None:
        self.name = f"peer ({engine})"
        self._made = lambda: contestants.peer(folder, python, mongodb_uri, log, {"PEER_XLSX_ENGINE": engine})
        self._mongodb_uri = mongodb_uri
        self._new()

    def _new(self) -> None:
        contestant = self._made()
        self.database, self.programs = contestant.database, {"peer": contestant.program}
        self._sign_in: Callable[[], str] = contestant.sign_in
        self.client = Client(contestant.base)

    def start(self) -> None:
        for program in self.programs.values():
            program.start()
        self.client.token = self._sign_in()

    def run(self, file: Path, dry: bool) -> Imported:
        """One call, which answers when the last row is there."""
        body, kind = form(file, {"dry_run": "true" if dry else "false"})
        self.client.close()  # uvicorn closes connections that are idle
        started = time.perf_counter()
        answer = expect(200, self.client.send("POST", "/api/tasks/import", body, kind), "importing with the peer")
        took = time.perf_counter() - started
        bad = len(answer["errors"])
        return Imported(took, answer["valid"] + bad, answer["valid" if dry else "created"], bad, answer)

    def bad_rows(self, done: Imported) -> list[int]:
        """The numbers of the rows that were refused."""
        return sorted(error["row"] for error in done.told["errors"])

    def stop(self) -> None:
        for program in self.programs.values():
            program.stop()

    def forget_tasks(self) -> None:
        forget_tasks(self._mongodb_uri, self.database)

    def drop(self) -> None:
        drop(self._mongodb_uri, self.database)


def forget_tasks(mongodb_uri: str, database: str) -> None:
    """As if nothing had been imported yet, but for connections, plans and caches."""
    with MongoClient(mongodb_uri) as client:
        client[database]["tasks"].delete_many({})


def drop(mongodb_uri: str, database: str) -> None:
    with MongoClient(mongodb_uri) as client:
        client.drop_database(database)


def time_of(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def upload(how: dict[str, Any], content: bytes) -> None:
    """Puts a file where an announced import says."""
    url = urllib.parse.urlsplit(how["url"])
    connection = http.client.HTTPConnection(url.netloc, timeout=600)
    connection.request(how["method"], f"{url.path}?{url.query}", content, how["headers"])
    response = connection.getresponse()
    response.read()
    if response.status != 200:
        raise Trouble(f"the upload was answered {response.status}")
    connection.close()


def form(file: Path, fields: dict[str, str]) -> tuple[bytes, str]:
    """A multipart body with a file, and its content type."""
    boundary = secrets.token_hex(16)
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{file.name}"\r\n'
    head += f"Content-Type: {kind}\r\n\r\n"
    body = "".join(parts).encode() + head.encode() + file.read_bytes() + f"\r\n--{boundary}--\r\n".encode()
    return body, f"multipart/form-data; boundary={boundary}"


def files(peer: Path, python: Path, folder: Path, rows: int) -> tuple[Path, Path]:
    """The peer's benchmark file of so many rows, as CSV and as XLSX; made once."""
    folder.mkdir(parents=True, exist_ok=True)
    csv, xlsx = folder / f"tasks-{rows}.csv", folder / f"tasks-{rows}.xlsx"
    if not (csv.exists() and xlsx.exists()):
        command = [python, peer / "make_data.py", folder, str(rows)]
        made = subprocess.run(command, env=os.environ, capture_output=True, text=True)
        if made.returncode:
            raise Trouble(f"make_data.py failed: {made.stderr}")
    return csv, xlsx
