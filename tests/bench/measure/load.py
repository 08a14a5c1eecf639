"""Load over keep-alive HTTP, by wrk: as many requests as come back, from a fixed number of connections."""

import json
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from measure.programs import Trouble

SCRIPT = Path(__file__).with_name("wrk.lua")


@dataclass(frozen=True)
class Load:
    """What is sent: a method, and the paths (GET) or the bodies for one path (POST); and how."""

    method: str
    path: str
    lines: list[str]
    pause_ms: int = 0  # of each connection between two requests
    networks: bool = False  # each line comes from another network
    may_fail: bool = False  # what is no success is counted only


@dataclass(frozen=True)
class Result:
    requests: int
    rate: float
    p50_ms: float
    p99_ms: float
    refused: int = 0


def run(base: str, token: str, load: Load, seconds: float, connections: int, threads: int = 1) -> Result:
    """Applies a load; every answer must be a success."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("\n".join(load.lines) + "\n")
        file.flush()
        command = [
            "wrk",
            *("-t", str(threads), "-c", str(connections), "-d", f"{seconds:g}s"),
            *("--timeout", "10s", "-s", str(SCRIPT)),
            *("-H", f"Authorization: Bearer {token}", "-H", "Content-Type: application/json"),
            *(base, "--", load.method, load.path, file.name, str(load.pause_ms), "networks" * load.networks),
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    line = next((line for line in done.stdout.splitlines() if line.startswith("RESULT ")), None)
    if done.returncode or line is None:
        raise Trouble(f"wrk failed: {done.stderr or done.stdout}")
    result = json.loads(line.removeprefix("RESULT "))
    if result["broken"] or (result["refused"] and not load.may_fail):
        raise Trouble(
            f"{load.method} {load.path or load.lines[0]} at {base}: {result['refused']} answers of "
            f"{result['requests']} were errors, {result['broken']} connections broke"
        )
    return Result(
        result["requests"],
        result["requests"] / result["seconds"],
        result["p50_ms"],
        result["p99_ms"],
        result["refused"],
    )
