"""The token of an authority (授权令牌): what the phone holds, signed (Ed25519) so that nobody can write one.

`HL1.<payload>.<signature>`, both base64url without padding; the payload is JSON with sorted keys. Whoever has the
public key can read one offline, a bystander at the car as well; only the server can tell whether it is still live.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from huilong.rooms.repossession.terms.authority import Claim

MARK = "HL1"
LONGEST = 1000
FIELDS = ("authority", "order", "vin", "holder", "issued", "expires")


def sign(key: bytes, claim: Claim) -> str:
    """The token that says this (签发); `key` is 32 secret bytes."""
    told = {name: getattr(claim, name) for name in FIELDS}
    body = _text(json.dumps(told, sort_keys=True, separators=(",", ":")).encode())
    signature = Ed25519PrivateKey.from_private_bytes(key).sign(f"{MARK}.{body}".encode())
    return f"{MARK}.{body}.{_text(signature)}"


def public(key: bytes) -> bytes:
    """The public key (32 bytes) that reads what `key` signs (公钥)."""
    return Ed25519PrivateKey.from_private_bytes(key).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def read(public_key: bytes, token: str) -> Claim | None:
    """What a token says (验签); None when it is not whole or not signed by us."""
    parts = token.split(".") if len(token) <= LONGEST else []
    if len(parts) != 3 or parts[0] != MARK:
        return None
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(_bytes(parts[2]), f"{MARK}.{parts[1]}".encode())
        told = json.loads(_bytes(parts[1]))
    except (InvalidSignature, ValueError):
        return None
    if not isinstance(told, dict) or set(told) != set(FIELDS):
        return None
    return Claim(**told)


def _text(body: bytes) -> str:
    return urlsafe_b64encode(body).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text.encode("ascii", "strict") + b"=" * (-len(text) % 4))
