"""The product itself on MongoDB and LocalStack: as containers would run it, or as Lambdas."""

import json
import os
import subprocess
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from stack import deploy, emulator, web
from stack.keys import keys
from stack.processes import Service, free_port
from stack.say import Trouble, say, step
from stack.state import State

API_PORT = 8080
HEALTH_PORT = 8081
DATABASE = "katalusis"
SENDER = "no-reply@katalusis.example.com"
# Where `npm run dev` serves the web app.
CORS_ORIGINS = "http://localhost:5173"
# The app is served on a port that is found only later, and by `npm run dev`.
LOCAL_ORIGINS = "http://127.0.0.1:*,http://localhost:*"
SERVICES = ("http", "worker")


@dataclass(frozen=True)
class Ground:
    """What the product stands on."""

    state: State
    binaries: Path
    mongodb_uri: str
    endpoint: str


def start_server(ground: Ground, wanted_port: int, port_setting: str | None) -> str:
    """Starts `server http` and `server worker`, or leaves them if they are up to date; the URL."""
    state = ground.state
    _end_lambdas(ground)
    with step("Creating bucket and queues"):
        storage = deploy.deploy_storage(ground.endpoint, LOCAL_ORIGINS)
    _verify_sender(ground.endpoint)
    web_directory = web.build()
    known = state.note("server")
    running = all(Service(state, name).running() for name in SERVICES)
    port = known["port"] if running else free_port(wanted_port, port_setting)
    health_port = known["health_port"] if running else free_port(HEALTH_PORT)
    url = f"http://127.0.0.1:{port}"
    settings = _common_settings(ground, url) | {
        "FILES_BUCKET": storage["FilesBucket"],
        "UPLOADS_QUEUE_URL": storage["UploadsQueueUrl"],
        "ROWS_QUEUE_URL": storage["RowsQueueUrl"],
        "EVENTS_QUEUE_URL": storage["EventsQueueUrl"],
        "AUTOMATION_QUEUE_URL": storage["AutomationQueueUrl"],
        "WEB_DIRECTORY": str(web_directory),
        # More than none where tests say from which networks they come.
        "TRUSTED_PROXIES": os.environ.get("TRUSTED_PROXIES", "0"),
        # What workflows may call besides the public internet: a system on this machine, say.
        "OUTBOUND_ALLOWED_NETWORKS": os.environ.get("OUTBOUND_ALLOWED_NETWORKS", ""),
        "HTTP_ADDRESS": f"127.0.0.1:{port}",
        "HEALTH_ADDRESS": f"127.0.0.1:{health_port}",
    }
    server = ground.binaries / "server"
    wanted = {
        "port": port,
        "health_port": health_port,
        "binary": _stamp(server),
        "web": _stamp(web_directory / "index.html"),
        "set": settings,
    }
    if running and known == wanted and _ready(url):
        say(f"The server runs already on port {port}.")
        return url
    stop_server(state)
    _migrate(server, settings)
    with step(f"Starting the API on port {port} and the worker"):
        environment = _environment(settings)
        for name, ready_at in (("http", url), ("worker", f"http://127.0.0.1:{health_port}")):
            service = Service(state, name)
            service.start([str(server), name], environment, state.directory)
            service.wait_until(lambda at=ready_at: _ready(at), seconds=30)
    state.write_note("server", wanted)
    _write_settings_file(state, settings)
    return url


def start_lambdas(ground: Ground) -> str:
    """Deploys the template into LocalStack, or leaves it if it is up to date; the API's URL."""
    stop_server(ground.state)
    _verify_sender(ground.endpoint)
    secrets = keys(ground.state)
    parameters = {
        "MongodbUri": ground.mongodb_uri,
        "MongodbDatabase": DATABASE,
        "TokenSigningKey": secrets["TOKEN_SIGNING_KEY"],
        "TokenVerifyingKeys": secrets["TOKEN_VERIFYING_KEYS"],
        "LinkKey": secrets["LINK_KEY"],
        # The address of the API is known after its deployment only. Links in mails lead to the web
        # app anyway, which nothing serves here.
        "PublicUrl": ground.endpoint,
        "CorsOrigins": CORS_ORIGINS,
        "MailFromAddress": SENDER,
        "EnvironmentName": "local",
        "StageName": "local",
        "Architecture": "arm64" if os.uname().machine == "aarch64" else "x86_64",
    }
    with step("Deploying infra/template.yaml into LocalStack"):
        deployed = deploy.deploy(ground.state, ground.endpoint, ground.binaries, parameters)
    url = deploy.api_url(ground.endpoint, deployed)
    settings = _common_settings(ground, url) | {
        "FILES_BUCKET": deployed["FilesBucket"],
        "UPLOADS_QUEUE_URL": deployed["UploadsQueueUrl"],
        "ROWS_QUEUE_URL": deployed["RowsQueueUrl"],
        "EVENTS_QUEUE_URL": deployed["EventsQueueUrl"],
        "AUTOMATION_QUEUE_URL": deployed["AutomationQueueUrl"],
    }
    _migrate(ground.binaries / "server", settings)
    _write_settings_file(ground.state, settings)
    if not _ready(url, seconds=30):
        raise Trouble(f"the Lambdas do not answer: see {ground.state.log('lambda').parent}/lambda.")
    return url


def stop_server(state: State) -> None:
    """Ends API and worker, if they run."""
    for name in SERVICES:
        if Service(state, name).running():
            with step(f"Stopping the server's {name}"):
                Service(state, name).stop(30)


def _end_lambdas(ground: Ground) -> None:
    """Both at once would take each other's work from the same database."""
    if deploy.outputs(ground.endpoint, deploy.STACK):
        with step("Removing the Lambdas"):
            deploy.remove(ground.state, ground.endpoint)


def _common_settings(ground: Ground, url: str) -> dict[str, str]:
    return {
        "ENVIRONMENT": "local",
        "RUST_LOG": os.environ.get("RUST_LOG", "info"),
        "LOG_FORMAT": "text",
        "NO_COLOR": "1",
        "MONGODB_URI": ground.mongodb_uri,
        "MONGODB_DATABASE": DATABASE,
        "PUBLIC_URL": url,
        "CORS_ORIGINS": CORS_ORIGINS,
        "MAIL_TRANSPORT": "ses",
        "MAIL_FROM": f"Katalusis <{SENDER}>",
        **keys(ground.state),
        **emulator.aws_environment(ground.endpoint),
    }


def _environment(settings: dict[str, str]) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return kept | settings


def _migrate(server: Path, settings: dict[str, str]) -> None:
    with step("Migrating the database"):
        done = subprocess.run(
            [server, "migrate"],
            env=_environment(settings),
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        raise Trouble(f"`server migrate` failed:\n{done.stdout}{done.stderr}")


def _verify_sender(endpoint: str) -> None:
    deploy.client("ses", endpoint).verify_email_identity(EmailAddress=SENDER)


def _ready(url: str, seconds: float = 2) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/api/health/ready", timeout=seconds) as response:
            return response.status == 200
    except OSError:
        return False


def _stamp(file: Path) -> str:
    try:
        status = file.stat()
    except OSError:
        raise Trouble(f"there is no {file}: build it first, with `cargo build`.") from None
    return f"{file} {status.st_size} {status.st_mtime_ns}"


def _write_settings_file(state: State, settings: dict[str, str]) -> None:
    """For a shell: `set -a; . .local/settings.env; set +a; target/local/server admin --help`."""
    path = state.path("settings.env")
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.writelines(f"{name}={json.dumps(value)}\n" for name, value in settings.items())
