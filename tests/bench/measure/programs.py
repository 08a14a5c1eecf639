"""Programs that are measured: started on a free port, awaited, weighed, ended."""

import contextlib
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path


class Trouble(Exception):
    """Something that the person at the keyboard can mend; the text says how."""


def free_port() -> int:
    with socket.socket() as attempt:
        attempt.bind(("127.0.0.1", 0))
        return attempt.getsockname()[1]


def status_of(url: str) -> int:
    """The status of a GET, 0 if nobody answers."""
    try:
        with urllib.request.urlopen(url, timeout=2) as response:
            return response.status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


class Program:
    """A server that is started, measured and ended."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        environment: dict[str, str],
        folder: Path,
        first_answer: str,
        log: Path,
    ) -> None:
        self.name = name
        self._command, self._environment, self._folder = list(command), environment, folder
        self._first_answer, self._log = first_answer, log
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> float:
        """Seconds from the start of the process to its first 200."""
        with self._log.open("ab") as log:
            started = time.perf_counter()
            self._process = subprocess.Popen(
                self._command,
                env=self._environment,
                cwd=self._folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        deadline = started + 60
        while status_of(self._first_answer) != 200:
            if self._process.poll() is not None:
                raise Trouble(f"{self.name} ended while it started; see {self._log}")
            if time.perf_counter() > deadline:
                raise Trouble(f"{self.name} did not answer within 60 s; see {self._log}")
            time.sleep(0.001)
        return time.perf_counter() - started

    def pid(self) -> int:
        """The process's id while it runs."""
        assert self._process
        return self._process.pid

    def memory(self) -> tuple[int, int]:
        """Resident and proportional bytes of the process and all its descendants."""
        assert self._process
        resident = proportional = 0
        for pid in descendants(self._process.pid):
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                if line.startswith("Rss:"):
                    resident += int(line.split()[1]) * 1024
                elif line.startswith("Pss:"):
                    proportional += int(line.split()[1]) * 1024
        return resident, proportional

    def stop(self) -> None:
        """Ends the process and those it started, politely first."""
        if self._process is None:
            return
        for number, patience in ((signal.SIGTERM, 15), (signal.SIGKILL, 5)):
            try:
                os.killpg(self._process.pid, number)
                self._process.wait(patience)
                break
            except subprocess.TimeoutExpired:
                continue
            except ProcessLookupError:
                break
        self._process = None


def descendants(pid: int) -> list[int]:
    """A process and everything below it."""
    found = [pid]
    for parent in found:
        for task in Path(f"/proc/{parent}/task").glob("*/children"):
            with contextlib.suppress(OSError):  # a thread that ended meanwhile
                found += [int(child) for child in task.read_text().split()]
    return found
