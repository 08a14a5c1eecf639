"""Builds the product's binaries with cargo."""

import json
import subprocess
import time
from pathlib import Path

from stack.say import Trouble, say
from stack.services import ROOT, tool


def build() -> Path:
    """Builds every binary of the workspace, as quickly as it goes; the directory they are in."""
    cargo = tool("cargo")
    say("Building the binaries; the first time this takes some minutes.")
    started = time.monotonic()
    # All in one go: one package alone would build its dependencies with other features, again.
    command = [cargo, "build", "--profile", "local", "--locked", "--workspace", "--bins"]
    status = subprocess.run(command, cwd=ROOT, check=False).returncode
    if status < 0:
        raise Trouble(f"the build was ended by signal {-status}; was there enough memory?")
    if status > 0:
        raise Trouble("the build failed (see above).")
    say(f"Built in {time.monotonic() - started:.0f} s.")
    return _target_directory(cargo) / "local"


def _target_directory(cargo: str) -> Path:
    """Where cargo puts things: CARGO_TARGET_DIR and its configuration have a say."""
    command = [cargo, "metadata", "--no-deps", "--format-version", "1"]
    metadata = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return Path(json.loads(metadata.stdout)["target_directory"])
