"""Holds the rendered Kubernetes objects to the schemas and to our own rules (called by ./k8s).

A sentence per fault: which overlay, which object, what is wrong and what to write instead.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import kubernetes_validate
import yaml

ROOT = Path(__file__).resolve().parents[2]
RENDERED = ["infra/k8s/base", "infra/k8s/overlays/production", "infra/k8s/overlays/local"]
# The oldest release the README promises, and the newest the validator knows.
KUBERNETES = ["1.30", kubernetes_validate.latest_version()]
# Read by the AWS SDK and by the logging library themselves; no part of our own settings.
FOREIGN_SETTINGS = {
    "AWS_ENDPOINT_URL",
    "AWS_REGION",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "RUST_LOG",
}
# How the sources ask for a setting, and which ways of asking insist on it.
ASKED_FOR = re.compile(
    r'\b(required|secret|queue_url|optional|parsed|var)\(\s*(?:&?(?:mut )?\w+,\s*)?"([A-Z][A-Z0-9_]+)"'
)
INSISTING = {"required", "secret", "queue_url"}
WORKLOADS = {"Deployment", "Job", "CronJob"}
EXPECTED = {
    ("Deployment", "katalusis-api"),
    ("Deployment", "katalusis-worker"),
    ("Job", "katalusis-migrate"),
    ("CronJob", "katalusis-sweeper"),
    ("Service", "katalusis-api"),
    ("Ingress", "katalusis-api"),
    ("ServiceAccount", "katalusis"),
    ("PodDisruptionBudget", "katalusis-api"),
    ("PodDisruptionBudget", "katalusis-worker"),
}


def render(folder: Path) -> list[dict]:
    kubectl = os.environ.get("KUBECTL", "kubectl")
    done = subprocess.run([kubectl, "kustomize", str(folder)], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"k8s: {folder} does not render: {done.stderr.strip()}")
    return [document for document in yaml.safe_load_all(done.stdout) if document]


def settings_of(source: str) -> dict[str, bool]:
    """The settings that Rust sources ask for, and whether they must be there."""
    found: dict[str, bool] = {}
    for way, name in ASKED_FOR.findall(source):
        found[name] = found.get(name, False) or way in INSISTING
    return found


def pod_of(document: dict) -> dict:
    spec = document["spec"]
    if document["kind"] == "CronJob":
        spec = spec["jobTemplate"]["spec"]
    return spec["template"]["spec"]


def name_of(document: dict) -> str:
    return f"{document['kind']} {document['metadata']['name']}"


def schema_faults(documents: list[dict]) -> list[str]:
    faults = []
    for document in documents:
        for version in KUBERNETES:
            try:
                kubernetes_validate.validate(document, version, strict=True)
            except (
                kubernetes_validate.ValidationError,
                kubernetes_validate.InvalidSchemaError,
                kubernetes_validate.SchemaNotFoundError,
            ) as error:
                where = ".".join(str(part) for part in getattr(error, "path", []))
                message = getattr(error, "message", str(error))
                faults.append(
                    f"{name_of(document)}: not valid in Kubernetes {version} at {where or 'the top'}: {message}"
                )
    return faults


def image_faults(container: dict) -> list[str]:
    image = container.get("image", "")
    tag = image.rsplit("/", 1)[-1].partition(":")[2]
    if "@sha256:" in image or (tag and tag != "latest"):
        return []
    return [f"the image {image!r} floats; name a release tag or a digest"]


def confinement_faults(pod: dict, container: dict) -> list[str]:
    faults = []
    outer, inner = pod.get("securityContext", {}), container.get("securityContext", {})
    if outer.get("runAsNonRoot") is not True or outer.get("runAsUser", 0) == 0:
        faults.append("it may run as root; set runAsNonRoot and runAsUser 65532 for the pod")
    if outer.get("seccompProfile", {}).get("type") != "RuntimeDefault":
        faults.append("no seccomp profile; set seccompProfile RuntimeDefault for the pod")
    if inner.get("readOnlyRootFilesystem") is not True:
        faults.append("its root file system is writable; set readOnlyRootFilesystem")
    if inner.get("allowPrivilegeEscalation") is not False or inner.get("capabilities", {}).get("drop") != ["ALL"]:
        faults.append("it may gain privileges; forbid allowPrivilegeEscalation and drop ALL capabilities")
    if pod.get("automountServiceAccountToken") is not False:
        faults.append("it is handed a token for the Kubernetes API; set automountServiceAccountToken false")
    return faults


def resource_faults(container: dict) -> list[str]:
    resources = container.get("resources", {})
    missing = [
        f"{part}.{key}"
        for part, key in (("requests", "cpu"), ("requests", "memory"), ("limits", "memory"))
        if key not in resources.get(part, {})
    ]
    return [f"resources lack {', '.join(missing)}"] if missing else []


def probe_faults(container: dict) -> list[str]:
    wanted = {
        "startupProbe": "/api/health/live",
        "livenessProbe": "/api/health/live",
        "readinessProbe": "/api/health/ready",
    }
    ports = {port["name"] for port in container.get("ports", []) if "name" in port}
    faults = []
    for probe, path in wanted.items():
        get = container.get(probe, {}).get("httpGet", {})
        if get.get("path") != path:
            faults.append(f"its {probe} must ask {path}")
        elif get.get("port") not in ports:
            faults.append(f"its {probe} asks a port that the container does not name")
    return faults


def settings_in(container: dict, config: dict[str, dict]) -> set[str]:
    """The settings that a container is given."""
    given = {entry["name"] for entry in container.get("env", [])}
    for source in container.get("envFrom", []):
        given |= set(config.get(source["configMapRef"]["name"], {}))
    return given


def setting_faults(container: dict, config: dict[str, dict], known: dict[str, bool]) -> list[str]:
    faults = [
        f"it takes settings from {source['configMapRef']['name']!r}, which is not rendered"
        for source in container.get("envFrom", [])
        if source["configMapRef"]["name"] not in config
    ]
    for name in sorted(settings_in(container, config) - set(known) - FOREIGN_SETTINGS):
        faults.append(f"the server knows no setting {name}; see the table in shared/runtime")
    return faults


def workload_faults(document: dict, config: dict[str, dict], known: dict[str, bool]) -> list[str]:
    pod = pod_of(document)
    faults = []
    for container in pod["containers"]:
        faults += image_faults(container) + confinement_faults(pod, container) + resource_faults(container)
        if document["kind"] == "Deployment":
            faults += probe_faults(container)
        if known:
            faults += setting_faults(container, config, known)
    if document["kind"] == "Deployment" and "topologySpreadConstraints" not in pod:
        faults.append("its pods may all share one node; give topologySpreadConstraints")
    if document["kind"] == "CronJob" and document["spec"].get("concurrencyPolicy") != "Forbid":
        faults.append("two runs may overlap; set concurrencyPolicy Forbid")
    return [f"{name_of(document)}: {fault}" for fault in faults]


def own_faults(documents: list[dict], known: dict[str, bool]) -> list[str]:
    config = {
        document["metadata"]["name"]: document.get("data", {})
        for document in documents
        if document["kind"] == "ConfigMap"
    }
    faults = [
        fault
        for document in documents
        if document["kind"] in WORKLOADS
        for fault in workload_faults(document, config, known)
    ]
    present = {(document["kind"], document["metadata"]["name"]) for document in documents}
    faults += [f"{kind} {name}: is not rendered" for kind, name in sorted(EXPECTED - present)]
    given = {
        name
        for document in documents
        if document["kind"] in WORKLOADS
        for container in pod_of(document)["containers"]
        for name in settings_in(container, config)
    }
    faults += [
        f"no container is given {name}, without which the server does not start"
        for name, insisted_on in sorted(known.items())
        if insisted_on and name not in given
    ]
    for document in documents:
        if document["kind"] == "Secret":
            values = {**document.get("stringData", {}), **document.get("data", {})}
            faults += [
                f"{name_of(document)}: {key} holds a value; only 'replace-me' may be committed"
                for key, value in values.items()
                if value != "replace-me"
            ]
        if document["kind"] == "Ingress":
            paths = {path["path"] for rule in document["spec"]["rules"] for path in rule["http"]["paths"]}
            if "/" not in paths:
                faults.append(f"{name_of(document)}: does not route /, where the web app is")
    return faults


def main() -> int:
    sources = [*ROOT.glob("shared/runtime/src/**/*.rs"), *ROOT.glob("functions/*/src/**/*.rs")]
    known = settings_of("\n".join(path.read_text(encoding="utf-8") for path in sources))
    if not known:
        print("k8s: shared/runtime has no settings yet; setting names are not compared")
    faults = []
    for folder in RENDERED:
        documents = render(ROOT / folder)
        found = schema_faults(documents) + own_faults(documents, known)
        print(
            f"k8s: {folder}: {len(documents)} objects against Kubernetes {' and '.join(KUBERNETES)}, "
            f"{len(found)} fault{'s' * (len(found) != 1)}"
        )
        faults += [f"  {folder}: {fault}" for fault in found]
    print("\n".join(faults), end="\n" if faults else "", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
