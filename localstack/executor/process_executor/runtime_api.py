"""The Lambda Runtime API of one bootstrap process, on a loopback port of its own.

https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
"""

import contextlib
import json
import threading
from collections.abc import Iterator
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Protocol

from process_executor.invocation import Invocation

PREFIX = "/2018-06-01/runtime/"
_CHUNK = 64 * 1024


class RuntimeEvents(Protocol):
    """What the process says; called on the server's threads."""

    def next_invocation(self) -> Invocation | None:
        """Blocks until there is work; None when the process is to end."""

    def answered(self, request_id: str, payload: bytes | None, *, is_error: bool) -> bool:
        """An answer, `None` for one over the limit; False if nobody waits for it."""

    def init_failed(self, payload: bytes) -> None:
        """The process could not start."""


class RuntimeApi:
    """An HTTP server that speaks for one process; `address` is its AWS_LAMBDA_RUNTIME_API."""

    def __init__(self, events: RuntimeEvents, response_limit: int) -> None:
        handler = type("Handler", (_Handler,), {"events": events, "limit": response_limit})
        self._server = _Server(("127.0.0.1", 0), handler)
        self.address = f"127.0.0.1:{self._server.server_port}"
        threading.Thread(
            target=self._server.serve_forever, args=(0.1,), name="runtime-api", daemon=True
        ).start()

    def close(self) -> None:
        """Takes no more calls."""
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        """A process that is killed drops its connections: nothing to report."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    events: RuntimeEvents
    limit: int

    def do_GET(self) -> None:
        if self.path != PREFIX + "invocation/next":
            self._refuse(HTTPStatus.NOT_FOUND, "NotFound", f"there is no {self.path}")
            return
        invocation = self.events.next_invocation()
        if invocation is None:
            self.close_connection = True
            return
        headers = {
            "Content-Type": "application/json",
            "Lambda-Runtime-Aws-Request-Id": invocation.request_id,
            "Lambda-Runtime-Deadline-Ms": str(invocation.deadline_ms),
            "Lambda-Runtime-Invoked-Function-Arn": invocation.function_arn,
            "Lambda-Runtime-Trace-Id": invocation.trace_id,
        }
        self._send(HTTPStatus.OK, invocation.payload, headers)

    def do_POST(self) -> None:
        body = self._body()
        match self.path.removeprefix(PREFIX).split("/"):
            case ["init", "error"]:
                self.events.init_failed(body or b"{}")
                self._accept()
            case ["invocation", request_id, "response"]:
                known = self.events.answered(request_id, body, is_error=False)
                self._answer_taken(known, too_large=body is None)
            case ["invocation", request_id, "error"]:
                known = self.events.answered(request_id, body, is_error=True)
                self._answer_taken(known, too_large=body is None)
            case _:
                self._refuse(HTTPStatus.NOT_FOUND, "NotFound", f"there is no {self.path}")

    def _answer_taken(self, known: bool, too_large: bool) -> None:
        if not known:
            self._refuse(HTTPStatus.BAD_REQUEST, "InvalidRequestID", "nobody waits for this answer")
        elif too_large:
            detail = f"Exceeded maximum allowed payload size ({self.limit} bytes)."
            self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "RequestEntityTooLarge", detail)
        else:
            self._accept()

    def _body(self) -> bytes | None:
        """The whole request body, or None if it is over the limit (read to its end all the same,
        for a client that is cut off in its request never sees the refusal)."""
        kept = bytearray()
        size = 0
        for piece in self._pieces():
            size += len(piece)
            if size <= self.limit:
                kept += piece
        return bytes(kept) if size <= self.limit else None

    def _pieces(self) -> Iterator[bytes]:
        if "chunked" in self.headers.get("Transfer-Encoding", "").lower():
            while length := int(self.rfile.readline().split(b";")[0], 16):
                yield self.rfile.read(length)
                self.rfile.readline()
            while self.rfile.readline().strip():  # trailers
                pass
            return
        left = int(self.headers.get("Content-Length") or 0)
        while left and (piece := self.rfile.read(min(left, _CHUNK))):
            left -= len(piece)
            yield piece

    def _accept(self) -> None:
        self._send(HTTPStatus.ACCEPTED, b'{"status":"OK"}', {"Content-Type": "application/json"})

    def _refuse(self, status: HTTPStatus, kind: str, message: str) -> None:
        body = json.dumps({"errorType": kind, "errorMessage": message}).encode()
        self._send(status, body, {"Content-Type": "application/json"})

    def _send(self, status: HTTPStatus, body: bytes, headers: dict[str, str]) -> None:
        # One write: headers and body in two packets would wait for each other.
        lines = [f"HTTP/1.1 {status.value} {status.phrase}", f"Content-Length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self.wfile.write("\r\n".join([*lines, "", ""]).encode("latin-1") + body)

    def log_message(self, format: str, *args: object) -> None:
        """Silent: every invocation would be a line."""
