"""The executor as LocalStack's plugin: the same through the Lambda API."""

import io
import json
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.client import BaseClient
from botocore.config import Config
from called import PRELUDE

from stack import emulator
from stack.services import start_localstack, stop
from stack.state import State

FUNCTION = """
while True:
    request_id, headers, event = next_event()
    if "sleep" in event: time.sleep(event["sleep"])
    if "exit" in event: os._exit(event["exit"])
    if "size" in event: answer(request_id, "x" * event["size"])
    else: answer(request_id, {"pid": os.getpid(), "greeting": os.environ["GREETING"],
                              "endpoint": os.environ["AWS_ENDPOINT_URL"]})
"""


@pytest.fixture(scope="module")
def lambdas(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BaseClient]:
    """A Lambda client of a LocalStack of its own."""
    state = State(tmp_path_factory.mktemp("a state"))
    endpoint = start_localstack(state, wanted=0)
    yield boto3.client(
        "lambda",
        endpoint_url=endpoint,
        region_name=emulator.REGION,
        aws_access_key_id=emulator.ACCESS_KEY,
        aws_secret_access_key=emulator.ACCESS_KEY,
        config=Config(max_pool_connections=20),
    )
    stop(state)


@pytest.fixture(scope="module")
def invoke(lambdas: BaseClient) -> Callable[[dict[str, Any]], tuple[str | None, Any]]:
    """Calls a function with a time limit of 1 s; its error kind and its answer."""
    lambdas.create_function(
        FunctionName="tried",
        Runtime="provided.al2023",
        Handler="bootstrap",
        Role="arn:aws:iam::000000000000:role/any",
        Timeout=1,
        Environment={"Variables": {"GREETING": "good day"}},
        Code={"ZipFile": zipped(f"#!{sys.executable}\n{PRELUDE}{FUNCTION}")},
    )
    lambdas.get_waiter("function_active_v2").wait(FunctionName="tried", WaiterConfig={"Delay": 1})

    def call(event: dict[str, Any]) -> tuple[str | None, Any]:
        answer = lambdas.invoke(FunctionName="tried", Payload=json.dumps(event))
        return answer.get("FunctionError"), json.load(answer["Payload"])

    return call


def zipped(bootstrap: str) -> bytes:
    """A deployment package with nothing but the bootstrap."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("bootstrap", bootstrap)
    return buffer.getvalue()


def test_a_function_is_invoked_and_used_again(invoke: Callable) -> None:
    error, first = invoke({})
    assert error is None
    assert first["greeting"] == "good day"
    assert first["endpoint"].startswith("http://127.0.0.1:")
    assert invoke({})[1]["pid"] == first["pid"]


def test_parallel_calls_get_environments_of_their_own(invoke: Callable) -> None:
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(invoke, [{"sleep": 0.5}] * 10))
    assert len({answer["pid"] for _, answer in answers}) == 10


@pytest.mark.parametrize(
    ("event", "kind"),
    [
        ({"sleep": 5}, "Sandbox.Timedout"),
        ({"exit": 1}, "Runtime.ExitError"),
        ({"size": 7_000_000}, "Function.ResponseSizeTooLarge"),
    ],
)
def test_failures_are_function_errors_and_pass(
    invoke: Callable, event: dict[str, Any], kind: str
) -> None:
    error, answer = invoke(event)
    assert (error, answer["errorType"]) == ("Unhandled", kind)
    assert invoke({})[0] is None


def test_a_package_without_bootstrap_is_refused(lambdas: BaseClient) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("index.js", "")
    lambdas.create_function(
        FunctionName="empty",
        Runtime="provided.al2023",
        Handler="bootstrap",
        Role="arn:aws:iam::000000000000:role/any",
        Code={"ZipFile": buffer.getvalue()},
    )
    with pytest.raises(Exception, match="failed"):
        lambdas.get_waiter("function_active_v2").wait(
            FunctionName="empty", WaiterConfig={"Delay": 1}
        )
    reason = lambdas.get_function(FunctionName="empty")["Configuration"]["StateReason"]
    assert "no executable `bootstrap`" in reason


def test_files_of_s3_lie_in_the_state_of_the_instance(tmp_path: Path) -> None:
    state = State(tmp_path / "state")
    endpoint = start_localstack(state, wanted=0)
    s3 = boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name=emulator.REGION,
        aws_access_key_id=emulator.ACCESS_KEY,
        aws_secret_access_key=emulator.ACCESS_KEY,
    )
    region = {"LocationConstraint": emulator.REGION}
    s3.create_bucket(Bucket="mine", CreateBucketConfiguration=region)
    assert list(state.directory.rglob("mine"))
    stop(state)


def test_no_process_is_left_when_localstack_stops(tmp_path: Path) -> None:
    state = State(tmp_path / "state")
    endpoint = start_localstack(state, wanted=0)
    client = boto3.client(
        "lambda",
        endpoint_url=endpoint,
        region_name=emulator.REGION,
        aws_access_key_id=emulator.ACCESS_KEY,
        aws_secret_access_key=emulator.ACCESS_KEY,
    )
    client.create_function(
        FunctionName="tried",
        Runtime="provided.al2023",
        Handler="bootstrap",
        Role="arn:aws:iam::000000000000:role/any",
        Environment={"Variables": {"GREETING": ""}},
        Code={"ZipFile": zipped(f"#!{sys.executable}\n{PRELUDE}{FUNCTION}")},
    )
    client.get_waiter("function_active_v2").wait(FunctionName="tried", WaiterConfig={"Delay": 1})
    pid = json.load(client.invoke(FunctionName="tried", Payload="{}")["Payload"])["pid"]
    assert Path(f"/proc/{pid}/exe").exists()
    stop(state)
    # The kernel ends it because its parent is gone; that is not the same moment.
    for _ in range(500):
        if not Path(f"/proc/{pid}/exe").exists():
            break
        time.sleep(0.02)
    assert not Path(f"/proc/{pid}/exe").exists()
