"""P-6: the server's memory at rest, and the time from its start to its first 200."""

import time
from collections.abc import Callable

from measure.bars import Bar, at_most, median
from measure.contestants import Contestant

SETTLED_AFTER = 3.0  # seconds without a request


def measure(product: Contestant, peer: Contestant, rounds: int, say: Callable[[str], None]) -> list[Bar]:
    """Starts each alternately. Ours counts with all of its pages (RSS); the peer's processes share
    some, so they count with their part of those (PSS), which is in the peer's favour."""
    starts: dict[str, list[float]] = {"product": [], "peer": []}
    bytes_at_rest: dict[str, list[float]] = {"product": [], "peer": []}
    for number in range(rounds):
        for contestant in (product, peer) if number % 2 == 0 else (peer, product):
            starts[contestant.name].append(contestant.program.start())
            time.sleep(SETTLED_AFTER)
            resident, proportional = contestant.program.memory()
            bytes_at_rest[contestant.name].append(resident if contestant is product else proportional)
            contestant.program.stop()
        say(
            f"P-6 round {number + 1} of {rounds}: first 200 after {starts['product'][-1] * 1e3:.0f} ms "
            f"against {starts['peer'][-1] * 1e3:.0f} ms"
        )
    start = {name: median(figures) for name, figures in starts.items()}
    rest = {name: median(figures) for name, figures in bytes_at_rest.items()}
    return [
        at_most(
            "P-6",
            "memory at rest against the peer",
            rest["product"] / rest["peer"],
            0.15,
            detail=f"{rest['product'] / 2**20:.1f} MiB RSS against {rest['peer'] / 2**20:.1f} MiB PSS",
        ),
        at_most(
            "P-6",
            "start to first 200 against the peer",
            start["product"] / start["peer"],
            0.1,
            detail=f"{start['product'] * 1e3:.0f} ms against {start['peer'] * 1e3:.0f} ms",
        ),
    ]
