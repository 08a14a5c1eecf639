"""Whether the published JSON Schema of workflows takes what it should, and nothing else (called by ./api)."""

import copy
import json
from collections.abc import Callable
from typing import Any

import jsonschema

DRAWING = {
    "nodes": [
        {"id": "start", "name": "By hand", "does": {"kind": "start", "when": "manual"}},
        {"id": "wait", "name": "Wait", "does": {"kind": "delay", "wait": {"seconds": 5}}},
        {
            "id": "tell",
            "name": "Tell",
            "does": {"kind": "notification", "channel": {"slack": "https://hooks.example.com/x"}, "text": "x"},
        },
    ],
    "edges": [{"from": "start", "to": "wait"}, {"from": "wait", "to": "tell"}],
}

# Each makes the drawing one that cannot be read.
WRONG: list[tuple[list[Any], Any]] = [
    (["nodes"], {}),
    (["colour"], "red"),
    (["nodes", 1, "id"], "Not a name"),
    (["nodes", 1, "does", "kind"], "dance"),
    (["nodes", 1, "does", "speed"], 1),
    (["nodes", 0, "does", "speed"], 1),
    (["nodes", 1, "does", "wait"], {"seconds": 5, "until": "run.started_at"}),
    (["nodes", 2, "does", "text"], 7),
    (["nodes", 2, "does", "channel"], {"pigeon": "x"}),
    (["nodes", 2, "limit_seconds"], 0),
    (["edges", 0, "to"], None),
    (["edges", 0, "weight"], 1),
]


def faults(read: Callable[[str], dict[str, Any]]) -> list[str]:
    """What the schema takes wrongly; `read` gives what lies at a path of the API."""
    schema = read("/api/workflows/schema")
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    found = []
    good = {"a small drawing": DRAWING}
    good |= {template["id"]: template["definition"] for template in read("/api/workflows/templates")["items"]}
    for name, definition in good.items():
        found += [f"the schema refuses {name}: {error.message}" for error in validator.iter_errors(definition)]
    for place, value in WRONG:
        if validator.is_valid(_altered(place, value)):
            found.append(f"the schema takes {json.dumps(value)} at {place}")
    return found


def _altered(place: list[Any], value: object) -> object:
    drawing = copy.deepcopy(DRAWING)
    parent: Any = drawing
    for step in place[:-1]:
        parent = parent[step]
    parent[place[-1]] = value
    return drawing
