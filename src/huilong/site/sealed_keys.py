"""Keys in a pack (备份中的密钥): sealed with a passphrase, or not in it at all.

The passphrase comes from BACKUP_PASSPHRASE or the file BACKUP_PASSPHRASE_FILE names. Its key is derived by scrypt
(RFC 7914); the keys are sealed with AES-256-GCM.
"""

import base64
import json
import secrets
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from huilong.kernel.refusal import Refusal
from huilong.site.given import given

MARK = b"huilong-keys-1\n"
SALT_BYTES, NONCE_BYTES = 16, 12
SHORTEST = 12
COST = {"n": 2**16, "r": 8, "p": 1}
"""64 MiB and about a fifth of a second for each guess."""


def passphrase() -> str | None:
    """The passphrase of the environment; None if none is given. Refuses one that is soon guessed."""
    said = given("BACKUP_PASSPHRASE")
    if said and len(said) < SHORTEST:
        raise Refusal(
            "passphrase-short",
            zh=f"备份口令至少 {SHORTEST} 个字符。",
            en=f"A backup's passphrase has at least {SHORTEST} characters.",
            remedy_zh="请换一个更长的口令,并与备份分开保管。",
            remedy_en="Choose a longer one, and keep it apart from the backups.",
        )
    return said or None


def sealed(keys: Mapping[str, bytes], phrase: str) -> bytes:
    """Key files by name, sealed."""
    salt, nonce = secrets.token_bytes(SALT_BYTES), secrets.token_bytes(NONCE_BYTES)
    plain = json.dumps({name: base64.b64encode(key).decode() for name, key in keys.items()}).encode()
    return MARK + salt + nonce + AESGCM(_derived(phrase, salt)).encrypt(nonce, plain, MARK)


def unsealed(text: bytes, phrase: str | None) -> dict[str, bytes]:
    """The key files of a sealed text. Refuses when there is no passphrase, or another one."""
    if phrase is None:
        raise _locked(
            "passphrase-missing", "恢复密钥需要备份时的口令。", "The keys need the passphrase the backup was made with."
        )
    head = len(MARK)
    salt, nonce = text[head : head + SALT_BYTES], text[head + SALT_BYTES : head + SALT_BYTES + NONCE_BYTES]
    try:
        plain = AESGCM(_derived(phrase, salt)).decrypt(nonce, text[head + SALT_BYTES + NONCE_BYTES :], MARK)
    except InvalidTag as error:
        raise _locked("passphrase-wrong", "备份口令不对。", "This is not the passphrase of the backup.") from error
    return {name: base64.b64decode(key) for name, key in json.loads(plain).items()}


def _derived(phrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, **COST).derive(phrase.encode())


def _locked(code: str, zh: str, en: str) -> Refusal:
    return Refusal(
        code, zh=zh, en=en,
        remedy_zh="请设置 BACKUP_PASSPHRASE 或 BACKUP_PASSPHRASE_FILE。",
        remedy_en="Set BACKUP_PASSPHRASE or BACKUP_PASSPHRASE_FILE.",
    )  # fmt: skip
