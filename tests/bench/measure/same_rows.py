"""Are the answers right? What both sides made of a file, row by row."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from pymongo import MongoClient

from measure.importers import Imported, Peer, Product
from measure.programs import Trouble

STATUS = {"new": "New", "in_progress": "In Progress", "on_hold": "On Hold", "completed": "Completed"}


def check(mongodb_uri: str, product: Product, peers: Sequence[Product | Peer], done: Mapping[str, Imported]) -> None:
    """Every task that the product made is the peer's, field by field and in the order of the file, and no row fails
    with one of them only."""
    made = done[product.name]
    with MongoClient(mongodb_uri) as client:
        ours = list(of_product(client, product.database))
        for peer in peers:
            theirs = list(of_peer(client, peer.database))
            if len(ours) != len(theirs):
                raise Trouble(f"the product made {len(ours)} tasks, {peer.name} {len(theirs)}")
            for number, (one, other) in enumerate(zip(ours, theirs, strict=True)):
                if one != other:
                    raise Trouble(f"task {number} is {one} to the product and {other} to {peer.name}")
            if made.bad != (bad := done[peer.name].bad):
                raise Trouble(f"bad rows: {made.bad[:5]}… to the product, {bad[:5]}… to {peer.name}")


def of_product(client: MongoClient[Any], database: str) -> Iterator[dict[str, Any]]:
    people = {user["_id"]: user["email"] for user in client[database]["users"].find({}, {"email": 1})}
    for task in client[database]["tasks"].find({"source": {"$ne": None}}).sort("source.row", 1):
        due = task.get("due_at")
        yield {
            "title": task["title"],
            "description": task["description"],
            "status": STATUS[task["status"]],
            "priority": task["priority"].capitalize(),
            "assignees": [people[person] for person in task["assignees"]],
            "tags": task["tags"],
            "due_at": due and due.replace(tzinfo=UTC),
        }


def of_peer(client: MongoClient[Any], database: str) -> Iterator[dict[str, Any]]:
    """One process made them all, in the order of the file. An address that is named twice is one person."""
    names = ("title", "description", "status", "priority")
    for task in client[database]["tasks"].find({}).sort("$natural", 1):
        due = task["due_at"]
        yield {name: task[name] for name in names} | {
            "assignees": list(dict.fromkeys(task["assignees"])),
            "tags": task["tags"],
            "due_at": due and datetime.fromisoformat(due).astimezone(UTC),
        }
