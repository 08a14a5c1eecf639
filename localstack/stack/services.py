"""Starts and stops MongoDB and LocalStack for one instance: `localstack/services`."""

import argparse
import json
import os
import subprocess
from pathlib import Path

from stack import emulator, mongod
from stack.processes import Service, free_port
from stack.say import Trouble, fail, step
from stack.state import State

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = """\
example:
  addresses=$(localstack/services start --state .local/test --mongod-port 0 --localstack-port 0)
  export TEST_MONGODB_URI=$(jq -r .mongodb_uri <<<"$addresses")
  export TEST_AWS_ENDPOINT=$(jq -r .localstack_url <<<"$addresses")
  localstack/services stop --state .local/test
"""
MONGOD_PORT = 27117
LOCALSTACK_PORT = 4566


def tool(name: str) -> str:
    """Where a tool is; installs it if it is missing (see localstack/tools)."""
    command = [str(ROOT / "localstack" / "tools"), name]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise Trouble(f"without {name} there is no local stack (see above).")
    return done.stdout.strip()


def start_mongod(state: State, wanted: int = MONGOD_PORT, setting: str | None = None) -> str:
    """MongoDB's connection string; it is started unless it runs or MONGODB_URI names one."""
    if given := os.environ.get("MONGODB_URI"):
        return given
    if Service(state, "mongod").running():
        return mongod.uri(state.note("ports")["mongod"])
    program = tool("mongod")
    port = free_port(wanted, setting)
    state.write_note("ports", state.note("ports") | {"mongod": port})
    with step(f"Starting MongoDB on port {port}"):
        return mongod.start(state, program, port)


def start_localstack(
    state: State, wanted: int = LOCALSTACK_PORT, setting: str | None = None
) -> str:
    """The endpoint of LocalStack, which is started unless it runs."""
    service = Service(state, "localstack")
    if service.running():
        endpoint = emulator.url(state.note("ports")["localstack"])
        if emulator.answers(endpoint):
            return endpoint
        service.stop()
    executor = Path(tool("executor"))
    port = free_port(wanted, setting)
    state.write_note("ports", state.note("ports") | {"localstack": port})
    with step(f"Starting LocalStack on port {port}"):
        return emulator.start(state, executor, port)


def stop(state: State) -> None:
    """Ends both; what was in LocalStack is gone then, MongoDB's data stays."""
    # LocalStack sometimes waits for itself at the end; it has nothing that could be lost.
    for name, seconds in (("localstack", 2), ("mongod", 30)):
        if Service(state, name).running():
            with step(f"Stopping {name}"):
                Service(state, name).stop(seconds)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="localstack/services",
        description="Starts MongoDB (a replica set of one) and LocalStack in the background, each "
        "unless it runs already, and prints their addresses as JSON.",
        epilog=EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("command", choices=["start", "stop", "status"])
    parser.add_argument(
        "--state",
        type=Path,
        default=ROOT / ".local",
        metavar="DIR",
        help="data, logs and process ids of this instance (default: .local)",
    )
    port_help = "0 for any; if it is taken, another is used (default: %(default)s)"
    parser.add_argument("--mongod-port", type=int, default=MONGOD_PORT, metavar="N", help=port_help)
    parser.add_argument(
        "--localstack-port", type=int, default=LOCALSTACK_PORT, metavar="N", help=port_help
    )
    parser.add_argument("--only", choices=["mongod", "localstack"], help="start just this one")
    arguments = parser.parse_args()
    state = State(arguments.state.resolve())
    try:
        with state.locked():
            if arguments.command == "stop":
                stop(state)
                return
            if arguments.command == "start":
                if arguments.only != "localstack":
                    start_mongod(state, arguments.mongod_port)
                if arguments.only != "mongod":
                    start_localstack(state, arguments.localstack_port)
            print(json.dumps(addresses(state), indent=2))
    except Trouble as trouble:
        fail(trouble)


def addresses(state: State) -> dict[str, object]:
    """Where the services of an instance are; null for what does not run."""
    ports = state.note("ports")
    uri = os.environ.get("MONGODB_URI")
    if not uri and Service(state, "mongod").running():
        uri = mongod.uri(ports["mongod"])
    endpoint = None
    if Service(state, "localstack").running():
        endpoint = emulator.url(ports["localstack"])
    return {
        "mongodb_uri": uri,
        "localstack_url": endpoint,
        "aws_environment": emulator.aws_environment(endpoint) if endpoint else None,
    }


if __name__ == "__main__":
    main()
