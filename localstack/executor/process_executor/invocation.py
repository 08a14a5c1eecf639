"""One call of a function, as it is handed to the process."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Invocation:
    """What the Runtime API's `next` tells the process."""

    request_id: str
    payload: bytes
    function_arn: str
    trace_id: str
    deadline_ms: int
