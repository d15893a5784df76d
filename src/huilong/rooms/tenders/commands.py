"""Commands of tenders (招标命令): seal a bid without a browser, verify a commitment; both offline."""

import argparse
import base64
import json
import secrets
from pathlib import Path
from typing import Any

KEY_FORM = "huilong-bid-key-1"
WRONG = 2


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add this module's commands."""
    room = subparsers.add_parser("tender", help="招标:封标、核验承诺 / seal a bid, verify a commitment")
    verbs = room.add_subparsers(metavar="VERB", required=True)
    seal = verbs.add_parser("seal", help="封标 / seal a bid: what is sent, and the key that is kept")
    seal.add_argument("bid", type=Path, metavar="BID", help="投标 JSON / the bid: tender, firm, fee, lines, capacity")
    seal.add_argument("--out", type=Path, required=True, help="密封件 / the sealed bid, to hand in")
    seal.add_argument("--key", type=Path, required=True, help="密钥文件 / the key, to keep until bids are opened")
    seal.set_defaults(run=_seal, needs="")
    verify = verbs.add_parser("verify", help="核验承诺 / check that a key opens a sealed bid to what was committed to")
    verify.add_argument("sealed", type=Path, metavar="FILE", help="密封件 / a sealed bid")
    verify.add_argument("--key", type=Path, required=True, help="密钥文件 / its key")
    verify.set_defaults(run=_verify, needs="")


def _seal(options: argparse.Namespace) -> int:
    from huilong.rooms.tenders.rules.bids import bid_of, bid_told
    from huilong.rooms.tenders.rules.sealing import KEY, NONCE, SALT, canonical, seal

    bid = bid_of(_read(options.bid))
    key = secrets.token_bytes(KEY)
    made = seal(canonical(bid_told(bid, secrets.token_hex(SALT))), key, secrets.token_bytes(NONCE))
    told = {"form": KEY_FORM, "tender": bid.tender, "commitment": made.commitment, "key": key.hex()}
    _refuse_over(options.key)
    options.key.touch(mode=0o600, exist_ok=False)
    options.key.write_text(json.dumps(told) + "\n", encoding="utf-8")
    sent = {"tender": bid.tender, "commitment": made.commitment, "nonce": base64.b64encode(made.nonce).decode(),
            "ciphertext": base64.b64encode(made.ciphertext).decode()}  # fmt: skip
    options.out.write_text(json.dumps(sent) + "\n", encoding="utf-8")
    print(f"承诺值 / commitment: {made.commitment}")
    print(f"密钥请妥善保存,丢失即视为撤标 / keep {options.key}: without it the bid counts as withdrawn")
    return 0


def _verify(options: argparse.Namespace) -> int:
    from huilong.kernel.refusal import Refusal
    from huilong.rooms.tenders.rules.sealing import Sealed, read, unseal

    sent, kept = _read(options.sealed), _read(options.key)
    try:
        nonce, ciphertext = base64.b64decode(sent["nonce"]), base64.b64decode(sent["ciphertext"])
        content = unseal(Sealed(sent["commitment"], nonce, ciphertext), bytes.fromhex(kept["key"]))
        told = read(content)
    except (Refusal, KeyError, ValueError, TypeError) as error:
        print(f"✗ {error}")
        return WRONG
    print(f"✓ {sent['commitment']}")
    print(json.dumps(told, ensure_ascii=False, indent=1))
    return 0


def _read(path: Path) -> dict[str, Any]:
    from huilong.kernel.refusal import Refusal

    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Refusal(
            "unreadable-file", where=str(path), zh=f"无法读取 {path}:{error}。", en=f"{path} cannot be read: {error}.",
        ) from None  # fmt: skip
    if not isinstance(told, dict):
        raise Refusal("unreadable-file", where=str(path), zh=f"{path} 不是对象。", en=f"{path} holds no object.")
    return told


def _refuse_over(path: Path) -> None:
    """A key written over is a bid nobody opens."""
    from huilong.kernel.refusal import Refusal

    if path.exists():
        raise Refusal(
            "key-exists", where=str(path), zh=f"{path} 已存在,不会覆盖。", en=f"{path} is there already and stays.",
            remedy_zh="请换一个文件名。", remedy_en="Name another file.",
        )  # fmt: skip
