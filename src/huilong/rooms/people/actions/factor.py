"""Verbs of the second factor (第二因素): begin, confirm, check, give new recovery codes, take away."""

import hashlib
import hmac
import secrets
from datetime import datetime

import pyotp
from django.conf import settings
from django.db import transaction

from huilong.kernel.refusal import Refusal
from huilong.rooms.journal.actions import record
from huilong.rooms.people.actions.signing_in import refuse_if_locked, remember_failure
from huilong.rooms.people.models import RecoveryCode, SecondFactor
from huilong.rooms.people.rules import factor


def _key(use: str) -> bytes:
    return hmac.new(settings.SECRET_KEY.encode(), f"huilong:{use}".encode(), hashlib.sha256).digest()


def begin_factor(user_id: int, account: str, at: datetime) -> tuple[str, str]:
    """The (secret, URI for a QR code) of a factor not yet confirmed (绑定第二因素), made if there is none.

    Refused when a confirmed one is there: that must be taken away first.
    """
    kept = SecondFactor.objects.filter(user=user_id).first()
    if kept is not None and kept.confirmed_at is not None:
        raise Refusal(
            "factor-there", zh="第二因素已绑定。", en="A second factor is set up already.",
            remedy_zh="如需更换,请先用验证码移除。", remedy_en="To replace it, take it away with a code first.",
        )  # fmt: skip
    secret = kept and factor.unseal(_key("second-factor"), bytes(kept.sealed), user_id)
    if not secret:
        secret = pyotp.random_base32()
        sealed = factor.seal(_key("second-factor"), secrets.token_bytes(factor.NONCE_BYTES), secret, user_id)
        SecondFactor.objects.update_or_create(user_id=user_id, defaults={"sealed": sealed, "added_at": at})
    return secret, factor.uri(secret, account)


@transaction.atomic
def confirm_factor(user_id: int, code: str, at: datetime) -> list[str] | None:
    """Confirm the factor with its first code (确认第二因素); ten recovery codes, told once, or None when wrong."""
    kept = SecondFactor.objects.filter(user=user_id, confirmed_at=None).first()
    if kept is None or not _take_step(kept, code, at):
        return None
    SecondFactor.objects.filter(pk=kept.pk).update(confirmed_at=at)
    record(verb="factor.confirmed", subject=("user", user_id), actor=f"user:{user_id}", at=at, detail={})
    return _new_codes(user_id)


def check_factor(user_id: int, code: str, *, address: str, at: datetime) -> bool:
    """Whether this code, or recovery code, is the user's now (核对验证码); refused for a while after wrong ones."""
    counted = f"\0code:{user_id}"  # no user name can be written like this
    refuse_if_locked(counted, address, at)
    plain = factor.plain_code(code)
    kept = SecondFactor.objects.filter(user=user_id, confirmed_at__isnull=False).first()
    if kept is not None and (_take_step(kept, plain, at) or _use_recovery(user_id, plain, at)):
        return True
    remember_failure(counted, address, at)
    return False


@transaction.atomic
def new_recovery_codes(user_id: int, at: datetime) -> list[str]:
    """Ten new recovery codes (恢复码), told once; the old ones end."""
    record(verb="factor.codes_renewed", subject=("user", user_id), actor=f"user:{user_id}", at=at, detail={})
    return _new_codes(user_id)


@transaction.atomic
def remove_factor(user_id: int, *, actor: int, at: datetime) -> bool:
    """Take a second factor and its recovery codes away (移除第二因素); false when there was none."""
    RecoveryCode.objects.filter(user=user_id).delete()
    gone, _each = SecondFactor.objects.filter(user=user_id).delete()
    if gone:
        who = f"user:{actor}" if actor else "system"
        record(verb="factor.removed", subject=("user", user_id), actor=who, at=at, detail={})
    return bool(gone)


def _take_step(kept: SecondFactor, code: str, at: datetime) -> bool:
    """Take the code's step, once: two requests with the same code cannot both."""
    secret = factor.unseal(_key("second-factor"), bytes(kept.sealed), kept.user_id)
    step = secret and factor.matching_step(secret, factor.plain_code(code), int(at.timestamp()), kept.last_step)
    return bool(step) and SecondFactor.objects.filter(pk=kept.pk, last_step__lt=step).update(last_step=step) == 1


def _use_recovery(user_id: int, code: str, at: datetime) -> bool:
    known = factor.recovery_hash(_key("recovery"), user_id, code)
    with transaction.atomic():
        if not RecoveryCode.objects.filter(user=user_id, hash=known, used_at=None).update(used_at=at):
            return False
        record(verb="factor.recovery_used", subject=("user", user_id), actor=f"user:{user_id}", at=at, detail={})
    return True


def _new_codes(user_id: int) -> list[str]:
    RecoveryCode.objects.filter(user=user_id).delete()
    codes = ["".join(secrets.choice(factor.ALPHABET) for _ in range(10)) for _ in range(factor.RECOVERY_CODES)]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(user_id=user_id, hash=factor.recovery_hash(_key("recovery"), user_id, code)) for code in codes
    )
    return [f"{code[:5]}-{code[5:]}" for code in codes]
