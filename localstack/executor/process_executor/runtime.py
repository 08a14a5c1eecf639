"""One life of a bootstrap process, from its start over its invocations to its end."""

import threading
from collections.abc import Mapping
from concurrent.futures import Future, TimeoutError
from pathlib import Path

from process_executor import answers
from process_executor.answers import Answer, InitError
from process_executor.invocation import Invocation
from process_executor.process import BootstrapProcess
from process_executor.runtime_api import RuntimeApi


class Runtime:
    """A process with its Runtime API. It takes one invocation at a time, and is frozen between two.

    Three threads meet here, always under `_changed`: the one that invokes, the Runtime API's,
    and one that waits for the end of the process.
    """

    def __init__(
        self,
        bootstrap: Path,
        variables: Mapping[str, str],
        log: Path,
        workdir: Path,
        response_limit: int,
    ) -> None:
        self._changed = threading.Condition()
        self._ready: Future[None] = Future()
        self._queued: Invocation | None = None
        self._current: tuple[str, Future[Answer]] | None = None
        self._end_reason: str | None = None
        self._response_limit = response_limit
        self._api = RuntimeApi(self, response_limit)
        with self._changed:  # the process may call before it is assigned
            variables = {**variables, "AWS_LAMBDA_RUNTIME_API": self._api.address}
            try:
                self._process = BootstrapProcess(bootstrap, variables, log, workdir)
            except OSError:
                self._api.close()
                raise
        threading.Thread(target=self._watch, name="runtime-watch", daemon=True).start()

    @property
    def ended(self) -> bool:
        """Whether the process is gone."""
        with self._changed:
            return self._end_reason is not None

    def wait_until_ready(self, seconds: float) -> None:
        """Blocks until the process asks for work; raises InitError if it won't."""
        try:
            self._ready.result(seconds)
        except TimeoutError:
            message = f"Error: Init timed out after {seconds:.2f} seconds"
            raise InitError(answers.error("Sandbox.Timedout", message).payload) from None

    def invoke(self, invocation: Invocation, seconds: float) -> Answer:
        """Runs one invocation; the process is killed if it takes longer than `seconds`."""
        answer: Future[Answer] = Future()
        with self._changed:
            if self._end_reason is not None:
                return answers.exited(invocation.request_id, self._end_reason)
            self._current = (invocation.request_id, answer)
            self._queued = invocation
            self._process.thaw()
            self._changed.notify_all()
        try:
            return answer.result(seconds)
        except TimeoutError:
            with self._changed:
                self._current = None
            self.kill()
            return answers.timed_out(invocation.request_id, seconds)

    def kill(self) -> None:
        """Ends the process; an invocation that is under way fails."""
        self._process.kill()
        with self._changed:
            self._changed.wait_for(lambda: self._end_reason is not None)

    def peak_memory_mb(self) -> int:
        """The most memory that the process ever held."""
        return self._process.peak_memory_mb()

    # What the process says, called by the Runtime API.

    def next_invocation(self) -> Invocation | None:
        with self._changed:
            if not self._ready.done():
                self._ready.set_result(None)
            if self._queued is None:
                self._process.freeze()
            self._changed.wait_for(lambda: self._queued or self._end_reason is not None)
            invocation, self._queued = self._queued, None
            return invocation

    def answered(self, request_id: str, payload: bytes | None, *, is_error: bool) -> bool:
        answer = (
            answers.too_large(self._response_limit)
            if payload is None
            else Answer(payload, is_error)
        )
        with self._changed:
            if self._current is None or self._current[0] != request_id:
                return False
            self._current[1].set_result(answer)
            self._current = None
            return True

    def init_failed(self, payload: bytes) -> None:
        with self._changed:
            if not self._ready.done():
                self._ready.set_exception(InitError(payload))

    def _watch(self) -> None:
        reason = answers.exit_reason(self._process.wait())
        with self._changed:
            self._end_reason = reason
            if not self._ready.done():
                failure = answers.error("Runtime.ExitError", f"Error: {reason}")
                self._ready.set_exception(InitError(failure.payload))
            if self._current is not None:
                request_id, answer = self._current
                answer.set_result(answers.exited(request_id, reason))
                self._current = None
            self._changed.notify_all()
        self._api.close()
