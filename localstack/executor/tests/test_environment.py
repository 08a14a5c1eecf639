"""What a function meets in its environment, and what its callers meet when it fails."""

import json
import os
import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from called import Called

from process_executor.answers import InitError

Make = Callable[..., Called]

ECHO = """
while True:
    request_id, headers, event = next_event()
    print("got", event, flush=True)
    answer(request_id, {"event": event, "pid": os.getpid(), "headers": headers})
"""
SLEEPS = """
while True:
    request_id, headers, event = next_event()
    time.sleep(event)
    answer(request_id, {"pid": os.getpid()})
"""


def test_an_invocation_is_answered_and_logged(called: Make) -> None:
    function = called(ECHO)
    function.environment.start()
    outcome = function.invoke({"n": 1})

    value = json.loads(outcome.answer.payload)
    assert value["event"] == {"n": 1}
    assert value["headers"]["Lambda-Runtime-Invoked-Function-Arn"] == "arn:aws:lambda:test"
    left_ms = int(value["headers"]["Lambda-Runtime-Deadline-Ms"]) - time.time() * 1000
    assert 8_000 < left_ms <= 10_000
    request_id = value["headers"]["Lambda-Runtime-Aws-Request-Id"]
    assert re.fullmatch(
        rf"START RequestId: {request_id} Version: \$LATEST\n"
        r"got \{'n': 1\}\n"
        rf"END RequestId: {request_id}\n"
        rf"REPORT RequestId: {request_id}\tDuration: [\d.]+ ms\tBilled Duration: \d+ ms\t"
        r"Memory Size: 128 MB\tMax Memory Used: \d+ MB\tInit Duration: [\d.]+ ms\n",
        outcome.logs,
    )


def test_an_environment_is_used_again(called: Make) -> None:
    function = called(ECHO)
    first, second = function.value("a"), function.invoke("b")
    assert json.loads(second.answer.payload)["pid"] == first["pid"]
    assert "got a" not in second.logs, "logs are told once"
    assert "Init Duration" not in second.logs


def test_variables_and_places(called: Make, tmp_path: Path) -> None:
    function = called(
        """
        request_id, headers, event = next_event()
        open(os.environ["TMPDIR"] + "/mine", "w").close()
        answer(request_id, {"variables": dict(os.environ), "directory": os.getcwd()})
        """,
        variables={"GREETING": "good day", "TMPDIR": "/elsewhere"},
    )
    value = function.value()
    assert value["variables"]["GREETING"] == "good day"
    assert "HOME" not in value["variables"], "nothing of the host's environment"
    temporary = Path(value["variables"]["TMPDIR"])
    assert temporary.is_relative_to(tmp_path) and (temporary / "mine").exists()
    assert value["directory"] == value["variables"]["LAMBDA_TASK_ROOT"]

    function.environment.stop()
    assert not temporary.exists()


def test_the_time_limit_kills_and_the_next_invocation_starts_anew(called: Make) -> None:
    function = called(SLEEPS, timeout_seconds=0.5)
    first = function.value(0)
    failure = function.failure(60)
    assert failure["errorType"] == "Sandbox.Timedout"
    assert failure["errorMessage"].endswith("Error: Task timed out after 0.50 seconds")
    assert not Path(f"/proc/{first['pid']}").exists()
    assert function.value(0)["pid"] != first["pid"]


def test_what_the_bootstrap_started_ends_with_it(called: Make) -> None:
    function = called(
        """
        import subprocess
        child = subprocess.Popen(["sleep", "60"])
        while True:
            request_id, headers, event = next_event()
            answer(request_id, child.pid)
        """
    )
    child = function.value()
    function.environment.stop()
    deadline = time.monotonic() + 5
    while Path(f"/proc/{child}/exe").exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not Path(f"/proc/{child}/exe").exists()


@pytest.mark.parametrize(
    ("end", "reason"),
    [
        ("os._exit(3)", "Runtime exited with error: exit status 3"),
        ("os._exit(0)", "Runtime exited without providing a reason"),
        ("os.abort()", "Runtime exited with error: signal: aborted"),
        ("os.kill(os.getpid(), 9)", "Runtime exited with error: signal: killed"),
    ],
)
def test_a_crash_is_an_exit_error(called: Make, end: str, reason: str) -> None:
    function = called(
        f"""
        while True:
            request_id, headers, event = next_event()
            if event == "crash": {end}
            answer(request_id, os.getpid())
        """
    )
    before = function.value()
    failure = function.failure("crash")
    assert failure["errorType"] == "Runtime.ExitError"
    assert failure["errorMessage"].endswith(f" Error: {reason}")
    assert function.value() != before


def test_a_process_that_ended_between_two_invocations_is_replaced(called: Make) -> None:
    function = called(ECHO)
    pid = function.value()["pid"]
    os.kill(pid, 9)
    time.sleep(0.2)
    assert function.value()["pid"] != pid


def test_a_function_error_is_handed_on(called: Make) -> None:
    function = called(
        """
        while True:
            request_id, headers, event = next_event()
            call("POST", f"invocation/{request_id}/error", '{"errorType": "Mine"}')
        """
    )
    assert function.failure() == {"errorType": "Mine"}
    assert function.failure() == {"errorType": "Mine"}


def test_an_init_error_is_handed_on(called: Make) -> None:
    function = called(
        """
        call("POST", "init/error", '{"errorType": "NoDatabase", "errorMessage": "refused"}')
        sys.exit(1)
        """
    )
    with pytest.raises(InitError) as failure:
        function.environment.start()
    assert json.loads(failure.value.payload)["errorType"] == "NoDatabase"
    assert function.failure()["errorType"] == "NoDatabase", "tried again by the next invocation"


def test_an_exit_before_the_first_next_is_an_init_error(called: Make) -> None:
    function = called("print('cannot go on', flush=True); sys.exit(7)")
    outcome = function.invoke()
    assert json.loads(outcome.answer.payload) == {
        "errorType": "Runtime.ExitError",
        "errorMessage": "Error: Runtime exited with error: exit status 7",
    }
    assert "cannot go on" in outcome.logs


def test_a_start_that_takes_too_long_is_an_init_error(called: Make) -> None:
    failure = called("time.sleep(60)", init_seconds=0.2).failure()
    assert failure == {
        "errorType": "Sandbox.Timedout",
        "errorMessage": "Error: Init timed out after 0.20 seconds",
    }


def test_a_bootstrap_that_cannot_be_run_is_an_init_error(called: Make, tmp_path: Path) -> None:
    function = called(ECHO)
    next(tmp_path.rglob("bootstrap")).write_bytes(b"\x7fELF but not really")
    assert function.failure()["errorType"] in {"Runtime.InvalidEntrypoint", "Runtime.ExitError"}


@pytest.mark.parametrize("headers", ["{}", "{'Transfer-Encoding': 'chunked'}"])
def test_too_large_an_answer_is_refused(called: Make, headers: str) -> None:
    function = called(
        f"""
        while True:
            request_id, _, size = next_event()
            api = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
            path = f"/2018-06-01/runtime/invocation/{{request_id}}/response"
            pieces = ['"'.encode(), b"x" * (size - 2), '"'.encode()]
            chunked = bool({headers})
            api.request("POST", path, iter(pieces) if chunked else b"".join(pieces),
                        {headers}, encode_chunked=chunked)
            print("told", api.getresponse().status, flush=True)
        """,
        response_limit=1000,
    )
    assert len(function.value(1000)) == 998
    outcome = function.invoke(1001)
    assert json.loads(outcome.answer.payload) == {
        "errorType": "Function.ResponseSizeTooLarge",
        "errorMessage": "Response payload size exceeded maximum allowed payload size (1000 bytes).",
    }
    assert "told 413" in outcome.logs + function.invoke(10).logs
    assert len(function.value(20)) == 18, "the environment lives on"


def test_an_answer_that_nobody_waits_for_is_refused(called: Make) -> None:
    function = called(
        """
        while True:
            request_id, headers, event = next_event()
            answer(request_id, [answer("another", "x"), call("GET", "nothing")[0]])
        """
    )
    assert function.value() == [400, 404]


def test_work_left_after_the_answer_stands_still_until_the_next_invocation(called: Make) -> None:
    function = called(
        """
        import threading
        ticks = []
        def tick():
            while True:
                time.sleep(0.01)
                ticks.append(1)
        threading.Thread(target=tick, daemon=True).start()
        while True:
            request_id, headers, event = next_event()
            time.sleep(event)
            answer(request_id, len(ticks))
        """
    )
    before = function.value(0)
    time.sleep(0.5)
    after = function.value(0)
    assert after - before < 10
    assert function.value(0.3) - after > 10


def test_environments_run_side_by_side(called: Make) -> None:
    functions = [called(SLEEPS) for _ in range(8)]
    for function in functions:
        function.environment.start()
    started = time.monotonic()
    with ThreadPoolExecutor(len(functions)) as pool:
        pids = {value["pid"] for value in pool.map(lambda f: f.value(0.5), functions)}
    assert len(pids) == len(functions)
    assert time.monotonic() - started < 3, "one after the other would take 4 s"


def test_stopping_fails_what_is_under_way(called: Make) -> None:
    function = called(SLEEPS)
    with ThreadPoolExecutor(1) as pool:
        failure = pool.submit(function.failure, 60)
        time.sleep(0.5)
        function.environment.stop()
        assert failure.result(5)["errorType"] == "Runtime.ExitError"
