"""The command line of tests/bench/run."""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from pymongo import MongoClient

from measure import at_rest, company, contestants, engine, imports, in_lambda, memory, over_http
from measure.bars import Bar, table
from measure.cloud import Cloud
from measure.importers import Peer, Product, files
from measure.programs import Trouble
from measure.queue import Queue

ROOT = Path(__file__).resolve().parents[3]
OF_IMPORTS = ("P-1", "P-2", "P-3", "P-4", "P-10")
ALL = (*OF_IMPORTS, "P-5", "P-6", "P-7", "P-8")
ROWS, FEW_ROWS = 45_000, 200
# The Lambdas, and whether they answer HTTP.
FUNCTIONS = {
    "auth": True,
    "tasks": True,
    "imports": True,
    "audit": True,
    "notifications": True,
    "meta": True,
    "imports-intake": False,
    "imports-rows": False,
    "notifications-events": False,
    "sweeper": False,
    "workflows": True,
    "workflows-automation": False,
}


def say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


def arguments() -> argparse.Namespace:
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    parser = argparse.ArgumentParser(
        prog="tests/bench/run",
        description="Measures the product against the bars P-1 to P-8 and P-10, prints one table, and ends with "
        "status 1 if a bar is not reached.",
    )
    parser.add_argument("bars", nargs="*", metavar="BAR", help=f"default: {' '.join(ALL)}")
    parser.add_argument(
        "--peer",
        type=Path,
        default=ROOT.parent / "shared" / "peer",
        metavar="DIR",
        help="the program to compare with (default: ../shared/peer beside the repository)",
    )
    parser.add_argument("--target", type=Path, default=target, metavar="DIR", help="Cargo's target directory")
    parser.add_argument("--no-build", action="store_true", help="measure the binaries that are there")
    parser.add_argument(
        "--profile", default="release", metavar="NAME", help="of cargo (default: release, which is deployed)"
    )
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="default: 5")
    parser.add_argument("--seconds", type=float, default=5, metavar="S", help="of load in each round (default: 5)")
    parser.add_argument("--connections", type=int, default=32, metavar="N", help="default: 32")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there as well")
    given = parser.parse_args()
    given.bars = [name.upper() for name in given.bars] or list(ALL)
    if unknown := set(given.bars) - set(ALL):
        parser.error(f"no bar named {', '.join(sorted(unknown))} here; there are {', '.join(ALL)}")
    return given


def output(*command: object) -> str:
    done = subprocess.run([str(part) for part in command], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise Trouble(f"{' '.join(str(part) for part in command)} failed (see above)")
    return done.stdout.strip()


def needed(bars: set[str]) -> list[str]:
    """What is measured, as Cargo is asked for it."""
    what = ["--bin=server"] if bars - {"P-7"} else []
    if bars & {"P-1", "P-2", "P-4"}:
        what.append("--example=bare_insert")
    if "P-8" in bars:
        what.append("--example=compare_and_set")
    if "P-7" in bars:
        what += [f"--bin={name}" for name in FUNCTIONS]
    return what


def build(profile: str, target: Path, what: Sequence[str]) -> None:
    """All at once, and of the whole workspace: a part would be built with other features, and so from scratch."""
    say(f"Building {' '.join(what)} with the profile {profile}.")
    environment = os.environ | {"CARGO_TARGET_DIR": str(target)}
    command = [ROOT / "localstack" / "tools", "cargo"]
    cargo = output(*command)
    done = subprocess.run(
        [cargo, "build", "--quiet", "--workspace", "--profile", profile, *what],
        cwd=ROOT,
        env=environment,
        check=False,
    )
    if done.returncode:
        raise Trouble("the build failed (see above)")


def peer_python(peer: Path, state: Path) -> Path:
    """An environment with what the peer asks for, made once."""
    requirements = peer / "requirements.txt"
    if not requirements.exists():
        raise Trouble(f"there is no peer in {peer}; name its directory by --peer")
    folder = state / "peer"
    note, wanted = folder / "requirements.txt", requirements.read_text()
    if not note.exists() or note.read_text() != wanted:
        say("Installing the peer's requirements.")
        uv, python = output(ROOT / "localstack" / "tools", "uv", "python").splitlines()
        output(uv, "venv", "--quiet", "--clear", "--python", python, folder)
        output(uv, "pip", "install", "--quiet", "--python", folder / "bin/python", "-r", requirements)
        note.write_text(wanted)
    return folder / "bin" / "python"


def run(given: argparse.Namespace, state: Path) -> list[Bar]:
    """Everything that was asked for, beside a MongoDB that is started for it."""
    services = ROOT / "localstack" / "services"
    options = ["--state", state, "--mongod-port", "0", "--only", "mongod"]
    mongodb_uri = json.loads(output(services, "start", *options))["mongodb_uri"]
    log = state / "logs" / "contestants.log"
    found: list[Bar] = []
    databases = []
    try:
        if not given.no_build:
            build(given.profile, given.target, needed(set(given.bars)))
        if set(OF_IMPORTS) & set(given.bars):
            found += of_imports(given, state, mongodb_uri)
        if "P-8" in given.bars:
            found += of_engine(given, state, mongodb_uri)
        with Queue() as queue:
            settings = contestants.settings(mongodb_uri, queue.environment(), queue.url)
            if "P-5" in given.bars or "P-6" in given.bars:
                product = contestants.product(given.target / given.profile / "server", settings, log)
                python = peer_python(given.peer, state)
                peer = contestants.peer(given.peer, python, mongodb_uri, log)
                databases += [product.database, peer.database]
                resting = at_rest.measure(product, peer, given.rounds, say) if "P-6" in given.bars else []
                if "P-5" in given.bars:
                    found += over_http_of(product, peer, mongodb_uri, given)
                found += resting
            if "P-7" in given.bars:
                paths = {name: (given.target / given.profile / name, http) for name, http in FUNCTIONS.items()}
                found += in_lambda.measure(paths, settings, 4 * given.rounds, say)
                databases.append(settings["MONGODB_DATABASE"])
    finally:
        with MongoClient(mongodb_uri) as client:
            for name in databases:
                client.drop_database(name)
        output(services, "stop", "--state", state)
    return found


def of_imports(given: argparse.Namespace, state: Path, mongodb_uri: str) -> list[Bar]:
    """What imports take, of time, of memory, and of others' time."""
    built, log = given.target / given.profile, state / "logs" / "importers.log"
    python = peer_python(given.peer, state)
    _, few = files(given.peer, python, state / "files", FEW_ROWS)
    csv, _ = files(given.peer, python, state / "files", ROWS)
    found: list[Bar] = []
    with Cloud(state) as cloud:
        settings = contestants.settings(mongodb_uri, cloud.environment(), cloud.url) | cloud.environment()

        def product() -> Product:
            return Product(built / "server", settings, mongodb_uri, log)

        def peer(engine: str) -> Peer:
            return Peer(given.peer, python, mongodb_uri, log, engine)

        if {"P-1", "P-2", "P-4"} & set(given.bars):
            ground = imports.Ground(
                product=product,
                peers={engine: (lambda engine=engine: peer(engine)) for engine in ("openpyxl", "calamine")},
                ceiling=built / "examples" / "bare_insert",
                mongodb_uri=mongodb_uri,
                file=csv,
                warm_up=few,
                say=say,
            )
            found += imports.measure(ground, given.bars, given.rounds)
        if "P-3" in given.bars:
            found += memory.measure(product, lambda: peer("openpyxl"), csv, cloud, state / "files", say)
        if "P-10" in given.bars:
            found += company.measure(product, csv, given.rounds, given.seconds, say)
    return found


def of_engine(given: argparse.Namespace, state: Path, mongodb_uri: str) -> list[Bar]:
    """How fast workflows go on."""
    built, log = given.target / given.profile, state / "logs" / "engine.log"
    with Cloud(state) as cloud:
        settings = contestants.settings(mongodb_uri, cloud.environment(), cloud.url) | cloud.environment()

        def product() -> Product:
            return Product(built / "server", settings, mongodb_uri, log)

        program = built / "examples" / "compare_and_set"
        return engine.measure(product, program, mongodb_uri, given.rounds, given.seconds, say)


def over_http_of(
    product: contestants.Contestant,
    peer: contestants.Contestant,
    mongodb_uri: str,
    given: argparse.Namespace,
) -> list[Bar]:
    try:
        product.program.start()
        peer.program.start()
        time.sleep(1)
        return over_http.measure([product, peer], mongodb_uri, given.rounds, given.seconds, given.connections, say)
    finally:
        product.program.stop()
        peer.program.stop()


def main() -> int:
    given = arguments()
    state = ROOT / ".local" / "bench"
    (state / "logs").mkdir(parents=True, exist_ok=True)
    try:
        found = run(given, state)
    except Trouble as trouble:
        print(f"error: {trouble}", file=sys.stderr)
        return 2
    print(table(found))
    if given.json:
        given.json.write_text(json.dumps([bar.__dict__ | {"passed": bar.passed} for bar in found], indent=2))
    return 0 if all(bar.passed for bar in found) else 1


if __name__ == "__main__":
    sys.exit(main())
