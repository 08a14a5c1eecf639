"""Rules that infra/template.yaml keeps, beyond what `sam validate --lint` sees."""

import re
import tomllib
from typing import Any

import pytest

from stack import template
from stack.deploy import TEMPLATE
from stack.services import ROOT

DOCUMENT = template.load(TEMPLATE)
RESOURCES: dict[str, Any] = DOCUMENT["Resources"]


def of_type(kind: str) -> dict[str, Any]:
    """The properties of every resource of a kind."""
    return {name: it["Properties"] for name, it in RESOURCES.items() if it["Type"] == kind}


FUNCTIONS = of_type("AWS::Serverless::Function")
MAPPINGS = of_type("AWS::Lambda::EventSourceMapping")
WORK_QUEUES = {
    name: queue for name, queue in of_type("AWS::SQS::Queue").items() if "DeadLetter" not in name
}


@pytest.mark.parametrize("name", MAPPINGS)
def test_a_message_is_hidden_for_six_timeouts(name: str) -> None:
    function = FUNCTIONS[MAPPINGS[name]["FunctionName"]["Ref"]]
    queue = RESOURCES[MAPPINGS[name]["EventSourceArn"]["Fn::GetAtt"][0]]["Properties"]
    assert queue["VisibilityTimeout"] >= 6 * function["Timeout"]
    assert MAPPINGS[name]["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


@pytest.mark.parametrize("name", WORK_QUEUES)
def test_a_queue_gives_up_after_five_tries_into_its_own_queue(name: str) -> None:
    policy = WORK_QUEUES[name]["RedrivePolicy"]
    dead_letters = name.replace("Queue", "DeadLetterQueue")
    assert policy["maxReceiveCount"] == 5
    assert policy["deadLetterTargetArn"] == {"Fn::GetAtt": [dead_letters, "Arn"]}
    assert dead_letters.replace("Queue", "Alarm") in RESOURCES


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_has_an_alarm_for_errors_and_throttles(name: str) -> None:
    alarm = RESOURCES[name.replace("Function", "Alarm")]["Properties"]
    watched = {
        (metric["MetricStat"]["Metric"]["MetricName"], dimension["Value"]["Ref"])
        for metric in alarm["Metrics"]
        if "MetricStat" in metric
        for dimension in metric["MetricStat"]["Metric"]["Dimensions"]
    }
    assert watched == {("Errors", name), ("Throttles", name)}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_may_use_only_what_it_is_told_of(name: str) -> None:
    told = str(FUNCTIONS[name].get("Environment", {})) + str(DOCUMENT["Globals"])
    for policy in FUNCTIONS[name]["Policies"]:
        if "SQSSendMessagePolicy" in policy:
            queue = policy["SQSSendMessagePolicy"]["QueueName"]["Fn::GetAtt"][0]
            assert f"{{'Ref': '{queue}'}}" in told
        for statement in policy.get("Statement", []):
            assert statement["Resource"] != "*"
            if "s3:" in str(statement["Action"]):
                assert "{'Ref': 'FilesBucket'}" in told


@pytest.mark.parametrize("name", FUNCTIONS)
def test_only_functions_of_the_api_are_reached_through_it(name: str) -> None:
    variables = FUNCTIONS[name]["Environment"]["Variables"]
    events = FUNCTIONS[name].get("Events", {}).values()
    of_the_api = any(event["Type"] == "Api" for event in events)
    assert ("AWS_LAMBDA_HTTP_IGNORE_STAGE_IN_PATH" in variables) == of_the_api
    assert ("TOKEN_VERIFYING_KEYS" in variables) == of_the_api
    assert ("TOKEN_SIGNING_KEY" in variables) == (name == "AuthFunction")


def test_secrets_are_not_echoed_and_have_no_default() -> None:
    for name in ("MongodbUri", "TokenSigningKey", "LinkKey"):
        assert DOCUMENT["Parameters"][name]["NoEcho"] is True
        assert "Default" not in DOCUMENT["Parameters"][name]


def test_the_container_variant_gets_bucket_and_queues_alone() -> None:
    storage = template.only_storage(template.load(TEMPLATE))
    kinds = {resource["Type"] for resource in storage["Resources"].values()}
    assert kinds == set(template.STORAGE)
    assert "FilesBucket" in storage["Outputs"]
    assert len([name for name in storage["Outputs"] if name.endswith("QueueUrl")]) == 6


def test_sam_builds_with_the_profile_for_lambda_and_a_panic_is_caught() -> None:
    profile = tomllib.loads((ROOT / "Cargo.toml").read_text())["profile"]["lambda"]
    settings = (ROOT / "samconfig.toml").read_text()
    told = re.findall(r"CARGO_PROFILE_RELEASE_([A-Z_]+)=(\w+)", settings)
    del profile["inherits"]
    assert dict(told) == {key.replace("-", "_").upper(): str(it) for key, it in profile.items()}
    assert "panic" not in profile  # aborting would end the function instead of answering 500
