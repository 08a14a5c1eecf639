"""The secrets of an instance: made once, kept where only the owner reads them."""

import base64
import secrets

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from stack.state import State


def keys(state: State) -> dict[str, str]:
    """The keys of an instance, named as the settings that they are for."""
    kept = state.note("keys")
    if not kept:
        kept = _make()
        state.write_note("keys", kept)
    return kept


def _make() -> dict[str, str]:
    signing = Ed25519PrivateKey.generate()
    private = signing.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    public = signing.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return {
        "TOKEN_SIGNING_KEY": base64.b64encode(private).decode(),
        "TOKEN_VERIFYING_KEYS": base64.b64encode(public).decode(),
        "LINK_KEY": base64.b64encode(secrets.token_bytes(32)).decode(),
    }
