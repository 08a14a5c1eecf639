"""LocalStack: S3, SQS, Lambda, API Gateway and the rest, in one Python process."""

import os
import shutil
import sys
import urllib.request
from pathlib import Path

from stack.processes import Service
from stack.state import State

REGION = "eu-central-1"
# The key pair with which LocalStack checks signed links; it takes any other for calls.
ACCESS_KEY = "test"


def url(port: int) -> str:
    """The endpoint of every service."""
    return f"http://127.0.0.1:{port}"


def aws_environment(endpoint: str) -> dict[str, str]:
    """What points an AWS SDK at LocalStack, and at nothing else."""
    return {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": ACCESS_KEY,
        "AWS_EC2_METADATA_DISABLED": "true",
        # Neither a person's own profile nor their file of settings has a say here.
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    }


def start(state: State, executor: Path, port: int) -> str:
    """Starts LocalStack, empty, and returns its endpoint once it answers."""
    directory = state.path("localstack")
    shutil.rmtree(directory, ignore_errors=True)  # it cannot read what an earlier one left
    (directory / "tmp").mkdir(parents=True)
    service = Service(state, "localstack")
    # By this very Python: it is the one of LocalStack's environment.
    command = [sys.executable, "-P", "-m", "localstack.runtime.main"]
    service.start(command, _environment(state, directory, executor, port), directory)
    endpoint = url(port)
    service.wait_until(lambda: answers(endpoint), seconds=90)
    return endpoint


def answers(endpoint: str) -> bool:
    """Whether a LocalStack is up there."""
    try:
        with urllib.request.urlopen(f"{endpoint}/_localstack/health", timeout=2) as response:
            return response.status == 200
    except OSError:
        return False


def _environment(state: State, directory: Path, executor: Path, port: int) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return kept | {
        "PYTHONPATH": str(executor),
        "PYTHONUNBUFFERED": "1",
        "GATEWAY_LISTEN": f"127.0.0.1:{port}",
        "LOCALSTACK_HOST": f"127.0.0.1:{port}",
        "LOCALSTACK_VOLUME_DIR": str(directory / "volume"),
        "TMPDIR": str(directory / "tmp"),
        "XDG_CACHE_HOME": str(directory / "cache"),
        "SQS_ENDPOINT_STRATEGY": "path",
        "S3_SKIP_SIGNATURE_VALIDATION": "0",
        # Nothing is fetched from or told to anybody, and port 53 is left alone.
        "SKIP_SSL_CERT_DOWNLOAD": "1",
        "DISABLE_EVENTS": "1",
        "DNS_ADDRESS": "0",
        "LAMBDA_RUNTIME_EXECUTOR": "process",
        "LAMBDA_PROCESS_LOG_DIR": str(state.path("logs") / "lambda"),
        "LAMBDA_EVENT_SOURCE_MAPPING_POLL_INTERVAL_SEC": "0.1",
        "LAMBDA_EVENT_SOURCE_MAPPING_MAX_BACKOFF_ON_EMPTY_POLL_SEC": "0.3",
        "LAMBDA_EVENT_SOURCE_MAPPING_MAX_BACKOFF_ON_ERROR_SEC": "1",
    }
