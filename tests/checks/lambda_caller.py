"""A client of the API that the check of the Lambdas deployed."""

from typing import Any

import requests
from stack.say import Trouble


class Caller:
    """A client of the deployed API."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.session = requests.Session()

    def call(self, method: str, path: str, status: int, **more: Any) -> requests.Response:
        """A request that must be answered with this status."""
        answer = self.session.request(method, self.url + path, timeout=40, allow_redirects=False, **more)
        if answer.status_code != status:
            raise Trouble(
                f"{method} {path} was answered {answer.status_code}, expected {status}: {answer.text[:600]} "
                f"{dict(answer.headers)}"
            )
        return answer

    def get(self, path: str, status: int = 200) -> Any:
        """Reads JSON."""
        return self.call("GET", path, status).json()

    def post(self, path: str, body: Any, status: int = 201) -> Any:
        """Sends and reads JSON."""
        answer = self.call("POST", path, status, json=body)
        return answer.json() if answer.content else None

    def download(self, path: str) -> str:
        """What the signed link leads to that `path` answers with."""
        link = self.call("GET", path, 303).headers["Location"]
        file = requests.get(link, timeout=20)
        if file.status_code != 200:
            raise Trouble(f"{path} led to {link}, which answered {file.status_code}: {file.text[:300]}")
        return file.text
