"""Sealed bids (密封投标): the canonical form of a bid, its commitment, its seal, and the check that both agree.

A bid is JSON of objects, lists, strings, whole numbers and true or false, keys sorted, no spaces, UTF-8. Its
commitment is the SHA-256 of those bytes; a salt of 256 bits within keeps anybody from guessing prices. The bytes,
padded with spaces to a multiple of 2,048, are sealed with AES-256-GCM under a key that stays with the bidder; the
commitment is bound in as associated data. See docs/decisions/sealed-bids.md.
"""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from huilong.kernel.refusal import Refusal

FORM = "huilong-bid-1"
PAD, NONCE, KEY, SALT = 2_048, 12, 32, 32
MOST_BYTES = 64 * 1024


@dataclass(frozen=True)
class Sealed:
    """What leaves the bidder (密封件): nobody reads the bid from it. Commitment in hex, nonce and ciphertext raw."""

    commitment: str
    nonce: bytes
    ciphertext: bytes


def canonical(told: dict[str, Any]) -> bytes:
    """The one way to write a bid (规范格式).

    >>> canonical({"b": 1, "a": "价"}).decode()
    '{"a":"价","b":1}'

    Raises Refusal `bid-form` where something is none of these.
    """
    _plain(told)
    return json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def commitment_of(content: bytes) -> str:
    """What a bidder is held to (承诺值): the SHA-256 of the canonical bytes, in hex."""
    return hashlib.sha256(content).hexdigest()


def seal(content: bytes, key: bytes, nonce: bytes) -> Sealed:
    """Seal a bid (密封); `key` of 32 and `nonce` of 12 random bytes come from the caller, each used once."""
    if len(key) != KEY or len(nonce) != NONCE:
        raise _wrong("密钥或随机数长度不对", "the key or the nonce has another length")
    mark = commitment_of(content)
    padded = content + b" " * (-len(content) % PAD)
    return Sealed(mark, nonce, AESGCM(key).encrypt(nonce, padded, mark.encode()))


def unseal(sealed: Sealed, key: bytes) -> bytes:
    """Open a seal (开标): the canonical bytes, held against the commitment.

    Raises Refusal `seal-key` where the key does not open it, `seal-broken` where what comes out is not what was
    committed to.
    """
    try:
        padded = AESGCM(key).decrypt(sealed.nonce, sealed.ciphertext, sealed.commitment.encode())
    except (InvalidTag, ValueError):
        raise Refusal(
            "seal-key", status=422, where="key", zh="此密钥打不开这份密封投标。",
            en="This key does not open the sealed bid.",
            remedy_zh="请使用封标时保存的密钥文件。", remedy_en="Use the key file saved when the bid was sealed.",
        ) from None  # fmt: skip
    content = padded.rstrip(b" ")
    if commitment_of(content) != sealed.commitment:
        raise Refusal(
            "seal-broken", status=422, zh="开出的内容与承诺值不符,投标作废。",
            en="What was opened is not what was committed to: the bid does not count.",
        )  # fmt: skip
    return content


def read(content: bytes) -> dict[str, Any]:
    """A bid's bytes as data, if they are in canonical form with a salt. Raises Refusal `bid-form`."""
    try:
        told = json.loads(content)
    except ValueError:
        raise _wrong("不是 JSON", "it is not JSON") from None
    if not isinstance(told, dict) or canonical(told) != content:
        raise _wrong("不是规范格式", "it is not in canonical form")
    salt = told.get("salt")
    if told.get("form") != FORM or not isinstance(salt, str) or len(salt) < SALT or not _hex(salt):
        raise _wrong("缺少格式标记或盐", "the mark of its form or the salt is missing")
    return told


def _hex(text: str) -> bool:
    return all(one in "0123456789abcdef" for one in text)


def _plain(told: Any) -> None:
    if isinstance(told, dict):
        if not all(isinstance(name, str) for name in told):
            raise _wrong("键须为文字", "keys are text")
        for one in told.values():
            _plain(one)
    elif isinstance(told, list):
        for one in told:
            _plain(one)
    elif not isinstance(told, (str, int)):
        raise _wrong("只能含文字、整数与真假值", "only text, whole numbers, true and false")


def _wrong(zh: str, en: str) -> Refusal:
    return Refusal(
        "bid-form", status=422, zh=f"投标格式有误:{zh}。", en=f"The bid is not in form: {en}.",
        remedy_zh="请按 docs/how-to/tenders.md 填写。", remedy_en="Write it as in docs/how-to/tenders.md.",
    )  # fmt: skip
