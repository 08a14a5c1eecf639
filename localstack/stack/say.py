"""Progress, in plain sentences on standard error, and errors that say what to do."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn


class Trouble(Exception):  # noqa: N818 - reads well where it is raised
    """Something that the person at the keyboard can mend; the text says how."""


def say(sentence: str) -> None:
    """One line of progress."""
    print(sentence, file=sys.stderr, flush=True)


@contextmanager
def step(doing: str) -> Iterator[None]:
    """Tells that something begins, and how long it took."""
    print(f"{doing} ...", end="", file=sys.stderr, flush=True)
    started = time.monotonic()
    try:
        yield
    except BaseException:
        print(" failed.", file=sys.stderr, flush=True)
        raise
    print(f" {time.monotonic() - started:.1f} s", file=sys.stderr, flush=True)


def fail(trouble: Trouble) -> NoReturn:
    """Ends the program with an error that a person can act on."""
    print(f"error: {trouble}", file=sys.stderr)
    raise SystemExit(1)
