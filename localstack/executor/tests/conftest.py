"""Environments for the tests."""

import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from called import PRELUDE, Called

from process_executor.environment import Environment, Function


@pytest.fixture
def called(tmp_path: Path) -> Iterator[Callable[..., Called]]:
    """Makes environments whose bootstrap is the given Python code; they end with the test."""
    made: list[Environment] = []

    def make(
        code: str,
        variables: dict[str, str] | None = None,
        timeout_seconds: float = 10,
        response_limit: int = 6_291_556,
        init_seconds: float = 5,
    ) -> Called:
        place = tmp_path / f"environment {len(made)}"
        (place / "code").mkdir(parents=True)
        bootstrap = place / "code" / "bootstrap"
        bootstrap.write_text(f"#!{sys.executable}\n{PRELUDE}\n{textwrap.dedent(code)}")
        bootstrap.chmod(0o700)
        function = Function(
            place / "code", "$LATEST", timeout_seconds, 128, response_limit, init_seconds
        )
        environment = Environment(function, variables or {}, place / "home", place / "log")
        made.append(environment)
        return Called(environment)

    yield make
    for environment in made:
        environment.stop()
