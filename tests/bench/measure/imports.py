"""P-1, P-2 and P-4: a file of 45,000 rows with one bad row in a hundred, imported and dry, by the product and the peer,
and its tasks inserted by the driver alone."""

import json
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pymongo import MongoClient

from measure import same_rows
from measure.bars import Bar, at_least, median
from measure.importers import Imported, Peer, Product
from measure.programs import Trouble

BATCH = 1000  # documents of one insert_many, as the peer does it
SMALL = 200  # rows of the unmeasured first import


@dataclass
class Ground:
    """What the rounds need."""

    product: Callable[[], Product]
    peers: dict[str, Callable[[], Peer]]  # by XLSX engine
    ceiling: Path
    mongodb_uri: str
    file: Path  # by suffix: .csv and .xlsx
    warm_up: Path
    say: Callable[[str], None]


@dataclass
class Figures:
    """Rows per second of each round, by what was measured."""

    rates: dict[str, list[float]] = field(default_factory=dict)

    def add(self, what: str, rate: float) -> None:
        self.rates.setdefault(what, []).append(rate)

    def median(self, what: str) -> float:
        return median(self.rates[what])

    def ratio(self, what: str, to: str) -> float:
        """The median of the rounds' ratios: what disturbs a round disturbs both sides of it."""
        return median([one / other for one, other in zip(self.rates[what], self.rates[to], strict=True)])


def measure(ground: Ground, bars: Sequence[str], rounds: int) -> list[Bar]:
    """Every round begins with empty databases, and ends with a comparison of every row."""
    figures = Figures()
    kinds = [kind for kind in (".csv", ".xlsx") if kind == ".csv" or {"P-2", "P-4-XLSX"} & set(bars)]
    for number in range(rounds):
        for kind in kinds:
            one_round(ground, kind, figures, number)
        now = ", ".join(f"{what} {rates[-1]:,.0f}" for what, rates in figures.rates.items())
        ground.say(f"imports, round {number + 1} of {rounds}, rows/s: {now}")
    return [bar for bar in found(figures, kinds) if bar.id in {name.removesuffix("-XLSX") for name in bars}]


def one_round(ground: Ground, kind: str, figures: Figures, number: int) -> None:
    """A CSV is the same to both of the peer's engines, so it meets the default one only."""
    engines = list(ground.peers) if kind == ".xlsx" else list(ground.peers)[:1]
    sides: list[Product | Peer] = [ground.product(), *(ground.peers[engine]() for engine in engines)]
    product = sides[0]
    assert isinstance(product, Product)
    try:
        done = {}
        for side in sides if number % 2 == 0 else reversed(sides):
            done[side.name] = measure_side(ground, side, kind, figures)
        same_rows.check(ground.mongodb_uri, product, sides[1:], done)
        if kind == ".csv":
            figures.add("bare insert_many", ceiling(ground, product.database))
    finally:
        for side in sides:
            side.stop()
            side.drop()


def measure_side(ground: Ground, side: Product | Peer, kind: str, figures: Figures) -> Imported:
    """Started, warmed up, measured dry and for real, ended: nobody is measured while another one runs."""
    side.start()
    side.run(ground.warm_up.with_suffix(kind), dry=False)
    side.forget_tasks()
    settle(ground.mongodb_uri)
    dry = side.run(ground.file.with_suffix(kind), dry=True)
    figures.add(f"{side.name} dry {kind}", dry.rate)
    settle(ground.mongodb_uri)
    done = side.run(ground.file.with_suffix(kind), dry=False)
    figures.add(f"{side.name} {kind}", done.rate)
    if (dry.created, dry.errors) != (done.created, done.errors):
        raise Trouble(f"{side.name}: the dry run says {dry.created} tasks, the import made {done.created}")
    done.bad = side.bad_rows(done)
    if isinstance(side, Product):
        figures.add(f"{side.name}'s worker {kind}", done.created / side.worked(done))
    side.stop()
    return done


def settle(mongodb_uri: str) -> None:
    """What was written before is on the disk, so that nobody pays for it later."""
    with MongoClient(mongodb_uri) as client:
        client.admin.command("fsync")


def ceiling(ground: Ground, database: str) -> float:
    """Documents per second of the driver alone."""
    order = {"uri": ground.mongodb_uri, "from": database, "to": f"{database}_bare", "batch": BATCH}
    settle(ground.mongodb_uri)
    ran = subprocess.run([ground.ceiling], input=json.dumps(order), capture_output=True, text=True)
    if ran.returncode:
        raise Trouble(f"the bare driver failed: {ran.stderr}")
    answer = json.loads(ran.stdout)
    return answer["rows"] / answer["seconds"]


def found(figures: Figures, kinds: list[str]) -> list[Bar]:
    """The bars, as far as they were measured."""

    def against(id: str, what: str, one: str, other: str, limit: float) -> Bar:
        detail = f"{figures.median(one):,.0f} rows/s against {figures.median(other):,.0f}"
        return at_least(id, what, figures.ratio(one, other), limit, detail=detail)

    default, fastest = "peer (openpyxl)", "peer (calamine)"
    bars = [
        against("P-1", "CSV import against the peer", "product .csv", f"{default} .csv", 1.5),
        against("P-1", "worker's path against bare insert_many", "product's worker .csv", "bare insert_many", 0.6),
        against("P-4", "dry run of a CSV against the peer", "product dry .csv", f"{default} dry .csv", 5),
    ]
    if ".xlsx" in kinds:
        bars += [
            against("P-2", "XLSX import against pandas+openpyxl", "product .xlsx", f"{default} .xlsx", 5),
            against("P-2", "XLSX import against pandas+calamine", "product .xlsx", f"{fastest} .xlsx", 1.5),
            against("P-4", "dry run of an XLSX against the peer", "product dry .xlsx", f"{default} dry .xlsx", 10),
        ]
    return bars
