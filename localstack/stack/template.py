"""Reads infra/template.yaml, and makes of it what `sam build` would."""

import json
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import yaml

from stack.say import Trouble

FUNCTION = "AWS::Serverless::Function"
# The part that the container variant needs: it brings its own compute.
STORAGE = ("AWS::S3::Bucket", "AWS::S3::BucketPolicy", "AWS::SQS::Queue", "AWS::SQS::QueuePolicy")


class _Loader(yaml.SafeLoader):
    """Knows CloudFormation's short forms (`!Ref x`) and gives the long ones."""


def _long_form(loader: _Loader, tag: str, node: yaml.Node) -> dict[str, Any]:
    if isinstance(node, yaml.ScalarNode):
        value: Any = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)
    if tag == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {tag if tag in ("Ref", "Condition") else f"Fn::{tag}": value}


_Loader.add_multi_constructor("!", _long_form)


def load(path: Path) -> dict[str, Any]:
    """A template with every intrinsic function in its long form."""
    return yaml.load(path.read_text(), Loader=_Loader)  # noqa: S506 - a SafeLoader


def only_storage(template: dict[str, Any]) -> dict[str, Any]:
    """The same template with nothing but the bucket of files and the queues."""
    resources = {
        name: resource
        for name, resource in template["Resources"].items()
        # A container carries the web app in its image.
        if resource["Type"] in STORAGE and not name.startswith("Web")
    }
    outputs = {
        name: output
        for name, output in template["Outputs"].items()
        if output["Value"].get("Ref") in resources
    }
    used = {name: template["Parameters"][name] for name in ["PublicUrl", "CorsOrigins"]}
    conditions = {"HasCorsOrigins": template["Conditions"]["HasCorsOrigins"]}
    return {
        "Parameters": used,
        "Conditions": conditions,
        "Resources": resources,
        "Outputs": outputs,
    }


def build(template: dict[str, Any], binaries: Path, to: Path) -> None:
    """Lays out the template and one package per function, as `sam build` does.

    Packages are zipped here: `sam` would compress them with all its might, which on the way to the
    next process takes longer than everything else.
    """
    for name, resource in template["Resources"].items():
        if resource["Type"] != FUNCTION:
            continue
        binary = resource["Metadata"]["BuildProperties"]["Binary"]
        _place(binaries / binary, to / f"{name}.zip")
        resource["Properties"]["CodeUri"] = f"{name}.zip"
        del resource["Metadata"]
    (to / "template.json").write_text(json.dumps(template, indent=1))


def _place(binary: Path, package: Path) -> None:
    """Zips a binary as `bootstrap`, without its symbols, unless that was done already."""
    try:
        source = binary.resolve(strict=True)
    except OSError:
        raise Trouble(f"there is no {binary}: build it first, with `cargo build`.") from None
    seen = package.with_suffix(".source")
    status = source.stat()
    identity = f"{source} {status.st_size} {status.st_mtime_ns}"
    if package.exists() and seen.exists() and seen.read_text() == identity:
        return
    bootstrap = package.with_suffix(".bootstrap")
    shutil.copyfile(source, bootstrap)
    if shutil.which("strip"):
        # What is not an object file (a script in a test) stays as it is.
        subprocess.run(["strip", str(bootstrap)], capture_output=True, check=False)
    # A fixed date: the same binary is the same package, and is not uploaded again.
    entry = zipfile.ZipInfo("bootstrap", date_time=(1980, 1, 1, 0, 0, 0))
    entry.external_attr = 0o100755 << 16
    entry.compress_type = zipfile.ZIP_DEFLATED
    new = package.with_suffix(".new")
    with zipfile.ZipFile(new, "w", compresslevel=1) as archive:
        archive.writestr(entry, bootstrap.read_bytes(), compresslevel=1)
    bootstrap.unlink()
    new.replace(package)
    seen.write_text(identity)
