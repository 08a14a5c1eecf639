"""Deploys infra/template.yaml into LocalStack: `localstack/deploy`."""

import argparse
import contextlib
import hashlib
import json
import os
import subprocess
import urllib.request
from collections.abc import Mapping
from pathlib import Path

import boto3
from botocore.client import BaseClient
from botocore.exceptions import ClientError

from stack import emulator, template
from stack.say import Trouble, fail, step
from stack.services import ROOT, tool
from stack.state import State

TEMPLATE = ROOT / "infra" / "template.yaml"
STACK = "katalusis"
STORAGE_STACK = "katalusis-storage"
ARTIFACTS = "deployments"


def client(service: str, endpoint: str) -> BaseClient:
    """A client of one of LocalStack's services."""
    return boto3.client(
        service,
        endpoint_url=endpoint,
        region_name=emulator.REGION,
        aws_access_key_id=emulator.ACCESS_KEY,
        aws_secret_access_key=emulator.ACCESS_KEY,
    )


def deploy(
    state: State, endpoint: str, binaries: Path, parameters: Mapping[str, str], stack: str = STACK
) -> dict[str, str]:
    """Brings the whole template up to date in LocalStack; its outputs.

    It goes the way that it goes to AWS, by `sam deploy`: the same packaging, transformation and
    change set. Nothing is done if template, parameters and binaries are those of the last time.
    """
    place = state.path("deploy") / stack
    place.mkdir(parents=True, exist_ok=True)
    document = template.load(TEMPLATE)
    template.build(document, binaries, place)
    wanted = _fingerprint(place, parameters)
    deployed = outputs(endpoint, stack)
    if deployed and state.note(f"deployed-{stack}") == {"is": wanted, "at": _session(endpoint)}:
        return deployed
    _sam_deploy(endpoint, place, parameters, stack)
    state.write_note(f"deployed-{stack}", {"is": wanted, "at": _session(endpoint)})
    return outputs(endpoint, stack)


def deploy_storage(endpoint: str, origins: str, stack: str = STORAGE_STACK) -> dict[str, str]:
    """Creates the template's bucket and queues alone, for the container variant; its outputs.

    Pages from `origins` (with commas between) may upload into the bucket.
    """
    if existing := outputs(endpoint, stack):
        return existing
    cloudformation = client("cloudformation", endpoint)
    cloudformation.create_stack(
        StackName=stack,
        TemplateBody=json.dumps(template.only_storage(template.load(TEMPLATE))),
        Parameters=[{"ParameterKey": "PublicUrl", "ParameterValue": origins}],
    )
    waiter = cloudformation.get_waiter("stack_create_complete")
    waiter.wait(StackName=stack, WaiterConfig={"Delay": 1, "MaxAttempts": 60})
    return outputs(endpoint, stack)


def remove(state: State, endpoint: str, stack: str = STACK) -> None:
    """Takes a stack away, if it is there."""
    state.forget(f"deployed-{stack}")
    if outputs(endpoint, stack):
        cloudformation = client("cloudformation", endpoint)
        cloudformation.delete_stack(StackName=stack)
        waiter = cloudformation.get_waiter("stack_delete_complete")
        waiter.wait(StackName=stack, WaiterConfig={"Delay": 1, "MaxAttempts": 60})


def outputs(endpoint: str, stack: str) -> dict[str, str]:
    """The outputs of a stack that is up, {} if there is none."""
    try:
        described = client("cloudformation", endpoint).describe_stacks(StackName=stack)
    except ClientError:
        return {}
    found = described["Stacks"][0]
    if not found["StackStatus"].endswith(("CREATE_COMPLETE", "UPDATE_COMPLETE")):
        return {}
    return {output["OutputKey"]: output["OutputValue"] for output in found.get("Outputs", [])}


def api_url(endpoint: str, deployed: Mapping[str, str]) -> str:
    """Where LocalStack serves the deployed API. (The template's own output names AWS.)"""
    return f"{endpoint}/_aws/execute-api/{deployed['ApiId']}/{deployed['ApiStage']}"


def _sam_deploy(endpoint: str, place: Path, parameters: Mapping[str, str], stack: str) -> None:
    s3 = client("s3", endpoint)
    with contextlib.suppress(s3.exceptions.BucketAlreadyOwnedByYou):
        region = {"LocationConstraint": emulator.REGION}
        s3.create_bucket(Bucket=ARTIFACTS, CreateBucketConfiguration=region)
    settings = place / "samconfig.yaml"
    _write_settings(settings, parameters)
    command = [
        *(tool("sam"), "deploy", "--config-file", str(settings)),
        *("--template-file", str(place / "template.json")),
        *("--stack-name", stack),
        *("--s3-bucket", ARTIFACTS),
        *("--capabilities", "CAPABILITY_IAM"),
        *("--no-confirm-changeset", "--no-fail-on-empty-changeset", "--no-progressbar"),
    ]
    environment = os.environ | emulator.aws_environment(endpoint) | {"SAM_CLI_TELEMETRY": "0"}
    done = subprocess.run(
        command, env=environment, cwd=place, capture_output=True, text=True, check=False
    )
    (place / "sam.log").write_text(done.stdout + done.stderr)
    if done.returncode:
        last = "\n".join((done.stdout + done.stderr).splitlines()[-15:])
        raise Trouble(f"`sam deploy` failed, see {place / 'sam.log'}:\n{last}")


def _write_settings(path: Path, parameters: Mapping[str, str]) -> None:
    """Parameters in a file of the owner's: on the command line everybody could read the keys.

    `sam` wants a name in .yaml; JSON is YAML.
    """
    overrides = [
        f"ParameterKey={name},ParameterValue={value}" for name, value in parameters.items()
    ]
    content = {
        "version": 0.1,
        "default": {"deploy": {"parameters": {"parameter_overrides": overrides}}},
    }
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(content, file)


def _fingerprint(place: Path, parameters: Mapping[str, str]) -> str:
    digest = hashlib.sha256(json.dumps(dict(parameters), sort_keys=True).encode())
    for file in [place / "template.json", *sorted(place.glob("*.zip"))]:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _session(endpoint: str) -> str:
    """What tells this run of LocalStack from an earlier one at the same address."""
    with urllib.request.urlopen(f"{endpoint}/_localstack/info", timeout=10) as response:
        return json.load(response)["session_id"]


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="localstack/deploy", description=__doc__)
    parser.add_argument("binaries", type=Path, help="a directory of cargo, like target/local")
    parser.add_argument("--state", type=Path, default=ROOT / ".local", metavar="DIR")
    parser.add_argument("--endpoint", help="LocalStack's address (default: the one of --state)")
    parser.add_argument("--stack", default=STACK, help="(default: %(default)s)")
    parser.add_argument(
        "--parameter", action="append", default=[], metavar="NAME=VALUE", help="one of the template"
    )
    arguments = parser.parse_args()
    state = State(arguments.state.resolve())
    endpoint = arguments.endpoint or emulator.url(state.note("ports").get("localstack", 4566))
    parameters = dict(given.split("=", 1) for given in arguments.parameter)
    try:
        with step(f"Deploying {arguments.stack}"):
            deployed = deploy(state, endpoint, arguments.binaries, parameters, arguments.stack)
    except Trouble as trouble:
        fail(trouble)
    print(json.dumps(deployed | {"Url": api_url(endpoint, deployed)}, indent=2))


if __name__ == "__main__":
    main()
