"""MongoDB and LocalStack as services of instances."""

import os
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pymongo import MongoClient

from stack import services
from stack.processes import Service, free_port
from stack.say import Trouble
from stack.state import State


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[State]:
    """An instance in a directory with a space in its name, ended with the test."""
    monkeypatch.delenv("MONGODB_URI", raising=False)
    made = State(tmp_path / "an instance")
    yield made
    services.stop(made)


def count(uri: str) -> int:
    """How many documents the tests left there."""
    with MongoClient(uri) as client:
        return client.test.things.count_documents({})


def test_mongod_takes_transactions_and_is_left_alone_while_it_runs(state: State) -> None:
    uri = services.start_mongod(state, wanted=0)
    with MongoClient(uri) as client:
        client.test.things.insert_one({"_id": 1})
        with client.start_session() as session, session.start_transaction():
            client.test.things.insert_one({"_id": 2}, session=session)
    pid = Service(state, "mongod").pid()
    assert services.start_mongod(state, wanted=0) == uri
    assert Service(state, "mongod").pid() == pid


def test_data_survives_a_kill_and_a_change_of_port(state: State) -> None:
    uri = services.start_mongod(state, wanted=0)
    with MongoClient(uri) as client:
        client.test.things.insert_one({"_id": 1})
    mongod = Service(state, "mongod")
    os.killpg(mongod.pid(), signal.SIGKILL)
    while mongod.running():
        time.sleep(0.01)
    again = services.start_mongod(state, wanted=0)
    assert again != uri
    assert count(again) == 1


def test_stop_leaves_nothing_and_may_be_repeated(state: State) -> None:
    services.start_mongod(state, wanted=0)
    pid = Service(state, "mongod").pid()
    services.stop(state)
    assert not Path(f"/proc/{pid}/exe").exists()
    assert services.addresses(state)["mongodb_uri"] is None
    services.stop(state)


def test_a_number_that_another_process_got_is_not_ours(state: State) -> None:
    (state.path("run") / "mongod.pid").write_text(f"{os.getpid()} 1\n")
    assert not Service(state, "mongod").running()
    assert not Service(state, "mongod").stop()


def test_a_taken_port_is_replaced_unless_somebody_asked_for_it() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert free_port(port) != port
        with pytest.raises(Trouble, match="set SOME_PORT to a free one"):
            free_port(port, "SOME_PORT")


def test_a_process_that_ends_at_once_is_told_with_its_last_words(state: State) -> None:
    service = Service(state, "doomed")
    service.start(["sh", "-c", "echo no such luck; exit 3"], os.environ, Path("/"))
    with pytest.raises(Trouble, match="no such luck"):
        service.wait_until(lambda: False, seconds=10)


def test_a_given_mongodb_is_used_and_not_started(
    state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MONGODB_URI", "mongodb://elsewhere/?replicaSet=rs9")
    assert services.start_mongod(state) == "mongodb://elsewhere/?replicaSet=rs9"
    assert not Service(state, "mongod").running()
