"""Processes that outlive the command which starts them, and are found again to be stopped."""

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from stack.say import Trouble
from stack.state import State


class Service:
    """A background process of an instance, in a process group of its own.

    Its pid file also holds the time at which the process started, so that another process which
    got the same number later is never taken for it.
    """

    def __init__(self, state: State, name: str) -> None:
        self.name = name
        self.log = state.log(name)
        self._pid_file = state.path("run") / f"{name}.pid"

    def start(
        self, command: Sequence[str], environment: Mapping[str, str], directory: Path
    ) -> None:
        """Starts the process, its output going to the log."""
        if self.log.exists():
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("wb") as log:
            process = subprocess.Popen(
                command,
                env=dict(environment),
                cwd=directory,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._pid_file.write_text(f"{process.pid} {_started_at(process.pid)}\n")

    def running(self) -> bool:
        """Whether the process that was started last still runs."""
        return self.pid() is not None

    def pid(self) -> int | None:
        """The process's id while it runs."""
        try:
            pid, started = self._pid_file.read_text().split()
        except (OSError, ValueError):
            return None
        return int(pid) if _started_at(int(pid)) == started else None

    def wait_until(self, ready: Callable[[], bool], seconds: float) -> None:
        """Waits until the process is ready; if it ends or takes too long, shows what it logged."""
        deadline = time.monotonic() + seconds
        while not ready():
            if not self.running():
                raise Trouble(f"{self.name} ended while it started.{self._last_words()}")
            if time.monotonic() > deadline:
                raise Trouble(f"{self.name} was not ready in {seconds:.0f} s.{self._last_words()}")
            time.sleep(0.05)

    def stop(self, seconds: float = 15) -> bool:
        """Ends the process and its group, politely first; False if it did not run."""
        pid = self.pid()
        if pid is not None:
            _signal_group(pid, signal.SIGTERM)
            deadline = time.monotonic() + seconds
            while self.running() and time.monotonic() < deadline:
                time.sleep(0.02)
            _signal_group(pid, signal.SIGKILL)
            while self.running():
                time.sleep(0.02)
        self._pid_file.unlink(missing_ok=True)
        return pid is not None

    def _last_words(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines()[-15:]
        return "\n".join([f" The end of {self.log}:", *("    " + line for line in lines)])


def port_is_free(port: int) -> bool:
    """Whether this machine would let us listen on a loopback port."""
    with socket.socket() as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def free_port(wanted: int, setting: str | None = None) -> int:
    """The wanted port, or another if it is taken; 0 wants any.

    A port that a person asked for by `setting` is not replaced: that is an error.
    """
    if wanted and port_is_free(wanted):
        return wanted
    if wanted and setting:
        raise Trouble(f"port {wanted} is in use by another program: set {setting} to a free one.")
    with socket.socket() as attempt:
        attempt.bind(("127.0.0.1", 0))
        return attempt.getsockname()[1]


def _signal_group(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, number)


def _started_at(pid: int) -> str | None:
    """When a process started (ticks since boot), None if it is gone or a zombie."""
    try:
        after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if after_name[0] == "Z" else after_name[19]
