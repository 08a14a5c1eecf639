"""The deployed template at work (called by ./lambda).

What is exercised is not claimed but seen: each function's own log has to show that it was invoked and answered,
each work queue has to pass a message that nobody can read on to its dead-letter queue, each route has to answer
with the product's headers. So a function, queue or route that is added to the template and used by nothing here
fails this check.
"""

import datetime
import json
import os
import re
import secrets
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import lambda_workflows
import pymongo
import requests
from lambda_caller import Caller
from stack import deploy, emulator, keys, template, web
from stack.say import Trouble, fail
from stack.services import ROOT
from stack.state import State

SENDER = "no-reply@katalusis.example.com"
PUBLIC_URL = "https://work.example.com"
PASSWORD = "correct horse battery staple"  # noqa: S105
FILE = "Title,Priority,Due\nCall the carrier,High,2026-03-31\n,Low,\nPay the bill,Critical,\n"
FUNCTION, QUEUE, BUCKET = "AWS::Serverless::Function", "AWS::SQS::Queue", "AWS::S3::Bucket"


def wait_until(what: str, ready: Callable[[], Any], seconds: float = 40) -> Any:
    """Asks again and again; what `ready` gave once that is something."""
    deadline = time.monotonic() + seconds
    while True:
        if found := ready():
            return found
        if time.monotonic() > deadline:
            raise Trouble(f"{what}: not within {seconds:.0f} s")
        time.sleep(0.2)


@dataclass
class Check:
    """One deployment, and what is done with it."""

    state: State
    endpoint: str
    mongodb_uri: str
    binaries: Path
    name: str = field(default_factory=lambda: f"check-{secrets.token_hex(4)}")
    document: dict[str, Any] = field(default_factory=lambda: template.load(deploy.TEMPLATE))
    physical: dict[str, str] = field(default_factory=dict)
    api: Caller = field(default_factory=lambda: Caller(""))

    # --- before and after ------------------------------------------------------------------------

    def deploy(self) -> None:
        """Migrates a database of its own and deploys."""
        deploy.client("ses", self.endpoint).verify_email_identity(EmailAddress=SENDER)
        own = keys.keys(self.state)
        settings = {"MONGODB_URI": self.mongodb_uri, "MONGODB_DATABASE": self.name}
        migrated = subprocess.run(
            [str(self.binaries / "server"), "migrate"], env=os.environ | settings, capture_output=True, text=True
        )
        if migrated.returncode:
            raise Trouble(f"`server migrate` failed: {migrated.stdout}{migrated.stderr}")
        parameters = {
            "MongodbUri": self.mongodb_uri,
            "MongodbDatabase": self.name,
            "TokenSigningKey": own["TOKEN_SIGNING_KEY"],
            "TokenVerifyingKeys": own["TOKEN_VERIFYING_KEYS"],
            "LinkKey": own["LINK_KEY"],
            "PublicUrl": PUBLIC_URL,
            "MailFromAddress": SENDER,
            "EnvironmentName": "production",  # the strict one
            "Architecture": "arm64" if os.uname().machine == "aarch64" else "x86_64",
        }
        deployed = deploy.deploy(self.state, self.endpoint, self.binaries, parameters, self.name)
        self.api = Caller(deploy.api_url(self.endpoint, deployed))
        described = deploy.client("cloudformation", self.endpoint).describe_stack_resources(StackName=self.name)
        self.physical = {it["LogicalResourceId"]: it["PhysicalResourceId"] for it in described["StackResources"]}

    def remove(self) -> None:
        """Takes away the stack, the buckets that outlive it, and the database."""
        deploy.remove(self.state, self.endpoint, self.name)
        s3 = deploy.client("s3", self.endpoint)
        for name in self.of_type(BUCKET):
            if (bucket := self.physical.get(name)) is None:
                continue
            for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
                for item in [*page.get("Versions", []), *page.get("DeleteMarkers", [])]:
                    s3.delete_object(Bucket=bucket, Key=item["Key"], VersionId=item["VersionId"])
            s3.delete_bucket(Bucket=bucket)
        with pymongo.MongoClient(self.mongodb_uri) as mongodb:
            mongodb.drop_database(self.name)

    def of_type(self, kind: str) -> dict[str, Any]:
        """The template's resources of a type."""
        return {name: it["Properties"] for name, it in self.document["Resources"].items() if it["Type"] == kind}

    # --- what is done ----------------------------------------------------------------------------

    def tells_about_itself(self) -> None:
        """Health, the document, its reference page, a problem's page."""
        wait_until("the Lambdas get ready", lambda: self._is_ready())
        self.api.get("/api/health/live")
        if "/api/tasks" not in self.api.get("/api/openapi.json")["paths"]:
            raise Trouble("the document says nothing of tasks")
        page = self.api.call("GET", "/api/docs/", 200)
        if "html" not in page.headers["Content-Type"]:
            raise Trouble(f"the reference page is {page.headers['Content-Type']}")
        self.api.call("GET", "/problems/not_found", 200)

    def _is_ready(self) -> bool:
        return requests.get(self.api.url + "/api/health/ready", timeout=30).status_code == 200

    def every_route_leads_to_a_function(self) -> None:
        """Whatever the route, the product answers, and never with a failure of its own."""
        for function in self.of_type(FUNCTION).values():
            for event in function.get("Events", {}).values():
                if event["Type"] != "Api":
                    continue
                path = event["Properties"]["Path"].replace("{proxy+}", "x/y")
                answer = self.api.session.get(self.api.url + path, timeout=40, allow_redirects=False)
                if "x-request-id" not in answer.headers or answer.status_code >= 500:
                    raise Trouble(f"GET {path} was answered {answer.status_code}: {answer.text[:300]}")

    def signs_up(self) -> None:
        """An organization with a project."""
        body = {"organization": "Acme", "name": "Ada", "email": self.email(), "password": PASSWORD}
        signed_up = self.api.post("/api/auth/signup", body)
        self.api.session.headers["Authorization"] = f"Bearer {signed_up['access_token']}"
        project = self.api.post("/api/projects", {"name": "Operations", "key": "OPS"})
        task = self.api.post("/api/tasks", {"project_id": project["id"], "title": "By hand"})
        if task["key"] != "OPS-1":
            raise Trouble(f"the first task is called {task['key']}")

    def email(self) -> str:
        """The admin's address."""
        return f"ada@{self.name}.example.com"

    def imports_an_uploaded_file(self) -> None:
        """Announce, upload to S3, plan, commit, tasks, report."""
        content = FILE.encode()
        about = {"project": "OPS", "file_name": "tasks.csv", "size": len(content), "content_type": "text/csv"}
        created = self.api.post("/api/imports", about)
        upload = created["upload"]
        sent = requests.request(upload["method"], upload["url"], headers=upload["headers"], data=content, timeout=20)
        if sent.status_code != 200:
            raise Trouble(f"the upload was answered {sent.status_code}: {sent.text[:300]}")
        path = f"/api/imports/{created['id']}"
        planned = self.import_in(path, "planned")
        counts = {name: planned["counts"][name] for name in ("rows", "create", "error")}
        if counts != {"rows": 3, "create": 2, "error": 1}:
            raise Trouble(f"the plan counts {counts}")
        self.api.post(f"{path}/commit", {}, 202)
        self.import_in(path, "completed")
        titles = {task["title"] for task in self.api.get("/api/tasks?limit=200")["items"]}
        if not {"Call the carrier", "Pay the bill"} <= titles:
            raise Trouble(f"the tasks are {titles}")
        report = self.api.download(f"{path}/report")
        if "Call the carrier" not in report or "OPS-" not in report:
            raise Trouble(f"the report is {report!r}")

    def imports_a_dropped_file(self) -> None:
        """A profile, a file in its folder, and the report beside it."""
        mapping = {"rules": [{"target": "title", "column": "Title"}]}
        profile = self.api.post("/api/imports/profiles", {"project": "OPS", "name": "Shop", "mapping": mapping})
        s3, bucket = deploy.client("s3", self.endpoint), self.physical["FilesBucket"]
        key = f"{profile['folder']}orders.csv"
        s3.put_object(Bucket=bucket, Key=key, Body=b"Title\nDropped by a system\n")
        report = f"reports/{key.removeprefix('drop/')}.report.csv"

        def answered() -> str | None:
            found = s3.list_objects_v2(Bucket=bucket, Prefix=report).get("Contents")
            return s3.get_object(Bucket=bucket, Key=report)["Body"].read().decode() if found else None

        text = wait_until("the report beside the dropped file", answered)
        if "Dropped by a system,create,,OPS-" not in text:
            raise Trouble(f"the report is {text!r}")

    def import_in(self, path: str, state: str) -> Any:
        """The import once it is in this state."""

        def reached() -> Any:
            found = self.api.get(path)
            if found["state"] == "failed":
                raise Trouble(f"the import failed: {found['failure']}")
            return found if found["state"] == state else None

        return wait_until(f"the import is {state}", reached)

    def imports_in_one_call(self) -> None:
        """A multipart form, which API Gateway has to pass on as bytes."""
        content = '\ufeffTitle,Tags\nBlåbær,"a, b"\n'.encode()
        answer = self.api.session.post(
            f"{self.api.url}/api/tasks/import?wait=25",
            files={"file": ("tasks.csv", content, "text/csv")},
            data={"project": "OPS"},
            timeout=40,
        )
        if answer.status_code not in (200, 202):
            raise Trouble(f"the import in one call was answered {answer.status_code}: {answer.text[:600]}")
        self.import_in(f"/api/imports/{answer.json()['id']}", "completed")
        found = self.api.get("/api/tasks?q=Bl%C3%A5b%C3%A6r")["items"]
        if [task["title"] for task in found] != ["Blåbær"]:
            raise Trouble(f"the search for the imported task found {found}")

    def tells_what_happened(self) -> None:
        """The audit log, and what leaves the product as files."""
        kinds = {entry["kind"] for entry in self.api.get("/api/audit?limit=200")["items"]}
        if missing := {"organization.created", "project.created", "import.finished"} - kinds:
            raise Trouble(f"the audit log lacks {missing}")
        if "import.finished" not in self.api.download("/api/audit/export"):
            raise Trouble("the exported audit log lacks the import")

    def publishes_a_workflow(self) -> None:
        """A workflow from its draft to its first version."""
        start = {"id": "start", "name": "By hand", "does": {"kind": "start", "when": "manual"}}
        tell = {"kind": "notification", "channel": {"slack": "https://hooks.example.com/x"}, "text": "Done."}
        draft = {
            "nodes": [start, {"id": "tell", "name": "Tell", "does": tell}],
            "edges": [{"from": "start", "to": "tell"}],
        }
        workflow = self.api.post("/api/workflows", {"name": "First", "draft": draft})
        path = f"/api/workflows/{workflow['id']}"
        published = self.api.call("POST", f"{path}/publish", 200, json={"note": "First."}, headers={"if-match": "*"})
        if self.api.get(f"{path}/versions/1")["definition"] != published.json()["draft"]:
            raise Trouble("the version is not what was drawn")

    def tells_people(self) -> None:
        """From an import's end over the events queue into the inbox."""

        def told() -> bool:
            items = self.api.get("/api/notifications")["items"]
            return any(item["reason"] == "import_finished" for item in items)

        wait_until("the end of an import in the inbox", told)

    def mails_a_reset_link(self) -> None:
        """From the API over the events queue to SES."""
        self.api.post("/api/auth/password-reset", {"email": self.email()}, 202)

        def mailed() -> bool:
            sent = requests.get(f"{self.endpoint}/_aws/ses", timeout=10).json()["messages"]
            # Quoted-printable breaks lines with "=".
            text = json.dumps(sent).replace("=\\r\\n", "").replace("=3D", "=")
            return self.email() in text and f"{PUBLIC_URL}/reset-password?token=" in text

        wait_until("the reset mail", mailed)

    def publishes_the_web_app(self) -> None:
        """The page that is asked for each time, and the files that it names, which are kept for ever."""
        web.build()
        s3, bucket = deploy.client("s3", self.endpoint), self.physical["WebBucket"]
        published = subprocess.run(
            [sys.executable, str(ROOT / "infra" / "publish-web"), bucket], capture_output=True, text=True
        )
        if published.returncode:
            raise Trouble(f"`infra/publish-web` failed: {published.stdout}{published.stderr}")
        page = s3.get_object(Bucket=bucket, Key="index.html")
        if (page["CacheControl"], page["ContentType"]) != ("no-cache", "text/html; charset=utf-8"):
            raise Trouble(f"the page is kept {page['CacheControl']!r}, as {page['ContentType']!r}")
        named = re.findall(r'(?:src|href)="/([^"]+)"', page["Body"].read().decode())
        if not any(name.startswith("assets/") for name in named):
            raise Trouble(f"the page names {named}")
        for name in named:
            kept = s3.head_object(Bucket=bucket, Key=name)["CacheControl"]
            if ("immutable" in kept) != name.startswith("assets/"):
                raise Trouble(f"{name} is kept {kept!r}")

    def sweeps(self) -> None:
        """An event that nobody handed on is handed on by the sweeper."""
        with pymongo.MongoClient(self.mongodb_uri) as mongodb:
            events = mongodb[self.name].events
            event = events.find_one({"kind": "project.created"})
            overdue = {"published_at": None, "at": event["at"] - datetime.timedelta(hours=1)}
            events.update_one({"_id": event["_id"]}, {"$set": overdue})
            self.sweep()
            if events.find_one({"_id": event["_id"]})["published_at"] is None:
                raise Trouble("the sweeper left an event unpublished")

    def sweep(self) -> None:
        """As the schedule does each minute."""
        client = deploy.client("lambda", self.endpoint)
        answer = client.invoke(FunctionName=self.physical["SweeperFunction"], Payload=b"{}")
        if "FunctionError" in answer:
            raise Trouble(f"the sweeper failed: {answer['Payload'].read()}")

    def runs_workflows(self) -> None:
        """Runs that events and schedules begin, and people bring on."""
        lambda_workflows.follow_a_task(self.api, wait_until)
        with pymongo.MongoClient(self.mongodb_uri) as mongodb:
            lambda_workflows.keep_a_schedule(self.api, wait_until, mongodb[self.name], self.sweep)

    def every_queue_buries_what_nobody_can_read(self) -> None:
        """Each queue has a dead-letter queue, into which a poison message goes while others pass."""
        sqs = deploy.client("sqs", self.endpoint)
        queues = self.of_type(QUEUE)
        dead = {
            name: queue["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"][0]
            for name, queue in queues.items()
            if "RedrivePolicy" in queue
        }
        if unused := set(queues) - set(dead) - set(dead.values()):
            raise Trouble(f"the queues {unused} are neither fed nor fed by another")
        poison = {name: f"poison {secrets.token_hex(8)} for {name}" for name in dead}
        for name, text in poison.items():
            sqs.send_message(QueueUrl=self.physical[name], MessageBody=text)
        for name, text in poison.items():

            def buried(target: str = dead[name], text: str = text) -> bool:
                taken = sqs.receive_message(QueueUrl=self.physical[target], MaxNumberOfMessages=10)
                return any(message["Body"] == text for message in taken.get("Messages", []))

            wait_until(f"the poison in {name} reaches {dead[name]}", buried)

    def files_lie_where_they_should(self) -> None:
        """Uploads, dropped files, reports and exports in one bucket, the web app in the other, and nothing else."""
        expected = {
            "FilesBucket": {"uploads", "drop", "reports", "exports"},
            "WebBucket": {path.name for path in (ROOT / "web" / "dist").iterdir() if not path.name.startswith(".")},
        }
        s3 = deploy.client("s3", self.endpoint)
        for name in self.of_type(BUCKET):
            listed = s3.list_objects_v2(Bucket=self.physical[name]).get("Contents", [])
            found = {item["Key"].split("/")[0] for item in listed}
            if found != expected.get(name):
                raise Trouble(f"the bucket {name} has {found or 'nothing'}")

    def every_function_was_at_work(self) -> None:
        """By its own log: invoked, answered, and no error but for the poison."""
        for name in self.of_type(FUNCTION):
            lines = list(self.log_of(name))
            if not any(line.startswith("END RequestId") for line in lines):
                raise Trouble(f"nothing invoked {name}: exercise it in tests/checks/lambda_check.py")
            errors = [line for line in lines if '"level":"ERROR"' in line and "dead-letter" not in line]
            if errors or any("Runtime.ExitError" in line or "timed out" in line for line in lines):
                raise Trouble(f"{name} failed:\n" + "\n".join(errors or lines)[-3000:])

    def log_of(self, function: str) -> Iterator[str]:
        """What a function's environments wrote."""
        for log in sorted((self.state.path("logs") / "lambda").glob(f"{self.physical[function]}-*.log")):
            yield from log.read_text(errors="replace").splitlines()


def main() -> None:
    """Deploys, does everything, removes."""
    binaries, state = Path(sys.argv[1]).resolve(), State(Path(sys.argv[2]).resolve())
    check = Check(state, os.environ["TEST_AWS_ENDPOINT"], os.environ["TEST_MONGODB_URI"], binaries)
    os.environ |= emulator.aws_environment(check.endpoint)
    steps = [
        check.deploy,
        check.tells_about_itself,
        check.every_route_leads_to_a_function,
        check.signs_up,
        check.imports_an_uploaded_file,
        check.imports_a_dropped_file,
        check.imports_in_one_call,
        check.tells_what_happened,
        check.publishes_a_workflow,
        check.runs_workflows,
        check.tells_people,
        check.mails_a_reset_link,
        check.publishes_the_web_app,
        check.sweeps,
        check.every_queue_buries_what_nobody_can_read,
        check.files_lie_where_they_should,
        check.every_function_was_at_work,
    ]
    try:
        for step in steps:
            started = time.monotonic()
            step()
            print(f"lambda: {step.__name__.replace('_', ' ')} ({time.monotonic() - started:.1f} s)", flush=True)
    except Trouble as trouble:
        fail(trouble)
    finally:
        check.remove()
    print(f"lambda: {len(check.of_type(FUNCTION))} functions, {len(check.of_type(QUEUE))} queues: all were at work")


if __name__ == "__main__":
    main()
