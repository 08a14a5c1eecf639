"""A caller of the product's API."""

import json
import urllib.error
import urllib.request
import uuid
from typing import Any

from stack.say import Trouble


class Refused(Exception):  # noqa: N818 - reads well where it is caught
    """The API answered with a problem."""

    def __init__(self, asked: str, status: int, problem: dict[str, Any]) -> None:
        errors = "; ".join(f"{at['pointer']} {at['detail']}" for at in problem.get("errors", []))
        detail = problem.get("detail") or problem.get("title") or "no reason given"
        super().__init__(f"{asked} was answered {status}: {detail} {errors}".strip())
        self.status = status
        self.code = problem.get("code")


class Api:
    """The API at an address, called with a token once there is one."""

    def __init__(self, url: str, token: str | None = None) -> None:
        self.url = url
        self.token = token

    def get(self, path: str) -> Any:
        """Reads a resource."""
        return self._call("GET", path)

    def post(self, path: str, body: dict[str, Any], key: str | None = None) -> Any:
        """Creates a resource; with the same `key` again it is answered as before."""
        return self._call("POST", path, body, {"Idempotency-Key": key or str(uuid.uuid4())})

    def accepts_token(self) -> bool:
        """Whether the token is one of this installation, and still good."""
        try:
            self.get("/api/projects?limit=1")
        except Refused:
            return False
        return True

    def _call(
        self,
        method: str,
        path: str,
        body: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
    ) -> Any:
        request = urllib.request.Request(self.url + path, method=method, headers=headers or {})
        request.add_header("Accept", "application/json")
        if self.token:
            request.add_header("Authorization", f"Bearer {self.token}")
        if body is not None:
            request.data = json.dumps(body).encode()
            request.add_header("Content-Type", "application/json")
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                return json.loads(response.read() or b"null")
        except urllib.error.HTTPError as error:
            raise Refused(f"{method} {path}", error.code, _problem(error.read())) from None
        except OSError as error:
            raise Trouble(f"{method} {self.url}{path} was not answered: {error}") from error


def _problem(body: bytes) -> dict[str, Any]:
    try:
        problem = json.loads(body)
    except ValueError:
        return {"detail": body[:200].decode(errors="replace")}
    return problem if isinstance(problem, dict) else {}
