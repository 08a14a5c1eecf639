"""P-7: a Lambda's `bootstrap` from exec to its first `next`, the size of its zip, its memory."""

import io
import json
import signal
import socket
import subprocess
import threading
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from measure.bars import Bar, at_most, median
from measure.programs import Trouble

NEXT = b"GET /2018-06-01/runtime/invocation/next "
DEADLINE = 10.0

HTTP_EVENT: dict[str, Any] = {
    "resource": "/{proxy+}",
    "path": "/api/health/live",
    "httpMethod": "GET",
    "headers": {"Host": "bench", "Accept": "application/json"},
    "multiValueHeaders": {"Host": ["bench"], "Accept": ["application/json"]},
    "queryStringParameters": None,
    "multiValueQueryStringParameters": None,
    "pathParameters": None,
    "stageVariables": None,
    "body": None,
    "isBase64Encoded": False,
    "requestContext": {
        "resourcePath": "/{proxy+}",
        "httpMethod": "GET",
        "path": "/prod/api/health/live",
        "stage": "prod",
        "requestId": "bench",
        "apiId": "bench",
        "accountId": "000000000000",
        "identity": {"sourceIp": "127.0.0.1"},
    },
}
QUEUE_EVENT: dict[str, Any] = {"Records": []}


class RuntimeApi:
    """Lambda's Runtime API for one environment: hands out one event, notes when it was asked."""

    def __init__(self, event: dict[str, Any]) -> None:
        self._event = json.dumps(event).encode()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._listener.getsockname()[1]}"
        self.first_next = 0.0
        self.asked, self.answered = threading.Event(), threading.Event()
        self.said = b""
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        received = b""
        with connection:
            while True:
                while b"\r\n\r\n" not in received:
                    data = connection.recv(65536)
                    if not data:
                        return
                    received += data
                if received.startswith(NEXT):
                    if not self.asked.is_set():
                        self.first_next = time.perf_counter()
                        self.asked.set()
                    elif self.answered.is_set():
                        return  # one invocation is enough: the rest of its life it waits
                    received = b""
                    connection.sendall(self._invocation())
                    continue
                head, _, body = received.partition(b"\r\n\r\n")
                length = next(
                    (
                        int(line.partition(b":")[2])
                        for line in head.lower().split(b"\r\n")
                        if line.startswith(b"content-length:")
                    ),
                    None,
                )
                whole = len(body) >= length if length is not None else body.endswith(b"0\r\n\r\n")
                if not whole:
                    data = connection.recv(65536)
                    if not data:
                        return
                    received += data
                    continue
                self.said, received = head.split(b"\r\n")[0] + b" " + body, b""
                connection.sendall(b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n")
                self.answered.set()

    def _invocation(self) -> bytes:
        deadline = int((time.time() + 30) * 1000)
        head = (
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
            "Lambda-Runtime-Aws-Request-Id: 00000000-0000-4000-8000-000000000001\r\n"
            f"Lambda-Runtime-Deadline-Ms: {deadline}\r\n"
            "Lambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:eu-central-1:000000000000:function:bench\r\n"
            f"Content-Length: {len(self._event)}\r\n\r\n"
        )
        return head.encode() + self._event


def one_life(bootstrap: Path, settings: dict[str, str], event: dict[str, Any]) -> tuple[float, int]:
    """Starts a function, lets it answer one event; seconds to its first `next`, peak resident bytes."""
    api = RuntimeApi(event)
    environment = settings | {
        "AWS_LAMBDA_RUNTIME_API": api.address,
        "AWS_LAMBDA_FUNCTION_NAME": "bench",
        "AWS_LAMBDA_FUNCTION_VERSION": "1",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "512",
        "AWS_LAMBDA_LOG_GROUP_NAME": "bench",
        "AWS_LAMBDA_LOG_STREAM_NAME": "bench",
        "AWS_LAMBDA_HTTP_IGNORE_STAGE_IN_PATH": "true",
        "_HANDLER": "bootstrap",
    }
    started = time.perf_counter()
    # With close_fds unset the interpreter can use vfork, which costs a tenth of a fork.
    process = subprocess.Popen(
        [bootstrap],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        close_fds=False,
    )
    try:
        if not api.asked.wait(DEADLINE):
            process.send_signal(signal.SIGKILL)
            said = process.communicate()[1].decode(errors="replace")[-800:]
            raise Trouble(f"{bootstrap} did not ask for an event within {DEADLINE:g} s: {said}")
        if not api.answered.wait(DEADLINE):
            raise Trouble(f"{bootstrap} did not answer an event within {DEADLINE:g} s")
        if b"/error" in api.said.split(b" ")[1]:
            raise Trouble(f"{bootstrap} failed: {api.said[:400].decode(errors='replace')}")
        peak = next(
            int(line.split()[1]) * 1024
            for line in Path(f"/proc/{process.pid}/status").read_text().splitlines()
            if line.startswith("VmHWM:")
        )
        return api.first_next - started, peak
    finally:
        process.kill()
        process.communicate()
        api.close()


def zip_size(bootstrap: Path) -> int:
    """The size of the archive that is uploaded: the binary alone, executable, deflated."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        entry = zipfile.ZipInfo("bootstrap")
        entry.external_attr, entry.compress_type = 0o755 << 16, zipfile.ZIP_DEFLATED
        archive.writestr(entry, bootstrap.read_bytes())
    return buffer.tell()


def measure(
    functions: dict[str, tuple[Path, bool]],
    settings: dict[str, str],
    lives: int,
    say: Callable[[str], None],
) -> list[Bar]:
    """Each function (name: its bootstrap, and whether it answers HTTP); the bar is for the worst."""
    start, size, memory = {}, {}, {}
    for name, (bootstrap, http) in functions.items():
        event = HTTP_EVENT if http else QUEUE_EVENT
        one_life(bootstrap, settings, event)  # the file into the page cache
        measured = [one_life(bootstrap, settings, event) for _ in range(lives)]
        start[name] = median([seconds for seconds, _ in measured]) * 1e3
        memory[name] = median([float(peak) for _, peak in measured]) / 2**20
        size[name] = zip_size(bootstrap) / 1e6
        say(f"P-7 {name}: first next after {start[name]:.1f} ms, zip {size[name]:.1f} MB, peak {memory[name]:.1f} MiB")

    def worst(what: str, figures: dict[str, float], limit: float, unit: str) -> Bar:
        name = max(figures, key=lambda each: figures[each])
        detail = f"the worst of {len(figures)}: {name}"
        return at_most("P-7", what, figures[name], limit, unit=unit, detail=detail)

    return [
        worst("exec of bootstrap to its first next", start, 20, "ms"),
        worst("zip", size, 8, "MB"),
        worst("memory after one invocation", memory, 64, "MB"),
    ]
