"""The demo organization and the sample file fit each other."""

import csv

import yaml

from stack.seed import PROJECT, SAMPLE, SEED

DEMO = yaml.safe_load((SEED / "demo.yaml").read_text())


def test_tasks_name_people_that_there_are() -> None:
    tasks = [task for tasks in DEMO["tasks"].values() for task in tasks]
    assert DEMO["tasks"].keys() == DEMO["projects"].keys()
    assert PROJECT in DEMO["projects"]
    named = {person for task in tasks for person in task.get("assignees", [])}
    named |= {person for task in tasks for person, _ in task.get("comments", [])}
    assert named <= DEMO["people"].keys()


def test_the_sample_assigns_people_of_the_demo() -> None:
    with SAMPLE.open(newline="") as file:
        rows = list(csv.DictReader(file))
    addresses = {f"{person}@{DEMO['domain']}" for person in DEMO["people"]}
    assert len(rows) == 40
    assert {row["Assignees"] for row in rows} - {""} <= addresses
