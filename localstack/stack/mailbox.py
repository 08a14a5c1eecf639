"""The mails that the product sent: LocalStack's SES keeps them and sends none."""

import email
import email.policy
import json
import re
import time
import urllib.request
from typing import Any

from stack.say import Trouble


def link_mailed_to(endpoint: str, address: str, seconds: float = 20) -> str:
    """Waits for a mail to an address; the first link in the newest one."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        for message in reversed(_messages(endpoint)):
            if address in _recipients(message) and (link := _first_link(_text(message))):
                return link
        time.sleep(0.1)
    raise Trouble(f"no mail came to {address} in {seconds:.0f} s: is the worker well?")


def _messages(endpoint: str) -> list[dict[str, Any]]:
    with urllib.request.urlopen(f"{endpoint}/_aws/ses", timeout=10) as response:
        return json.load(response)["messages"]


def _recipients(message: dict[str, Any]) -> list[str]:
    """Of a mail that was sent as a whole, or in parts."""
    if raw := message.get("RawData"):
        mail = email.message_from_string(raw, policy=email.policy.default)
        return [to.addr_spec for to in mail["To"].addresses]
    return message.get("Destination", {}).get("ToAddresses", [])


def _text(message: dict[str, Any]) -> str:
    if raw := message.get("RawData"):
        mail = email.message_from_string(raw, policy=email.policy.default)
        body = mail.get_body(preferencelist=("plain", "html"))
        return body.get_content() if body else ""
    return message.get("Body", {}).get("text_part") or ""


def _first_link(text: str) -> str | None:
    found = re.search(r"https?://[^\s<>\"]+", text)
    return found.group() if found else None
