"""An execution environment: a function's place to run, across the lives of its process."""

import math
import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from process_executor import answers
from process_executor.answers import Answer, InitError
from process_executor.invocation import Invocation
from process_executor.runtime import Runtime


@dataclass(frozen=True)
class Function:
    """What an environment needs to know of the function that it runs."""

    code: Path
    version: str
    timeout_seconds: float
    memory_mb: int
    response_limit: int
    init_seconds: float = 10.0


@dataclass(frozen=True)
class Outcome:
    """An answer, and what was logged on the way to it."""

    answer: Answer
    logs: str


class Environment:
    """Holds at most one process; starts another at the next invocation when that one has ended.

    `home` is the environment's own directory (its TMPDIR lies there) and goes with it; `log`
    collects what the process prints, between START, END and REPORT lines as in CloudWatch.
    """

    def __init__(
        self, function: Function, variables: Mapping[str, str], home: Path, log: Path
    ) -> None:
        self._function = function
        self._home = home
        self._log = log
        self._log_read = log.stat().st_size if log.exists() else 0
        self._runtime: Runtime | None = None
        self._init_ms = 0.0
        temporary = home / "tmp"
        temporary.mkdir(parents=True, exist_ok=True)
        self._variables = {
            "PATH": "/usr/local/bin:/usr/bin:/bin:/opt/bin",
            "LANG": "en_US.UTF-8",
            **variables,
            "LAMBDA_TASK_ROOT": str(function.code),
            "TMPDIR": str(temporary),
        }

    def start(self) -> None:
        """Starts the process and waits until it asks for work; raises InitError."""
        started = time.monotonic()
        try:
            runtime = Runtime(
                self._function.code / "bootstrap",
                self._variables,
                self._log,
                self._function.code,
                self._function.response_limit,
            )
        except OSError as cause:
            failure = answers.error("Runtime.InvalidEntrypoint", f"Error: {cause.strerror}")
            raise InitError(failure.payload) from cause
        self._runtime = runtime
        try:
            runtime.wait_until_ready(self._function.init_seconds)
        except InitError:
            runtime.kill()
            raise
        self._init_ms = (time.monotonic() - started) * 1000

    def invoke(self, request_id: str, payload: bytes, function_arn: str, trace_id: str) -> Outcome:
        """Runs one invocation to its answer. Never called twice at once."""
        self._write(f"START RequestId: {request_id} Version: {self._function.version}")
        started = time.monotonic()
        try:
            if self._runtime is None or self._runtime.ended:
                self.start()
            deadline = time.time() + self._function.timeout_seconds
            answer = self._runtime.invoke(
                Invocation(request_id, payload, function_arn, trace_id, int(deadline * 1000)),
                self._function.timeout_seconds,
            )
        except InitError as failure:
            answer = Answer(failure.payload, is_error=True)
        self._report(request_id, (time.monotonic() - started) * 1000, answer)
        return Outcome(answer, self._new_logs())

    def logs(self) -> str:
        """Everything that this environment logged."""
        return self._log.read_text(errors="replace") if self._log.exists() else ""

    def stop(self) -> None:
        """Ends the process and removes the environment's directory."""
        if self._runtime is not None:
            self._runtime.kill()
        shutil.rmtree(self._home, ignore_errors=True)

    def _report(self, request_id: str, milliseconds: float, answer: Answer) -> None:
        if answer.is_error:
            self._write(f"RequestId: {request_id} {answer.payload[:1000].decode(errors='replace')}")
        parts = [
            f"REPORT RequestId: {request_id}",
            f"Duration: {milliseconds:.2f} ms",
            f"Billed Duration: {math.ceil(milliseconds)} ms",
            f"Memory Size: {self._function.memory_mb} MB",
            f"Max Memory Used: {self._runtime.peak_memory_mb() if self._runtime else 0} MB",
        ]
        if self._init_ms:
            parts.append(f"Init Duration: {self._init_ms:.2f} ms")
            self._init_ms = 0.0
        self._write(f"END RequestId: {request_id}")
        self._write("\t".join(parts))

    def _write(self, line: str) -> None:
        with self._log.open("a") as log:
            log.write(line + "\n")

    def _new_logs(self) -> str:
        with self._log.open("rb") as log:
            log.seek(self._log_read)
            new = log.read()
        self._log_read += len(new)
        return new.decode(errors="replace")
