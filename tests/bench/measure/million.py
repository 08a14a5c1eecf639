"""The command line of tests/bench/million."""

import argparse
import csv
import re
import secrets
import shutil
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pymongo import MongoClient
from stack import deploy, product, services
from stack.processes import Service
from stack.say import Trouble as NoStack
from stack.state import State

from measure import memory
from measure.contestants import expect, words
from measure.importers import FIELDS, MAPPING, TARGETS, Client
from measure.memory import MIB, Peaks
from measure.programs import Trouble

ROOT = Path(__file__).resolve().parents[3]
VARIANTS = ("container", "lambda")
LIMIT = 256 * MIB  # of every process
PATIENCE = 2 * 3600  # seconds
BAD_EVERY = 100
# What a Lambda says at the end of each call.
REPORT = re.compile(r"^REPORT .*\tDuration: ([\d.]+) ms\t.*Max Memory Used: (\d+) MB", re.M)


@dataclass
class Function:
    """What the calls of a Lambda took."""

    calls: int = 0
    longest: float = 0.0  # seconds
    memory: int = 0  # bytes

    def add(self, milliseconds: str, megabytes: str) -> None:
        self.calls += 1
        self.longest = max(self.longest, float(milliseconds) / 1e3)
        self.memory = max(self.memory, int(megabytes) * MIB)


@dataclass
class Ground:
    """The services, the file, and where the product answers."""

    given: argparse.Namespace
    state: State
    mongodb_uri: str
    endpoint: str
    file: Path
    took: dict[str, int] = field(default_factory=dict)  # bytes, by process

    def start(self, variant: str) -> tuple[str, str]:
        """The API's address, and the bucket."""
        ground = product.Ground(self.state, self.given.binaries.resolve(), self.mongodb_uri, self.endpoint)
        if variant == "lambda":
            url = product.start_lambdas(ground)
            return url, deploy.outputs(self.endpoint, deploy.STACK)["FilesBucket"]
        url = product.start_server(ground, 0, None)
        return url, deploy.outputs(self.endpoint, deploy.STORAGE_STACK)["FilesBucket"]

    def forget(self) -> None:
        with MongoClient(self.mongodb_uri) as client:
            client.drop_database(product.DATABASE)

    def count_tasks(self) -> int:
        with MongoClient(self.mongodb_uri) as client:
            return client[product.DATABASE]["tasks"].count_documents({})


def say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


def write_file(path: Path, rows: int) -> None:
    """Ten columns and about two hundred bytes a row; one row in a hundred cannot be imported."""
    with path.open("w", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(TARGETS)
        for number in range(rows):
            priority = "Urgent!!" if number % BAD_EVERY == 0 else "High"
            texts = (f"{words(number, 5)} {number}", words(number, 14), "In Progress", priority, "", "import, big")
            lines.writerow((*texts, "2026-03-31T09:00:00Z", f"C{number % 99_991:05}", f"{number / 7:.2f}", "EMEA"))


def drop(ground: Ground, variant: str) -> None:
    """From an empty database to a report that says of each row what became of it."""
    ground.forget()
    url, bucket = ground.start(variant)
    client = Client(url)
    person = {"organization": "Million", "name": "Million", "email": f"million-{secrets.token_hex(4)}@example.com"}
    signed_up = client.call("POST", "/api/auth/signup", person | {"password": secrets.token_urlsafe(18)})
    client.token = expect(201, signed_up, "signing up")["access_token"]
    wanted = {"name": "Million", "key": "MIL", "custom_fields": FIELDS}
    made = expect(201, client.call("POST", "/api/projects", wanted), "making a project")
    profile = {"project": made["id"], "name": "Million", "mapping": MAPPING}
    folder = expect(201, client.call("POST", "/api/imports/profiles", profile), "making a profile")["folder"]
    client.close()
    processes = {name: Service(ground.state, name) for name in product.SERVICES} if variant == "container" else {}
    with Peaks(processes) as peaks:
        started = time.monotonic()
        report = answer(ground, bucket, f"{folder}rows.csv")
        seconds = time.monotonic() - started
    memory.check(report, ground.given.rows, ground.count_tasks())
    say(f"{variant}: {ground.given.rows:,} rows, {ground.file.stat().st_size / MIB:.0f} MiB, in {seconds:.0f} s")
    if variant == "container":
        ground.took |= peaks.bytes
        return
    for name, function in sorted(functions(ground.state).items()):
        say(f"  {name}: {function.calls:,} calls, the longest {function.longest:.1f} s, {function.memory // MIB} MiB")
        ground.took[name] = function.memory


def answer(ground: Ground, bucket: str, key: str) -> Path:
    """Puts the file there, and fetches the report that appears beside it."""
    s3 = deploy.client("s3", ground.endpoint)
    with ground.file.open("rb") as content:
        s3.put_object(Bucket=bucket, Key=key, Body=content, ContentType="text/csv")
    beside = f"reports/{key.removeprefix('drop/')}"
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        found: dict[str, Any] = s3.list_objects_v2(Bucket=bucket, Prefix=beside)
        names = [item["Key"] for item in found.get("Contents", [])]
        if f"{beside}.failed.txt" in names:
            reason = s3.get_object(Bucket=bucket, Key=f"{beside}.failed.txt")["Body"].read().decode()
            raise Trouble(f"the file was not imported: {reason}")
        if f"{beside}.report.csv" in names:
            report = ground.state.path("report.csv")
            s3.download_file(bucket, f"{beside}.report.csv", str(report))
            return report
        time.sleep(1)
    raise Trouble("there is no report after two hours")


def functions(state: State) -> dict[str, Function]:
    """By the functions' own logs."""
    found: dict[str, Function] = {}
    for log in (state.path("logs") / "lambda").glob("*.log"):
        # katalusis-<function>-<what CloudFormation adds>-<environment>.log
        name = log.name.removeprefix(f"{deploy.STACK}-").partition("-")[0]
        for milliseconds, megabytes in REPORT.findall(log.read_text(errors="replace")):
            found.setdefault(name, Function()).add(milliseconds, megabytes)
    return found


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="tests/bench/million",
        description="Puts a CSV of a million rows into the drop folder, with the product as a container and as Lambdas "
        "on a real MongoDB and LocalStack; checks its report and its tasks, says what each process took, and ends "
        "with status 1 if one of ours took more than 256 MiB.",
    )
    parser.add_argument("variants", nargs="*", metavar="VARIANT", help=f"default: {' '.join(VARIANTS)}")
    parser.add_argument(
        "--binaries", type=Path, default=ROOT / "target" / "release", metavar="DIR", help="default: target/release"
    )
    parser.add_argument("--rows", type=int, default=1_000_000, metavar="N", help="default: 1000000")
    given = parser.parse_args()
    given.variants = given.variants or list(VARIANTS)
    if unknown := set(given.variants) - set(VARIANTS):
        parser.error(f"there is no variant {', '.join(sorted(unknown))}; there are {', '.join(VARIANTS)}")
    return given


def main() -> int:
    given = arguments()
    state = State(ROOT / ".local" / "million")
    file = state.path("rows.csv")
    write_file(file, given.rows)
    try:
        mongodb_uri = services.start_mongod(state, 0)
        ground = Ground(given, state, mongodb_uri, services.start_localstack(state, 0), file)
        for variant in given.variants:
            drop(ground, variant)
    except (Trouble, NoStack) as trouble:
        print(f"error: {trouble}", file=sys.stderr)
        return 2
    finally:
        product.stop_server(state)
        services.stop(state)
        shutil.rmtree(state.directory, ignore_errors=True)
    for name, size in ground.took.items():
        print(f"{name:<30} {size / MIB:6.1f} MiB of {LIMIT // MIB}")
    return 0 if max(ground.took.values()) <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
