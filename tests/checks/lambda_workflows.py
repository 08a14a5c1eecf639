"""Workflows through the deployed Lambdas (called by ./lambda): events, queue, approval, time, schedule."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from lambda_caller import Caller
from pymongo.database import Database

Wait = Callable[[str, Callable[[], Any]], Any]


def _published(api: Caller, name: str, nodes: list[tuple[str, dict[str, Any]]], edges: list[str]) -> str:
    """The id of a workflow of these nodes, connected one by one or as the edges (`from.exit>to`) say."""
    drawn = [{"id": id, "name": id, "does": does} for id, does in nodes]
    connected = []
    for edge in edges:
        source, target = edge.split(">")
        node, _, exit = source.partition(".")
        connected.append({"from": node, "exit": exit or "next", "to": target})
    workflow = api.post("/api/workflows", {"name": name, "draft": {"nodes": drawn, "edges": connected}})
    path = f"/api/workflows/{workflow['id']}/publish"
    api.call("POST", path, 200, json={"note": ""}, headers={"if-match": "*"})
    return str(workflow["id"])


def follow_a_task(api: Caller, wait: Wait) -> None:
    """What happens to a task begins a run, which asks someone, waits, and makes a task."""
    project = api.get("/api/projects/OPS")["id"]
    start = {"kind": "start", "when": "task_event", "event": "created", "filter": "trigger.task.title == 'Critical'"}
    ask = {"kind": "approval", "question": "Go on?", "approvers": [{"role": "admin"}], "allow_self": True}
    follow = {"kind": "create_task", "project_id": project, "title": "Follow {{ trigger.task.key }}"}
    nodes = [
        ("start", start),
        ("ask", ask),
        ("pause", {"kind": "delay", "wait": {"seconds": 2}}),
        ("follow", follow),
        ("stop", {"kind": "change_task", "task": "trigger.task.id", "add_tags": ["rejected"]}),
    ]
    edges = ["start>ask", "ask.approved>pause", "pause>follow", "ask.rejected>stop"]
    workflow = _published(api, "Follow up", nodes, edges)
    api.post("/api/tasks", {"project_id": project, "title": "Critical"})
    [asked] = wait("what waits for an approval", lambda: api.get("/api/approvals")["items"])
    answer = {"at": asked["at"], "verdict": "approved"}
    api.post(f"/api/runs/{asked['run_id']}/approvals", answer, 200)

    def over() -> bool:
        [run] = api.get(f"/api/runs?origin={workflow}")["items"]
        return bool(run["status"] == "completed")

    wait("the run is over", over)
    if not api.get("/api/tasks?q=Follow")["items"]:
        raise AssertionError("the run made no task")


def keep_a_schedule(api: Caller, wait: Wait, database: Database[Any], sweep: Callable[[], None]) -> None:
    """The sweeper sends what is due, and the engine begins a run."""
    project = api.get("/api/projects/OPS")["id"]
    start = {"kind": "start", "when": "schedule", "cron": "0 * * * *", "time_zone": "UTC"}
    make = {"kind": "create_task", "project_id": project, "title": "Scheduled"}
    workflow = _published(api, "Every hour", [("start", start), ("make", make)], ["start>make"])
    # As if the hour had struck just now.
    struck = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    database.workflows.update_one({"_id": workflow}, {"$set": {"due_at": struck}})
    sweep()
    wait("the task that a schedule makes", lambda: api.get("/api/tasks?q=Scheduled")["items"])
