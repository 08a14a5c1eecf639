"""Writes what is expected of a file beside it, as JSON: see README.md."""

import json
from pathlib import Path

FILES = Path(__file__).parent / "files"


def expect(name: str, shows: str, *, rows=None, count=None, refused=None, read_as=None, **detected) -> None:
    """`rows` are `[number, [cells]]`: all, or the last ones of `count`; none if it is `refused` with that code."""
    if not (FILES / name).exists():
        raise FileNotFoundError(f"{name} was not written")
    expectation = {"shows": shows, "read_as": read_as or {}}
    if refused:
        expectation["refused"] = refused
    else:
        expectation |= {"detected": detected, "rows": rows, "count": count or len(rows)}
    text = json.dumps(expectation, indent=1, ensure_ascii=False, sort_keys=True)
    (FILES / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def write(name: str, content: bytes) -> None:
    FILES.mkdir(exist_ok=True)
    (FILES / name).write_bytes(content)
