"""Second factor (第二因素): TOTP by RFC 6238, six digits, 30 seconds, one step of drift either way; no code twice."""

import hashlib
import hmac

import pyotp
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

STEP_SECONDS = 30
DRIFT_STEPS = 1
NONCE_BYTES = 12
RECOVERY_CODES = 10
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def matching_step(secret: str, code: str, epoch_seconds: int, after_step: int) -> int | None:
    """The step whose code this is, within one step of now and newer than `after_step`; None when there is none.

    >>> secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # RFC 6238, appendix B, in base32
    >>> matching_step(secret, "287082", 59, 0), matching_step(secret, "287082", 59, 1)
    (1, None)
    """
    now = epoch_seconds // STEP_SECONDS
    totp = pyotp.TOTP(secret, interval=STEP_SECONDS)
    found = None
    for step in range(now - DRIFT_STEPS, now + DRIFT_STEPS + 1):  # all of them, so that time tells nothing
        if hmac.compare_digest(totp.generate_otp(step), code) and step > after_step:
            found = step
    return found


def uri(secret: str, account: str) -> str:
    """What a QR code tells an authenticator."""
    return pyotp.TOTP(secret, interval=STEP_SECONDS).provisioning_uri(name=account, issuer_name="huilong")


def seal(key: bytes, nonce: bytes, secret: str, user: int) -> bytes:
    """The secret sealed by AES-256-GCM, openable only together with its user."""
    return nonce + AESGCM(key).encrypt(nonce, secret.encode(), b"second-factor:%d" % user)


def unseal(key: bytes, sealed: bytes, user: int) -> str | None:
    """The secret, None when it does not open: another key, another user, or changed."""
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], b"second-factor:%d" % user).decode()
    except InvalidTag:
        return None


def plain_code(typed: str) -> str:
    """A code as typed, without what people put between: ` 123 456 ` and `ABCDE-FGHJK` alike.

    >>> plain_code(" 123 456 "), plain_code("ABCDE-FGHJK")
    ('123456', 'abcdefghjk')
    """
    return "".join(sign for sign in typed.lower() if sign.isascii() and sign.isalnum())


def recovery_hash(key: bytes, user: int, code: str) -> str:
    """What is kept of a recovery code."""
    return hmac.new(key, f"recovery:{user}:{plain_code(code)}".encode(), hashlib.sha256).hexdigest()
