"""The demo organization, made through the API as people would make it."""

import datetime
import secrets
import shlex
import time
import urllib.parse
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from stack.api import Api, Refused
from stack.mailbox import link_mailed_to
from stack.say import Trouble, step
from stack.services import ROOT
from stack.state import State

SEED = ROOT / "localstack" / "seed"
SAMPLE = SEED / "sample.csv"
PROJECT = "OPS"
# The API answers a repeated request from memory for 24 hours.
RESUMABLE_SECONDS = 23 * 3600


@dataclass
class Seeding:
    """One making of the demo organization.

    Every request carries a key that follows from `run`, so a seeding that was interrupted is
    simply done again: what was created is answered as before, and nothing is there twice.
    """

    url: str
    endpoint: str
    run: str
    domain: str
    password: str
    apis: dict[str, Api] = field(default_factory=dict)
    user_ids: dict[str, str] = field(default_factory=dict)

    def demo(self, content: dict[str, Any]) -> dict[str, str]:
        """Makes everything; what a person needs to use it."""
        first = self._people(content)
        admin = self.apis[first]
        for key, project in content["projects"].items():
            body = {"key": key, "name": project["name"], "description": project["description"]}
            body["shared_with_guests"] = project.get("shared_with_guests", False)
            created = self._post(admin, "/api/projects", body, f"project-{key}")
            for number, task in enumerate(content["tasks"][key]):
                self._task(first, created["id"], task, f"{key}-{number}")
        token = self._post(
            admin,
            "/api/auth/tokens",
            {
                "name": "Imports from the command line",
                "role": "admin",
                "areas": ["tasks", "imports", "audit"],
                "expires_in_days": 366,
            },
            "token",
        )
        return {"email": self._email(first), "password": self.password, "token": token["token"]}

    def _people(self, content: dict[str, Any]) -> str:
        """The first one signs up, the others are invited and accept; who the first one is."""
        first, *others = content["people"]
        api = Api(self.url)
        signed_up = self._post(
            api,
            "/api/auth/signup",
            {
                "organization": content["organization"],
                "name": content["people"][first]["name"],
                "email": self._email(first),
                "password": self.password,
            },
            "sign-up",
        )
        self._joined(first, signed_up)
        for person in others:
            about = content["people"][person]
            body = {"email": self._email(person), "name": about["name"], "role": about["role"]}
            self._post(self.apis[first], "/api/users/invitations", body, f"invite-{person}")
        for person in others:
            link = urllib.parse.urlsplit(link_mailed_to(self.endpoint, self._email(person)))
            sent = urllib.parse.parse_qs(link.query) or urllib.parse.parse_qs(link.fragment)
            body = {
                "token": sent["token"][0],
                "name": content["people"][person]["name"],
                "password": self.password,
            }
            accepted = self._post(api, "/api/auth/invitations/accept", body, f"accept-{person}")
            self._joined(person, accepted)
        return first

    def _task(self, admin: str, project_id: str, task: dict[str, Any], name: str) -> None:
        assignees = task.get("assignees", [])
        body = {
            "project_id": project_id,
            "title": task["title"],
            "description": task.get("description", ""),
            "status": task["status"],
            "priority": task["priority"],
            "assignees": [self.user_ids[person] for person in assignees],
            "tags": task.get("tags", []),
        }
        for when in ("start", "due"):
            if when in task:
                body[f"{when}_at"] = self._day(task[when])
        author = self.apis[assignees[0] if assignees else admin]
        created = self._post(author, "/api/tasks", body, f"task-{name}")
        for number, (person, text) in enumerate(task.get("comments", [])):
            path = f"/api/tasks/{created['id']}/comments"
            self._post(self.apis[person], path, {"body": text}, f"comment-{name}-{number}")

    def _post(self, api: Api, path: str, body: dict[str, Any], name: str) -> Any:
        return api.post(path, body, key=f"demo-{self.run}-{name}")

    def _joined(self, person: str, tokens: dict[str, str]) -> None:
        self.apis[person] = Api(self.url, tokens["access_token"])
        self.user_ids[person] = tokens["user_id"]

    def _email(self, person: str) -> str:
        return f"{person}@{self.domain}"

    def _day(self, days: int) -> str:
        """So many days from the start of this run, at the end of the working day."""
        began = datetime.datetime.fromtimestamp(int(self.run.split("-")[0]), datetime.UTC)
        day = began.date() + datetime.timedelta(days=days)
        return f"{day.isoformat()}T17:00:00Z"


def seed(state: State, url: str, mongodb_uri: str, endpoint: str) -> dict[str, str]:
    """Makes the demo organization unless this database has it; how to log in to it."""
    demo = state.note("demo")
    here = demo.get("database") == mongodb_uri
    if here and "token" in demo and Api(url, demo["token"]).accepts_token():
        return demo
    content = yaml.safe_load((SEED / "demo.yaml").read_text())
    with step("Seeding the demo organization"):
        begun = demo if here and _may_resume(demo) else None
        try:
            demo = _make(state, url, endpoint, mongodb_uri, begun or _new_run(content["domain"]))
        except Refused as refused:
            # Somebody has the addresses already: an earlier demo whose password is lost, or one
            # that could not be resumed. This one gets addresses of its own.
            run = _new_run(f"{secrets.token_hex(2)}.{content['domain']}")
            try:
                demo = _make(state, url, endpoint, mongodb_uri, run)
            except Refused as again:
                raise Trouble(f"the demo could not be made: {refused}; then {again}") from again
    return demo


def sample(state: State, demo: dict[str, str]) -> Path:
    """The sample file, with the demo organization's addresses in it."""
    domain = yaml.safe_load((SEED / "demo.yaml").read_text())["domain"]
    if demo["domain"] == domain:
        return SAMPLE
    own = state.path("sample.csv")
    own.write_text(SAMPLE.read_text().replace(f"@{domain}", f"@{demo['domain']}"))
    return own


def welcome(state: State, demo: dict[str, str], url: str, variant: str) -> str:
    """What a person needs to go on, with a line to paste."""
    quoted = str(sample(state, demo)).replace("\\", "\\\\").replace('"', '\\"')
    authorization = f"Authorization: Bearer {demo['token']}"
    line = [
        *("curl", "-sS", f"{url}/api/tasks/import?wait=20", "-H", authorization),
        *("-F", f"project={PROJECT}", "-F", f'file=@"{quoted}";type=text/csv'),
    ]
    audit = ["curl", "-sS", f"{url}/api/audit?limit=5", "-H", authorization]
    return f"""
{_open(url, variant)}
Reference:  {url}/api/docs
Log in as:  {demo["email"]}
Password:   {demo["password"]}

Import the sample file, 40 rows of which 3 are bad:

{shlex.join(line)}

Who did what (the newest first):  {shlex.join(audit)}

`localstack/run --stop` ends everything."""


def _open(url: str, variant: str) -> str:
    if variant == "server":
        return f"Open:       {url}"
    return f"API:        {url}  (nothing serves the web app here)"


def _new_run(domain: str) -> dict[str, str]:
    return {
        "run": f"{int(time.time())}-{secrets.token_hex(4)}",
        "domain": domain,
        "password": secrets.token_urlsafe(12),
    }


def _may_resume(demo: dict[str, str]) -> bool:
    began = int(demo["run"].split("-")[0])
    return "token" not in demo and time.time() - began < RESUMABLE_SECONDS


def _make(
    state: State, url: str, endpoint: str, mongodb_uri: str, run: dict[str, str]
) -> dict[str, str]:
    content = yaml.safe_load((SEED / "demo.yaml").read_text())
    state.write_note("demo", run | {"database": mongodb_uri})
    seeding = Seeding(url, endpoint, run["run"], run["domain"], run["password"])
    demo = run | {"database": mongodb_uri} | seeding.demo(content)
    state.write_note("demo", demo)
    return demo
