"""Brings up the whole product on this machine: `localstack/run`."""

import argparse
import os
import time
from pathlib import Path

from stack import product, seed, services
from stack.build import build
from stack.product import Ground
from stack.say import Trouble, fail, say
from stack.services import ROOT
from stack.state import State

HELP = """\
Brings up Katalusis on this machine and returns when all of it is up: MongoDB, LocalStack (S3, SQS,
SES and more), the product, and a demo organization. What is missing is installed and built first.
Run it again at any time: what runs and is up to date is left alone.
"""
SETTINGS = """\
settings, by environment:
  KATALUSIS_API_PORT         port of the API (default 8080)
  KATALUSIS_LOCALSTACK_PORT  port of LocalStack (default 4566)
  KATALUSIS_MONGOD_PORT      port of MongoDB (default 27117)
                             a default port that is taken is replaced by a free one
  KATALUSIS_STATE            data, logs and keys of this instance (default .local)
  KATALUSIS_CACHE            where tools are installed (default ~/.cache/katalusis)
  MONGODB_URI                a replica set to use instead of starting one
  CARGO_TARGET_DIR           as for cargo
"""


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="localstack/run",
        description=HELP,
        epilog=SETTINGS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    variant = parser.add_mutually_exclusive_group()
    variant.add_argument(
        "--lambda",
        action="store_true",
        dest="lambdas",
        help="the product as Lambdas behind API Gateway, instead of as one server",
    )
    variant.add_argument("--stop", action="store_true", help="end all that was started; data stays")
    parser.add_argument(
        "--binaries", type=Path, metavar="DIR", help="use these binaries instead of building"
    )
    arguments = parser.parse_args()
    try:
        state = State(Path(os.environ.get("KATALUSIS_STATE") or ROOT / ".local").resolve())
        with state.locked():
            if arguments.stop:
                stop(state)
            else:
                start(state, arguments.binaries, arguments.lambdas)
    except Trouble as trouble:
        fail(trouble)
    except KeyboardInterrupt:
        say("\nInterrupted; `localstack/run` goes on from here, `localstack/run --stop` ends it.")
        raise SystemExit(130) from None


def start(state: State, binaries: Path | None, lambdas: bool) -> None:
    """Everything, from nothing to the demo organization."""
    started = time.monotonic()
    api_port = _port("KATALUSIS_API_PORT", product.API_PORT)
    localstack_port = _port("KATALUSIS_LOCALSTACK_PORT", services.LOCALSTACK_PORT)
    mongod_port = _port("KATALUSIS_MONGOD_PORT", services.MONGOD_PORT)
    ground = Ground(
        state=state,
        binaries=binaries.resolve() if binaries else build(),
        mongodb_uri=services.start_mongod(state, *mongod_port),
        endpoint=services.start_localstack(state, *localstack_port),
    )
    url = product.start_lambdas(ground) if lambdas else product.start_server(ground, *api_port)
    demo = seed.seed(state, url, ground.mongodb_uri, ground.endpoint)
    say(f"All is up after {time.monotonic() - started:.0f} s.")
    print(seed.welcome(state, demo, url, "Lambdas" if lambdas else "server"))


def stop(state: State) -> None:
    """Ends everything, in the order in which one needs the other."""
    product.stop_server(state)
    services.stop(state)
    say("Nothing of it runs any more.")


def _port(setting: str, default: int) -> tuple[int, str | None]:
    """A port, and the setting that asked for it if one did."""
    given = os.environ.get(setting)
    if not given:
        return default, None
    if not given.isdecimal() or not 0 < int(given) < 65536:
        raise Trouble(f"{setting} must be a port, it is {given!r}.")
    return int(given), setting


if __name__ == "__main__":
    main()
