"""What an invocation ends with, and the errors that Lambda itself answers with."""

import json
from dataclasses import dataclass


@dataclass(frozen=True)
class Answer:
    """The end of one invocation: a payload, and whether it tells of a failure."""

    payload: bytes
    is_error: bool


class InitError(Exception):
    """The bootstrap did not reach its first `next`; `payload` is what the caller is told."""

    def __init__(self, payload: bytes) -> None:
        super().__init__(payload.decode(errors="replace"))
        self.payload = payload


def error(kind: str, message: str) -> Answer:
    """An error in the JSON form that Lambda uses for all of its own."""
    body = {"errorType": kind, "errorMessage": message}
    return Answer(json.dumps(body).encode(), is_error=True)


def timed_out(request_id: str, seconds: float) -> Answer:
    """The function ran into its time limit."""
    message = f"RequestId: {request_id} Error: Task timed out after {seconds:.2f} seconds"
    return error("Sandbox.Timedout", message)


def exited(request_id: str, reason: str) -> Answer:
    """The process ended while it owed an answer."""
    return error("Runtime.ExitError", f"RequestId: {request_id} Error: {reason}")


def too_large(limit: int) -> Answer:
    """The function answered with more than Lambda hands on."""
    return error(
        "Function.ResponseSizeTooLarge",
        f"Response payload size exceeded maximum allowed payload size ({limit} bytes).",
    )


def exit_reason(status: int) -> str:
    """A process's exit status in Lambda's words."""
    if status == 0:
        return "Runtime exited without providing a reason"
    if status < 0:
        names = {-6: "aborted", -9: "killed", -11: "segmentation fault", -15: "terminated"}
        return f"Runtime exited with error: signal: {names.get(status, str(-status))}"
    return f"Runtime exited with error: exit status {status}"
