"""The product's server and the peer, each ready to be measured: how to start it, how to speak to it."""

import base64
import json
import os
import secrets
import subprocess
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from measure.programs import Program, Trouble, free_port

WORDS = (
    "audit backlog batch budget carrier claim clinic contract customer deadline delivery deploy desk "
    "dispute email engine export field filing freight hiring import invoice ledger lease legal line"
).split()


@dataclass
class Contestant:
    """A server under measurement, and what it is told to store."""

    name: str
    program: Program
    base: str
    sign_in: Callable[[], str]
    body: Callable[[int], dict[str, Any]]  # the n-th task to create
    listing: str
    items: Callable[[Any], list[dict[str, Any]]]  # the tasks in the answer to `listing`
    database: str
    token: str = field(default="", repr=False)

    def call(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        return call(self.base, method, path, body, self.token)


def call(base: str, method: str, path: str, body: Any = None, token: str = "") -> tuple[int, dict[str, Any]]:
    """One request; its status and the JSON of its answer."""
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(base + path, data, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=20) as response:
            return response.status, json.load(response)
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read() or b"null")


def expect(status: int, answer: tuple[int, dict[str, Any]], doing: str) -> dict[str, Any]:
    """The answer's JSON, if it has the status that belongs to it."""
    if answer[0] != status:
        raise Trouble(f"{doing}: expected {status}, got {answer[0]}: {answer[1]}")
    return answer[1]


def words(number: int, count: int) -> str:
    """The same words for the same number, in every run and on both sides."""
    return " ".join(WORDS[(number * 7 + step * 11) % len(WORDS)] for step in range(count))


def task_fields(number: int) -> dict[str, Any]:
    """What both sides store of a task, under the same names."""
    return {
        "title": f"{words(number, 5).capitalize()} {number}",
        "description": words(number, 14),
        "tags": [words(number, 1), words(number + 1, 1)],
    }


def peer(folder: Path, python: Path, mongodb_uri: str, log: Path, more: dict[str, str] | None = None) -> Contestant:
    """The peer, as its own documentation starts it: two uvicorn workers."""
    database, port = f"bench_peer_{secrets.token_hex(4)}", free_port()
    base = f"http://127.0.0.1:{port}"
    command = [str(python), "-m", "uvicorn", "app:app", "--port", str(port), "--workers", "2"]
    environment = {
        "PATH": os.environ["PATH"],
        "MONGODB_URI": mongodb_uri,
        "PEER_DB": database,
        "PYTHONDONTWRITEBYTECODE": "1",
    } | (more or {})
    program = Program(
        "the peer",
        [*command, "--no-access-log"],
        environment,
        folder,
        f"{base}/api/token",
        log,
    )
    return Contestant(
        name="peer",
        program=program,
        base=base,
        sign_in=lambda: call(base, "GET", "/api/token")[1]["token"],
        body=lambda number: task_fields(number) | {"priority": "High"},
        # With the status named, the peer's one index serves the list; without it the peer would sort all
        # of its tasks for every answer, and the comparison would measure that.
        listing="/api/tasks?status=New&limit=50",
        items=lambda answer: answer,
        database=database,
    )


def product(server: Path, settings: dict[str, str], log: Path) -> Contestant:
    """The product: one process, `server http`, after `server migrate`."""
    base = f"http://{settings['HTTP_ADDRESS']}"
    migrated = subprocess.run([server, "migrate"], env=settings, capture_output=True, text=True, check=False)
    if migrated.returncode:
        raise Trouble(f"server migrate failed: {migrated.stderr or migrated.stdout}")
    project: dict[str, str] = {}

    def sign_in() -> str:
        person = {
            "organization": "Bench",
            "name": "Bench",
            "email": f"bench-{secrets.token_hex(4)}@example.com",
            "password": secrets.token_urlsafe(18),
        }
        session = expect(201, call(base, "POST", "/api/auth/signup", person), "signing up")
        token = session["access_token"]
        wanted = {"name": "Bench", "key": "BENCH"}
        answer = call(base, "POST", "/api/projects", wanted, token)
        project["id"] = expect(201, answer, "creating a project")["id"]
        return token

    return Contestant(
        name="product",
        program=Program(
            "the server",
            [str(server), "http"],
            settings,
            server.parent,
            f"{base}/api/health/ready",
            log,
        ),
        base=base,
        sign_in=sign_in,
        body=lambda number: (task_fields(number) | {"priority": "high", "project_id": project["id"]}),
        listing="/api/tasks?status=new&limit=50",
        items=lambda answer: answer["items"],
        database=settings["MONGODB_DATABASE"],
    )


def settings(mongodb_uri: str, aws: dict[str, str], queue: str) -> dict[str, str]:
    """A whole environment for the product's server and Lambdas, with keys made for this run."""
    key = Ed25519PrivateKey.generate()
    private = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return {
        "PATH": os.environ["PATH"],
        "ENVIRONMENT": "production",
        "MONGODB_URI": mongodb_uri,
        "MONGODB_POOL": "32",  # as in infra/k8s/base/config.env
        "MONGODB_DATABASE": f"bench_product_{secrets.token_hex(4)}",
        "TOKEN_SIGNING_KEY": base64.b64encode(private).decode(),
        "TOKEN_VERIFYING_KEYS": base64.b64encode(public).decode(),
        "LINK_KEY": base64.b64encode(secrets.token_bytes(32)).decode(),
        "FILES_BUCKET": "bench",
        "UPLOADS_QUEUE_URL": f"{queue}/uploads",
        "ROWS_QUEUE_URL": f"{queue}/rows",
        "EVENTS_QUEUE_URL": f"{queue}/events",
        "AUTOMATION_QUEUE_URL": f"{queue}/automation",
        "PUBLIC_URL": "http://127.0.0.1",
        "MAIL_TRANSPORT": "smtp://127.0.0.1:1",
        "MAIL_FROM": "Katalusis <no-reply@example.com>",
        "HTTP_ADDRESS": f"127.0.0.1:{free_port()}",
        "HEALTH_ADDRESS": f"127.0.0.1:{free_port()}",
        "RUST_LOG": "warn",
        "MIMALLOC_ALLOW_THP": "0",  # as in infra/container/build
    } | aws
