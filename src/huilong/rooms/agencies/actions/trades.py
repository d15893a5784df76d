"""Open price lists and response clocks (价目与响应): published and noted; nothing is ever changed."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from huilong.kernel.acting import acting
from huilong.kernel.money import MAX_FEN, Fen
from huilong.kernel.refusal import Refusal
from huilong.rooms.agencies.models import PriceLine, ResponseStep
from huilong.rooms.agencies.queries.rating_policy import rating_policy
from huilong.rooms.agencies.queries.trades import price
from huilong.rooms.agencies.terms.rating import ClockKind, ClockStep
from huilong.rooms.journal.actions import record
from huilong.rooms.people.queries import organisation_named


def publish_price(organisation: int, service: str, region: str, since: date, fen: Fen | None, at: datetime) -> int:
    """Put a price on a firm's open list (公布价目), by the firm itself or by the lender for it; the line's key.

    `fen` None: not offered any more; `region` "": anywhere. A price counts from today at the earliest: what was agreed
    at the price of a day stays so. Raises Refusal `no-such-firm`, `no-such-service`, `price-late`, `price-amount`,
    `price-not-yours`, `price-same`.
    """
    firm = organisation_named(organisation)
    if firm is None:
        raise Refusal("no-such-firm", status=404, where="organisation", zh="没有这家机构。",
                      en="There is no such firm.")  # fmt: skip
    by_house = _by_house(organisation)
    if rating_policy().service(firm.kind, service) is None:
        raise _refused("no-such-service", "service", "该类机构没有这项服务。", "This trade has no such service.",
                       "服务项目见评级口径。", "The rating policy lists the services.")  # fmt: skip
    if since < timezone.localdate(at):
        raise _refused("price-late", "since", "价格不能早于今天生效。", "A price cannot count from a day that is past.",
                       "请填写今天或以后的日期。", "Give today or a later day.")  # fmt: skip
    if fen is not None and not 0 < fen <= MAX_FEN:
        raise _refused("price-amount", "amount", "价格须大于零。", "A price is above zero.",
                       "停止提供请选择“不再提供”。", "To stop offering it, say so.")  # fmt: skip
    known = price(firm.kind, organisation, service, region, since)
    if (known.fen if known and known.region == region else None) == fen and (known is not None or fen is None):
        raise _refused("price-same", "amount", "与现行价格相同。", "That is the price in force already.",
                       "无需重复公布。", "There is nothing to publish.")  # fmt: skip
    with transaction.atomic():
        kept = PriceLine.objects.create(
            organisation_id=organisation, trade=firm.kind, service=service, region=region.strip()[:64], since=since,
            fen=fen, by_house=by_house, kept_at=at, kept_by=_actor(),
        )  # fmt: skip
        record(
            verb="firm.price_published", subject=("organisation", organisation), at=at,
            detail={"line": kept.pk, "service": service, "region": region, "since": since.isoformat(), "fen": fen},
        )  # fmt: skip
    return int(kept.pk)


def note_response(organisation: int, kind: ClockKind, subject: str, step: ClockStep, at: datetime,
                  noted_at: datetime | None = None) -> None:  # fmt: skip
    """Note that a firm was asked, answered, declined or was there (登记响应), within the caller's transaction.

    `subject` names what it was asked for (`order:17`), `at` when it happened, `noted_at` when we learned of it.
    The same step noted again changes nothing.
    """
    with transaction.atomic():
        _kept, new = ResponseStep.objects.get_or_create(
            organisation_id=organisation, kind=kind, subject=subject[:60], step=step, at=at,
            defaults={"noted_at": noted_at or at, "noted_by": _actor()},
        )  # fmt: skip
        if new:
            record(verb="firm.response_noted", subject=("organisation", organisation), at=noted_at or at,
                   detail={"clock": kind.value, "of": subject, "step": step.value})  # fmt: skip


def _by_house(organisation: int) -> bool:
    """Whether the lender speaks for the firm; a firm speaks for itself only."""
    who = acting()
    if who is None or who.organisation == organisation:
        return who is None
    own = organisation_named(who.organisation)
    if own is None or own.kind not in ("lender", "branch"):
        raise Refusal("price-not-yours", status=403, where="organisation", zh="只能公布本机构的价目。",
                      en="A firm publishes its own prices only.")  # fmt: skip
    return True


def _refused(code: str, where: str, zh: str, en: str, remedy_zh: str, remedy_en: str) -> Refusal:
    return Refusal(code, status=422, where=where, zh=zh, en=en, remedy_zh=remedy_zh, remedy_en=remedy_en)


def _actor() -> str:
    who = acting()
    return who.actor if who else "system"
