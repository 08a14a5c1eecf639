"""A MongoDB replica set of one member, for transactions need a replica set."""

import os
from pathlib import Path

from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

from stack.processes import Service
from stack.say import Trouble
from stack.state import State

REPLICA_SET = "rs0"
NOT_YET_INITIALIZED = 94
# Each index is an open file, and hundreds of tests have a database each: files that nobody uses are
# closed after 30 s instead of ten minutes. Some machines let a process open 20,000; at its limit
# MongoDB ends.
FILES = "file_manager=(close_idle_time=30,close_scan_interval=10,close_handle_minimum=250)"


def uri(port: int) -> str:
    """The connection string of the server on a port."""
    return f"mongodb://127.0.0.1:{port}/?replicaSet={REPLICA_SET}"


def start(state: State, program: str, port: int) -> str:
    """Starts mongod on the instance's data; its connection string, once it takes writes."""
    data = state.path("mongodb")
    data.mkdir(exist_ok=True)
    service = Service(state, "mongod")
    command = [
        program,
        *("--dbpath", str(data)),
        *("--port", str(port)),
        *("--bind_ip", "127.0.0.1"),
        *("--replSet", REPLICA_SET),
        *("--oplogSize", "1024"),
        # By default MongoDB takes half of the machine's memory.
        *("--wiredTigerCacheSizeGB", os.environ.get("KATALUSIS_MONGOD_CACHE_GB", "0.5")),
        *("--setParameter", "diagnosticDataCollectionEnabled=false"),
        # A transaction whose client was killed holds its documents that long; the default is 60 s.
        *("--setParameter", "transactionLifetimeLimitSeconds=10"),
        *("--wiredTigerEngineConfigString", FILES),
        "--nounixsocket",
        "--quiet",
    ]
    service.start(command, os.environ, Path("/"))
    direct = f"mongodb://127.0.0.1:{port}/?directConnection=true&serverSelectionTimeoutMS=200"
    with MongoClient(direct) as client:
        service.wait_until(lambda: _answers(client), seconds=60)
        _configure(client, f"127.0.0.1:{port}")
        service.wait_until(lambda: _is_primary(client), seconds=30)
    return uri(port)


def _answers(client: MongoClient) -> bool:
    try:
        client.admin.command("ping")
    except PyMongoError:
        return False
    return True


def _is_primary(client: MongoClient) -> bool:
    try:
        return bool(client.admin.command("hello").get("isWritablePrimary"))
    except PyMongoError:
        return False


def _configure(client: MongoClient, address: str) -> None:
    """Makes the server the only member, under the address that it has now."""
    try:
        config = client.admin.command("replSetGetConfig")["config"]
    except OperationFailure as failure:
        if failure.code != NOT_YET_INITIALIZED:
            raise Trouble(f"MongoDB refused to tell its configuration: {failure}") from failure
        members = [{"_id": 0, "host": address}]
        client.admin.command("replSetInitiate", {"_id": REPLICA_SET, "members": members})
        return
    if config["members"][0]["host"] != address:  # the data was on another port before
        config["members"][0]["host"] = address
        config["version"] += 1
        client.admin.command("replSetReconfig", config, force=True)
