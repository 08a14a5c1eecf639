"""P-7: a Lambda's `bootstrap` from exec to its first `next`, the size of its zip, its memory."""

import io
import json
import subprocess
import tempfile
import threading
import time
import zipfile
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from measure.bars import Bar, at_most, median
from measure.programs import Trouble

DEADLINE = 10.0  # seconds
REQUEST_ID = "00000000-0000-4000-8000-000000000001"
ARN = "arn:aws:lambda:eu-central-1:000000000000:function:bench"

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
    """Lambda's Runtime API for one environment: hands out one event, and lets it wait for a second."""

    def __init__(self, event: dict[str, Any]) -> None:
        self.first_next = 0.0
        self.asked, self.answered = threading.Event(), threading.Event()
        self.failure = ""
        api, payload = self, json.dumps(event).encode()
        over = self._over = threading.Event()

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                if api.asked.is_set():
                    over.wait()
                    return
                api.first_next = time.perf_counter()
                api.asked.set()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(payload)))
                self.send_header("Lambda-Runtime-Aws-Request-Id", REQUEST_ID)
                self.send_header("Lambda-Runtime-Deadline-Ms", str(int((time.time() + 30) * 1000)))
                self.send_header("Lambda-Runtime-Invoked-Function-Arn", ARN)
                self.end_headers()
                self.wfile.write(payload)

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                if self.path.endswith("/error"):
                    api.failure = body.decode(errors="replace")
                self.send_response(202)
                self.send_header("Content-Length", "0")
                self.end_headers()
                api.answered.set()

            def log_message(self, *_: Any) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_: Any) -> None:
                pass  # the process was ended in the middle of a request, as is meant

        self._server = Server(("127.0.0.1", 0), Handler)
        self.address = f"127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        self._over.set()
        self._server.shutdown()
        self._server.server_close()


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
    with tempfile.TemporaryFile() as said:
        started = time.perf_counter()
        # With close_fds unset the interpreter can use vfork, which costs a tenth of a fork.
        process = subprocess.Popen(
            [bootstrap], env=environment, stdin=subprocess.DEVNULL, stdout=said, stderr=said, close_fds=False
        )
        try:
            for event_set, what in ((api.asked, "ask for an event"), (api.answered, "answer its event")):
                if not event_set.wait(DEADLINE) or api.failure:
                    said.seek(0)
                    tail = api.failure or said.read().decode(errors="replace")
                    raise Trouble(f"{bootstrap.name} did not {what}: {tail[-800:]}")
            status = Path(f"/proc/{process.pid}/status").read_text()
            peak = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
            return api.first_next - started, int(peak.split()[1]) * 1024
        finally:
            process.kill()
            process.wait()
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
