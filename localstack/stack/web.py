"""Builds the web app with npm."""

import subprocess
from pathlib import Path

from stack.say import Trouble, step
from stack.services import ROOT


def build() -> Path:
    """Installs the app's packages and builds it, as far as it is not done; where it is then."""
    with step("Building the web app"):
        command = [ROOT / "web" / "scripts" / "build"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Trouble(f"the web app does not build:\n{done.stdout}{done.stderr}")
    return ROOT / "web" / "dist"
