"""A bar, a figure, and whether the one reaches the other; the table of them."""

import statistics
from dataclasses import dataclass


@dataclass(frozen=True)
class Bar:
    """One number that must be reached: `figure` at least, or at most, `limit`."""

    id: str
    what: str
    figure: float
    limit: float
    at_least: bool
    unit: str = "x"
    detail: str = ""

    @property
    def passed(self) -> bool:
        return self.figure >= self.limit if self.at_least else self.figure <= self.limit


def at_least(id: str, what: str, figure: float, limit: float, **more: str) -> Bar:
    return Bar(id, what, figure, limit, at_least=True, **more)


def at_most(id: str, what: str, figure: float, limit: float, **more: str) -> Bar:
    return Bar(id, what, figure, limit, at_least=False, **more)


def median(figures: list[float]) -> float:
    return statistics.median(figures)


def table(bars: list[Bar]) -> str:
    """The bars as aligned text, one line each."""
    head = ("bar", "what", "required", "figure", "passed", "measured")
    lines = [head]
    for bar in bars:
        sign = ">=" if bar.at_least else "<="
        lines.append(
            (
                bar.id,
                bar.what,
                f"{sign} {bar.limit:g} {bar.unit}",
                f"{bar.figure:.3g} {bar.unit}",
                "yes" if bar.passed else "NO",
                bar.detail,
            )
        )
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )
