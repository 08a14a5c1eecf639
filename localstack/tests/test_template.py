"""Rules that infra/template.yaml keeps, beyond what `sam validate --lint` sees."""

import json
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
    age = RESOURCES[name.replace("Queue", "AgeAlarm")]["Properties"]
    assert age["MetricName"] == "ApproximateAgeOfOldestMessage"
    assert age["Dimensions"][0]["Value"] == {"Fn::GetAtt": [name, "QueueName"]}


def test_the_api_has_an_alarm_for_what_the_gateway_itself_fails_at() -> None:
    alarm = RESOURCES["ApiAlarm"]["Properties"]
    assert (alarm["Namespace"], alarm["MetricName"]) == ("AWS/ApiGateway", "5XXError")
    values = {dimension["Name"]: dimension["Value"] for dimension in alarm["Dimensions"]}
    name = RESOURCES["Api"]["Properties"]["Name"]
    assert values == {"ApiName": name, "Stage": {"Ref": "StageName"}}


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
    assert len([name for name in storage["Outputs"] if name.endswith("QueueUrl")]) == 8


# What only the container has, and what a Lambda needs no choice of.
NOT_IN_LAMBDA = {
    "HTTP_ADDRESS",
    "HEALTH_ADDRESS",
    "MONGODB_POOL",
    "PASSWORDS_AT_ONCE",
    "WEB_DIRECTORY",
}
ASKED_FOR = re.compile(
    r"\b(?:required|secret|queue_url|optional|parsed)"
    r'\(\s*(?:&?(?:mut )?\w+,\s*)?"([A-Z][A-Z0-9_]+)"'
)


def test_every_setting_can_be_set() -> None:
    sources = [ROOT / "shared" / "runtime", ROOT / "functions"]
    files = [file for source in sources for file in source.rglob("*.rs")]
    known = {name for file in files for name in ASKED_FOR.findall(file.read_text())}
    given = set(DOCUMENT["Globals"]["Function"]["Environment"]["Variables"])
    for function in FUNCTIONS.values():
        given |= set(function.get("Environment", {}).get("Variables", {}))
    assert "IMPORT_MAX_ROWS" in known
    assert known - NOT_IN_LAMBDA - given == set()


def test_what_is_deployed_is_small_and_a_panic_is_caught() -> None:
    """`sam build` takes cargo's release profile and can be told of no other."""
    profile = tomllib.loads((ROOT / "Cargo.toml").read_text())["profile"]["release"]
    assert profile.get("lto") == "fat"
    assert "panic" not in profile  # aborting would end the function instead of answering 500


# A call of the file store that names a version of an object.
OPENS_VERSIONS = re.compile(r"\.(?:open|read|sign_download_of)\([^;]*?(?:version_id|pin\()")
DELETES_FILES = re.compile(r"files\s*\.delete\(")
UPLOADED_INTO = ("uploads/", "drop/", "attachments/")


def code_of(name: str) -> str:
    """The code of the area that a function is of."""
    binary = RESOURCES[name]["Metadata"]["BuildProperties"]["Binary"]
    area = ROOT / "functions" / binary.split("-")[0]
    return "\n".join(file.read_text() for file in sorted(area.rglob("*.rs")))


def granted(name: str) -> dict[str, set[str]]:
    """What a function may do with files, by where they lie; "" is the bucket itself."""
    grants: dict[str, set[str]] = {}
    for policy in FUNCTIONS[name]["Policies"]:
        for statement in policy.get("Statement", []):
            for resource in as_list(statement["Resource"]):
                if "FilesBucket" in str(resource):
                    place = resource.get("Fn::Sub", "").removeprefix("${FilesBucket.Arn}/")
                    allowed = grants.setdefault(place.removesuffix("*"), set())
                    allowed.update(as_list(statement["Action"]))
    return grants


def as_list(value: Any) -> list[Any]:
    """What stands for itself or for several."""
    return value if isinstance(value, list) else [value]


def test_a_function_that_opens_versions_of_files_may_read_them() -> None:
    opening = [name for name in FUNCTIONS if OPENS_VERSIONS.search(code_of(name))]
    assert {"TasksFunction", "ImportsFunction", "ImportsIntakeFunction"} <= set(opening)
    for name in opening:
        for place, actions in granted(name).items():
            if place in UPLOADED_INTO and "s3:GetObject" in actions:
                assert "s3:GetObjectVersion" in actions, f"{name}: {place}"


def test_a_function_that_deletes_files_may_delete_every_version() -> None:
    deleting = [name for name in FUNCTIONS if DELETES_FILES.search(code_of(name))]
    assert {"TasksFunction", "SweeperFunction"} <= set(deleting)
    for name in deleting:
        grants = granted(name)
        assert {"s3:DeleteObject", "s3:DeleteObjectVersion"} <= grants["attachments/"]
        assert "s3:ListBucketVersions" in grants[""]


def test_what_is_deleted_does_not_stay_as_a_version() -> None:
    rules = RESOURCES["FilesBucket"]["Properties"]["LifecycleConfiguration"]["Rules"]
    kept = {
        rule.get("Prefix"): rule["NoncurrentVersionExpiration"]["NoncurrentDays"]
        for rule in rules
        if "NoncurrentVersionExpiration" in rule
    }
    # The confirmed version of an attachment may lie under another one, and must not expire.
    assert kept == {"exports/": 1, "uploads/": 30, "drop/": 30, "reports/": 30}


def test_only_the_bucket_of_this_stack_notifies_the_queue() -> None:
    policy = RESOURCES["UploadsQueuePolicy"]["Properties"]["PolicyDocument"]
    (statement,) = policy["Statement"]
    pattern = "arn:${AWS::Partition}:s3:::${AWS::StackName}-filesbucket-*"
    assert statement["Condition"]["ArnLike"] == {"aws:SourceArn": {"Fn::Sub": pattern}}
    account = {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}
    assert statement["Condition"]["StringEquals"] == account
    assert "BucketName" not in RESOURCES["FilesBucket"]["Properties"]


def test_cloudfront_sends_the_headers_of_the_server() -> None:
    config = RESOURCES["WebHeaders"]["Properties"]["ResponseHeadersPolicyConfig"]
    headers = config["SecurityHeadersConfig"]
    policy = headers["ContentSecurityPolicy"]["ContentSecurityPolicy"]["Fn::Sub"][0]
    server = (ROOT / "functions" / "server" / "src" / "web.rs").read_text()
    (written,) = re.findall(r'format!\(\s*"(default-src .*?)"\s*\)', server, re.DOTALL)
    expected = re.sub(r"\\\n\s*", "", written).replace("{files}", "${Files}")
    assert " ".join(policy.split()) == expected
    layers = (ROOT / "shared" / "http" / "src" / "layers.rs").read_text()
    transport = headers["StrictTransportSecurity"]
    assert transport["IncludeSubdomains"] is True
    assert f"max-age={transport['AccessControlMaxAgeSec']}; includeSubDomains" in layers
    assert f'("x-frame-options", "{headers["FrameOptions"]["FrameOption"]}")' in layers
    assert f'("referrer-policy", "{headers["ReferrerPolicy"]["ReferrerPolicy"]}")' in layers
    assert headers["ContentTypeOptions"] == {"Override": True}


def test_cloudfront_keeps_nothing_of_the_api() -> None:
    config = RESOURCES["WebDistribution"]["Properties"]["DistributionConfig"]
    behaviors = {it["PathPattern"]: it for it in config["CacheBehaviors"]}
    assert set(behaviors) == {"/api/*", "/problems/*"}
    for behavior in behaviors.values():
        assert behavior["TargetOriginId"] == "api"
        assert behavior["CachePolicyId"] == "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
        assert "ResponseHeadersPolicyId" not in behavior


GATEWAY_RESPONSES: dict[str, Any] = RESOURCES["Api"]["Properties"]["GatewayResponses"]


@pytest.mark.parametrize("name", GATEWAY_RESPONSES)
def test_the_gateway_refuses_in_the_words_of_the_functions(name: str) -> None:
    response = GATEWAY_RESPONSES[name]
    template = response["ResponseTemplates"]["application/json"]
    problem = json.loads(template.replace("$context.error.messageString", '"why"'))
    assert problem["status"] == response["StatusCode"]
    assert problem["type"] == f"/problems/{problem['code']}"
    assert problem["instance"] == "$context.requestId"
    known = (ROOT / "shared" / "http" / "src" / "code.rs").read_text()
    assert re.search(rf'"{problem["code"]}",\s*S::\w+,\s*"{problem["title"]}"', known)
    headers = response["ResponseParameters"]["Headers"]
    assert headers["Content-Type"] == "'application/problem+json'"
    assert "method.request.header.Origin" in str(headers["Access-Control-Allow-Origin"])
    assert ("Retry-After" in headers) == (response["StatusCode"] in (429, 503))


def test_how_many_proxies_to_trust_is_a_parameter() -> None:
    told = [
        function["Environment"]["Variables"]["TRUSTED_PROXIES"]
        for function in FUNCTIONS.values()
        if "TRUSTED_PROXIES" in function["Environment"]["Variables"]
    ]
    assert told == [{"Ref": "TrustedProxies"}] * 7
