"""One `bootstrap` process: start, freeze, thaw, kill."""

import contextlib
import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

# The kernel's "kill me when my parent dies" means the parent *thread*. LocalStack's own threads
# come and go, so one thread that lives as long as LocalStack starts every process.
_SPAWNER = ThreadPoolExecutor(max_workers=1, thread_name_prefix="process-executor-spawner")


class BootstrapProcess:
    """A bootstrap in a process group of its own, so that what it starts ends with it.

    Its number is given to another process some time after it was reaped, so nothing is ever sent
    to it from then on.
    """

    def __init__(
        self, bootstrap: Path, environment: Mapping[str, str], log: Path, workdir: Path
    ) -> None:
        self._reaped = False
        self._signals = threading.Lock()
        self._process = _SPAWNER.submit(_spawn, bootstrap, environment, log, workdir).result()

    def wait(self) -> int:
        """Blocks until the process has ended, ends what it left behind, and reaps it.

        To be called by one thread only. The status is negative for a signal.
        """
        os.waitid(os.P_PID, self._process.pid, os.WEXITED | os.WNOWAIT)
        with self._signals:
            self._send(signal.SIGKILL)
            self._reaped = True
            return self._process.wait()

    def freeze(self) -> None:
        """Stops the process as Lambda does between two invocations: unfinished work stays so."""
        with self._signals:
            self._send(signal.SIGSTOP)

    def thaw(self) -> None:
        """Lets a frozen process go on."""
        with self._signals:
            self._send(signal.SIGCONT)

    def kill(self) -> None:
        """Ends the process and all that it started; `wait` tells when it is gone."""
        with self._signals:
            self._send(signal.SIGKILL)

    def peak_memory_mb(self) -> int:
        """The most memory that the process ever held, 0 if it is gone."""
        with self._signals, contextlib.suppress(OSError, ValueError):
            if self._reaped:
                return 0
            for line in Path(f"/proc/{self._process.pid}/status").read_text().splitlines():
                if line.startswith("VmHWM:"):
                    return -(-int(line.split()[1]) // 1024)
        return 0

    def _send(self, number: signal.Signals) -> None:
        """Under the lock: a process that has ended keeps its number until it is reaped."""
        if not self._reaped:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, number)


def _spawn(
    bootstrap: Path, environment: Mapping[str, str], log: Path, workdir: Path
) -> subprocess.Popen[bytes]:
    command = [str(bootstrap)]
    if setpriv := shutil.which("setpriv"):
        # Not `preexec_fn`: Python code between fork and exec can deadlock in a threaded process.
        command = [setpriv, "--pdeathsig", "KILL", "--", *command]
    with log.open("ab") as output:
        return subprocess.Popen(
            command,
            env=dict(environment),
            cwd=workdir,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
