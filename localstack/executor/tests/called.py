"""An environment around a small Python `bootstrap`, and ways to call it."""

import json
import uuid
from typing import Any

from process_executor.environment import Environment, Outcome

# What every bootstrap of these tests begins with: the client's side of the Runtime API.
PRELUDE = """
import http.client, json, os, sys, time
def call(method, path, body=None):
    api = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
    api.request(method, "/2018-06-01/runtime/" + path, body)
    answer = api.getresponse()
    return answer.status, dict(answer.getheaders()), answer.read()
def next_event():
    _, headers, body = call("GET", "invocation/next")
    return headers["Lambda-Runtime-Aws-Request-Id"], headers, json.loads(body)
def answer(request_id, value):
    return call("POST", f"invocation/{request_id}/response", json.dumps(value))[0]
"""


class Called:
    """An environment under test."""

    def __init__(self, environment: Environment) -> None:
        self.environment = environment

    def invoke(self, event: Any = None) -> Outcome:
        payload = json.dumps(event).encode()
        return self.environment.invoke(str(uuid.uuid4()), payload, "arn:aws:lambda:test", "Root=1")

    def value(self, event: Any = None) -> Any:
        """The answer of an invocation that must succeed."""
        answer = self.invoke(event).answer
        assert not answer.is_error, answer.payload
        return json.loads(answer.payload)

    def failure(self, event: Any = None) -> dict[str, str]:
        """The error of an invocation that must fail."""
        answer = self.invoke(event).answer
        assert answer.is_error, answer.payload
        return json.loads(answer.payload)
