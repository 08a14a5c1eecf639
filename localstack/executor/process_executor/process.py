"""One `bootstrap` process: start, freeze, thaw, kill."""

import contextlib
import os
import shutil
import signal
import subprocess
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

# The kernel's "kill me when my parent dies" means the parent *thread*. LocalStack's own threads
# come and go, so one thread that lives as long as LocalStack starts every process.
_SPAWNER = ThreadPoolExecutor(max_workers=1, thread_name_prefix="process-executor-spawner")


class BootstrapProcess:
    """A bootstrap in a process group of its own, so that what it starts ends with it."""

    def __init__(
        self, bootstrap: Path, environment: Mapping[str, str], log: Path, workdir: Path
    ) -> None:
        self._process = _SPAWNER.submit(_spawn, bootstrap, environment, log, workdir).result()
        self.pid = self._process.pid

    def wait(self) -> int:
        """Blocks until the process has ended; its status, negative for a signal."""
        return self._process.wait()

    def freeze(self) -> None:
        """Stops the process as Lambda does between two invocations: unfinished work stays so."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Lets a frozen process go on."""
        self._signal(signal.SIGCONT)

    def kill(self) -> None:
        """Ends the process and all that it started, and waits until it is gone."""
        self._signal(signal.SIGKILL)
        self._process.wait()

    def peak_memory_mb(self) -> int:
        """The most memory that the process ever held, 0 if it is gone."""
        with contextlib.suppress(OSError, ValueError):
            for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
                if line.startswith("VmHWM:"):
                    return -(-int(line.split()[1]) // 1024)
        return 0

    def _signal(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, number)


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
