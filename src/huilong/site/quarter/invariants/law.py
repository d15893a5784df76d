"""Law (合规): no act without a verdict that permits it, nothing outside without an act, and the same verdicts again."""

from huilong.rooms.compliance.queries.records import recheck
from huilong.site.quarter.look import MOST, Look

ACTS = {
    "contact_call": ("key", "at"), "contact_message": ("id", "sent_at"), "repossession_order": ("id", "asked_at"),
}  # fmt: skip
"""Tables of acts that keep the verdicts that allowed them, with their key and when they were done."""


def law(look: Look) -> list[str]:
    """Asked first, permitted, told afterwards."""
    found = [one for table in ACTS if look.has(table) for one in _acts(look, table)]
    return [*found, *_gaps(look), *_again(look)]


def _acts(look: Look, table: str) -> list[str]:
    """Acts of the day without a verdict of before, or against one. An order may be asked for on doubt, not on a no."""
    key, at = ACTS[table]
    against = "v.verdict = 'block'" if table == "repossession_order" else "not v.permitted"
    sql = f"""
        select t.{key} from {table} t
         where t.{at} is not null and (t.{at} at time zone 'Asia/Shanghai')::date = %s and (cardinality(t.verdicts) = 0
            or exists (select from unnest(t.verdicts) as x(id) left join compliance_verdict v on v.id = x.id
                        where v.id is null or {against} or x.id = t.verdicts[1] and v.at > t.{at}))
         order by 1"""  # noqa: S608 - names of ours
    return look.each(f"{table} {{0}}: without a verdict that permits it", sql, look.on)


def _gaps(look: Look) -> list[str]:
    """Gaps the night found: an act nobody asked about, or an outside record of no act. A late claim is known as one."""
    return look.each(
        "gap {0}: {1}",
        "select kind, reference from compliance_gap where \"on\" = %s and kind <> 'verdict_without_outcome'"
        " and reference not like 'recovery:%%' order by id", look.on,
    )  # fmt: skip


def _again(look: Look) -> list[str]:
    """The day's verdicts, derived anew from their facts and the rules of that day, are the same."""
    checked = recheck(look.on, look.on)
    return [f"verdict {key} comes out otherwise now" for key in checked.differing[:MOST]]
