"""P-3: what an import takes of memory, with 100,000 rows and with ten times as many, through the drop folder: the
web's limit is smaller. The peer refuses such files; it is weighed with the largest that it takes."""

import csv
import itertools
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import Protocol

from measure.bars import Bar, at_most
from measure.cloud import Cloud
from measure.importers import MAPPING, Peer, Product, expect
from measure.programs import Trouble, descendants

SHORT, LONG = 100_000, 1_000_000
MIB = 2**20
LOOK_EVERY = 0.02


class Running(Protocol):
    """A program of which the process is known."""

    def pid(self) -> int | None: ...


class Peaks:
    """The largest resident memory of each process of some programs, children that come and go among them."""

    def __init__(self, programs: Mapping[str, Running]) -> None:
        self._programs, self._stop = programs, Event()
        self.bytes: dict[str, int] = {}
        self._thread = Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "Peaks":
        for program in self._programs.values():
            for pid in descendants(program.pid() or 0):
                Path(f"/proc/{pid}/clear_refs").write_text("5")  # what was before does not count
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()
        self._look()

    def _watch(self) -> None:
        while not self._stop.wait(LOOK_EVERY):
            self._look()

    def _look(self) -> None:
        for name, program in self._programs.items():
            for number, pid in enumerate(descendants(program.pid() or 0)):
                part = name if number == 0 else f"{name}'s child"
                self.bytes[part] = max(self.bytes.get(part, 0), peak(pid))

    @property
    def largest(self) -> int:
        return max(self.bytes.values())

    def __str__(self) -> str:
        return ", ".join(f"{name} {size / MIB:.1f} MiB" for name, size in self.bytes.items())


def peak(pid: int) -> int:
    """The most that a process had of its memory at once; 0 if it is gone. Kept by the kernel, so no peak is missed as
    long as the process is seen once at its end."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    line = next((line for line in status.splitlines() if line.startswith("VmHWM:")), None)
    return int(line.split()[1]) * 1024 if line else 0


@dataclass(frozen=True)
class Dropped:
    """An import through the drop folder: its memory, and how long it took until its report was there."""

    peaks: Peaks
    seconds: float


def measure(
    product: Callable[[], Product],
    peer: Callable[[], Peer],
    largest_of_peer: Path,
    cloud: Cloud,
    folder: Path,
    say: Callable[[str], None],
) -> list[Bar]:
    """Each file meets processes that have just been started."""
    dropped = {}
    for rows in (SHORT, LONG):
        side = product()
        try:
            side.start()
            file = repeated(largest_of_peer, folder / f"dropped-{rows}.csv", rows)
            dropped[rows] = drop(side, file, rows, cloud)
        finally:
            side.stop()
            side.drop()
        found = dropped[rows]
        say(f"P-3 {rows:,} rows, {file.stat().st_size / MIB:.0f} MiB, in {found.seconds:.1f} s: {found.peaks}")
        file.unlink()
    other = peer()
    try:
        other.start()
        with Peaks(other.programs) as of_peer:
            done = other.run(largest_of_peer, dry=False)
    finally:
        other.stop()
        other.drop()
    say(f"P-3 the peer, {done.rows:,} rows: {of_peer}")
    return bars(dropped[SHORT], dropped[LONG], of_peer)


def drop(side: Product, file: Path, rows: int, cloud: Cloud) -> Dropped:
    """Puts a file into a profile's folder, waits for its report beside it, and reads that."""
    wanted = {"project": side.project, "name": f"Rows {rows}", "mapping": MAPPING}
    profile = expect(201, side.client.call("POST", "/api/imports/profiles", wanted), "making a profile")
    key = f"{profile['folder']}{file.name}"
    reports = f"reports/{key.removeprefix('drop/')}"
    with Peaks(side.programs) as peaks:
        started = time.perf_counter()
        with file.open("rb") as content:
            cloud.keep("bench", key, content, file.stat().st_size, "text/csv")
        while not (report := cloud.find(f"{reports}.report.csv")):
            if failed := cloud.find(f"{reports}.failed.txt"):
                raise Trouble(f"the dropped file failed: {failed['path'].read_text()}")
            time.sleep(0.2)
        seconds = time.perf_counter() - started
    check(report["path"], rows, side.count_tasks())
    return Dropped(peaks, seconds)


def check(report: Path, rows: int, tasks: int) -> None:
    """The report has a line for each row, and a key for each that is good; keys differ, and there are as many tasks."""
    keys: set[str] = set()
    count = good = 0
    with report.open(newline="") as text:
        lines = csv.reader(text)
        next(lines)
        for *_, verdict, _, key in lines:
            count += 1
            if verdict == "create":
                good += 1
                keys.add(key)
    if not (count == rows and good == len(keys) == tasks):
        raise Trouble(f"{rows} rows: {count} lines of the report, {good} good, {len(keys)} keys, {tasks} tasks")


def repeated(source: Path, target: Path, rows: int) -> Path:
    """The rows of a file over and over, until there are so many."""
    lines = source.read_bytes().splitlines(keepends=True)
    with target.open("wb") as file:
        file.write(lines[0])
        file.writelines(itertools.islice(itertools.cycle(lines[1:]), rows))
    return target


def bars(short: Dropped, long: Dropped, of_peer: Peaks) -> list[Bar]:
    figures = {name: size / MIB for name, size in long.peaks.bytes.items()}
    largest = max(figures.values())
    worst = max(long.peaks.bytes[name] / short.peaks.bytes[name] for name in figures if name in short.peaks.bytes)
    detail = f"{short.peaks} at {SHORT:,} rows; {long.peaks} at {LONG:,}"
    return [
        at_most("P-3", "memory, 1,000,000 rows against 100,000, the worst process", worst, 1.2, detail=detail),
        at_most("P-3", "memory, the largest process", largest, 256, unit="MiB", detail=str(long.peaks)),
        at_most(
            "P-3",
            "the largest process at 1,000,000 rows against the peer's at 45,000",
            long.peaks.largest / of_peer.largest,
            0.25,
            detail=f"{long.peaks.largest / MIB:.1f} MiB against {of_peer.largest / MIB:.1f} MiB",
        ),
    ]
