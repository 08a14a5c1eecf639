"""The directory in which an instance of the local stack keeps everything."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class State:
    """One instance: its data, logs, process ids and notes. Two directories are two instances."""

    directory: Path

    def __post_init__(self) -> None:
        for name in ("logs", "run"):
            (self.directory / name).mkdir(parents=True, exist_ok=True)

    def path(self, name: str) -> Path:
        """A file or directory of this instance."""
        return self.directory / name

    def log(self, name: str) -> Path:
        """The log file of a process."""
        return self.directory / "logs" / f"{name}.log"

    def note(self, name: str) -> dict[str, Any]:
        """What was noted under a name, {} if nothing (or nothing that can be read)."""
        try:
            return json.loads(self._note_file(name).read_text())
        except (OSError, ValueError):
            return {}

    def write_note(self, name: str, value: dict[str, Any]) -> None:
        """Notes something; readable by the owner only, for some notes hold secrets."""
        temporary = self._note_file(name).with_suffix(".new")
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(value, file, indent=2)
        temporary.replace(self._note_file(name))

    def forget(self, name: str) -> None:
        """Removes a note."""
        self._note_file(name).unlink(missing_ok=True)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Lets one command at a time change this instance; a second one waits."""
        with self.path("lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _note_file(self, name: str) -> Path:
        return self.directory / f"{name}.json"
