"""Placing (委外分案): cases go to a firm under a contract, for a time; the law is asked before they do."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from huilong.kernel.acting import acting
from huilong.kernel.refusal import Refusal
from huilong.rooms.agencies.actions.lawful import ask_the_law
from huilong.rooms.agencies.models import Firm, Placement
from huilong.rooms.agencies.queries import contract as contract_row
from huilong.rooms.agencies.queries import may_receive, placeable
from huilong.rooms.agencies.rules.placing import mistake
from huilong.rooms.agencies.terms import ContractRow, Lack, Preview
from huilong.rooms.cases import actions as cases_actions
from huilong.rooms.cases.queries import open_rows
from huilong.rooms.cases.terms import DutyKind, Holder
from huilong.rooms.compliance.actions import refuse_unless_permitted, tell_outcome
from huilong.rooms.compliance.terms import OutcomeKind
from huilong.rooms.journal.actions import record
from huilong.rooms.people.queries import teams

MOST_OF_A_NAME = 40


def place(
    cases: Sequence[str], organisation: int, contract: int, *, batch: str, tier: int, entry_on: date, exit_on: date,
    strata: Mapping[str, str], at: datetime,
) -> int:
    """Place cases with a firm under one of its contracts (委外分案), as one batch; how many.

    The firm is given them at once, or by the night when `entry_on` lies ahead, and loses them by itself when `exit_on`
    is over. `strata`: the stratum of each case, where it was drawn up by strata. Raises Refusal `firm-not-ready`,
    `placement-terms`, `not-placeable`, and `law-blocked`, `law-needs-approval` once that verdict is committed.
    """  # fmt: skip
    on, terms, numbers = timezone.localdate(at), contract_row(contract), list(dict.fromkeys(cases))
    refuse_unready(organisation, on, max(on, entry_on))
    _refuse_terms(terms, organisation, batch.strip(), tier, entry_on, exit_on, on)
    _refuse_unplaceable(placeable(numbers, on), numbers)
    verdict = ask_the_law(organisation, terms, max(on, entry_on), at)
    refuse_unless_permitted(verdict)
    who, begins = acting(), entry_on <= on
    try:
        with transaction.atomic():
            one_at_the_firm(organisation)
            refuse_unready(organisation, on)  # as it stands now: a breach told meanwhile keeps everything here
            rows = open_rows(numbers)
            Placement.objects.bulk_create(
                Placement(
                    case_id=rows[number].id, organisation_id=organisation, contract_id=contract, batch=batch.strip(),
                    tier=tier, stratum=strata.get(number, ""), entry_on=entry_on, exit_on=exit_on,
                    entry_past_due_days=rows[number].past_due_days, entry_delinquent_fen=rows[number].delinquent_fen,
                    placed_at=at, placed_by=who.user if who else 0, verdict=verdict.id,
                    begun_at=at if begins else None,
                )
                for number in numbers
            )  # fmt: skip
            if begins:
                give(numbers, organisation, exit_on, at)
            told = {"firm": organisation, "contract": contract, "cases": len(numbers), "tier": tier,
                    "entry_on": entry_on.isoformat(), "exit_on": exit_on.isoformat()}  # fmt: skip
            record(verb="batch.placed", subject=("batch", batch.strip()), at=at, detail=told, verdict=str(verdict.id))
    except IntegrityError as error:
        if "agencies_case_placed_once" not in str(error):
            raise
        raise _gone() from None
    tell_outcome(verdict.id, OutcomeKind.DONE, at)
    return len(numbers)


def one_at_the_firm(organisation: int) -> None:
    """Wait until nobody else changes where a firm stands, nor places with it, and let nobody until this is over."""
    Firm.objects.select_for_update().filter(pk=organisation).first()


def give(numbers: Sequence[str], organisation: int, exit_on: date, at: datetime) -> None:
    """Let the firm hold what is placed with it until its last day is over (交案)."""
    who = acting()
    actor = who.actor if who else "system"
    cases_actions.assign(
        numbers, holder_of(organisation), DutyKind.COLLECT, actor=actor, at=at, placed=True, lapses_at=end_of(exit_on)
    )


def holder_of(organisation: int) -> Holder:
    """Who of a firm gets its cases: the team that takes its new ones, else its only team, else the firm as a whole."""
    found = [one for one in teams() if one.organisation == organisation]
    first = next((one for one in found if one.takes_new), found[0] if len(found) == 1 else None)
    return Holder(organisation, first.id if first else None)


def end_of(on: date) -> datetime:
    """The moment a day is over in the house's zone."""
    return timezone.make_aware(datetime.combine(on + timedelta(days=1), time.min))


def refuse_unready(organisation: int, *days: date) -> None:
    """Refuse a firm that may not be given work on one of these days, with all it lacks (`firm-not-ready`).

    The contract is named by whoever places, and held against the days by itself.
    """
    for on in days:
        reasons = [one for one in may_receive(organisation, on).reasons if one is not Lack.CONTRACT]
        if reasons:
            raise Refusal(
                "firm-not-ready", status=409, rule="house:approved-firms",
                zh=f"该机构在 {on} 不可委派:{'、'.join(one.word.zh for one in reasons)}。",
                en=f"The firm may not be given work on {on}: {', '.join(one.word.en for one in reasons)}.",
                remedy_zh="请在机构页补齐资料或完成准入。",
                remedy_en="Complete its papers or its approval on its page.",
            )  # fmt: skip


def _refuse_terms(
    terms: ContractRow, organisation: int, batch: str, tier: int, entry_on: date, exit_on: date, on: date
) -> None:
    where = mistake(terms, organisation, tier, entry_on, exit_on, on)
    if where is None and not (0 < len(batch) <= MOST_OF_A_NAME and batch.isprintable() and "/" not in batch):
        where = "batch"
    if where is not None:
        raise Refusal(
            "placement-terms", status=422, where=where,
            zh=f"字段 {where} 不合合同 {terms.number}:入案日不早于今日,出案日在合同期和最长天数内,层级须在合同内。",
            en=f"The field {where} does not go with the contract {terms.number}: entry from today on, exit within the"
            " contract and its most days, a tier it covers.",
            remedy_zh="请按合同填写。", remedy_en="Fill it in as the contract says.",
        )  # fmt: skip


def _refuse_unplaceable(found: Preview, numbers: Sequence[str]) -> None:
    """Refuse unless every case can go, naming the first that cannot and how many cannot for each reason."""
    if numbers and not found.refused:
        return
    reasons = found.refused.items()
    raise Refusal(
        "not-placeable", status=409, where=next((these[0] for _why, these in reasons), "cases"),
        zh="有案件不可委外:"
        + ("、".join(f"{why.word.zh} {len(these)} 件" for why, these in reasons) or "未选案件") + "。",
        en="Some cases cannot be placed: "
        + (", ".join(f"{why.word.en} {len(these)}" for why, these in reasons) or "none was chosen") + ".",
        remedy_zh="请按预览剔除后重试。", remedy_en="Leave them out, as the preview shows, and try again.",
    )  # fmt: skip


def _gone() -> Refusal:
    return Refusal(
        "not-placeable", status=409, zh="有案件刚被另行委外,未委外任何案件。",
        en="A case was placed elsewhere just now; none was placed.",
        remedy_zh="请重新预览。", remedy_en="Look at the preview again.",
    )  # fmt: skip
