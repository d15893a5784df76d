"""What a vehicle's file says (车辆档案用语): facts in the reader's words."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext

from huilong.kernel.money import grouped
from huilong.rooms.collateral.queries import VehicleFile
from huilong.rooms.collateral.terms import (
    AlarmRow,
    Beneficiary,
    Energy,
    FactKind,
    FactRow,
    InsuranceKind,
    KeyHolder,
    MortgageState,
    OwnerKind,
    PaperKind,
    VehicleAlarmKind,
)
from huilong.shell.templatetags.huilong import words


def says(fact: FactRow) -> str:
    """A fact in the reader's language."""
    value = fact.value
    if fact.kind is FactKind.PARTICULARS:
        return particulars(value)
    if fact.kind is FactKind.PLATE:
        return value["shown"] or gettext("erased")
    if fact.kind is FactKind.MILEAGE:
        return f"{value['km']:,} km"
    if fact.kind is FactKind.MORTGAGE:
        return " ".join(filter(None, (_word(MortgageState, value["state"]), value["authority"], value["number"])))
    if fact.kind is FactKind.OWNER:
        named = f" ({gettext('name kept sealed')})" if value.get("named") else ""
        return _word(OwnerKind, value["kind"]) + named
    if fact.kind is FactKind.KEY:
        return gettext("key %(no)s: %(holder)s") % {"no": value["no"], "holder": _word(KeyHolder, value["holder"])}
    if fact.kind is FactKind.INSURANCE:
        return _insurance(value)
    return _word(PaperKind, value["kind"])


def particulars(told: Mapping[str, Any]) -> str:
    """The particulars of a vehicle in a line."""
    found = [_word(Energy, told["energy"])] if told.get("energy") else []
    found += [str(told["colour"])] if told.get("colour") else []
    if told.get("first_registered"):
        found.append(gettext("first registered %(day)s") % {"day": told["first_registered"]})
    if "used" in told:
        found.append(gettext("bought used") if told["used"] else gettext("bought new"))
    return " · ".join(found)


def _insurance(value: Mapping[str, Any]) -> str:
    until = gettext("until %(day)s") % {"day": value["until"]}
    paid = _word(Beneficiary, value["beneficiary"]) if value.get("beneficiary") else ""
    paid = gettext("paid first: %(who)s") % {"who": paid} if paid else ""
    return " · ".join(filter(None, (_word(InsuranceKind, value["kind"]), value["insurer"], until, paid)))


def alarm_says(alarm: AlarmRow) -> str:
    """The figures of an alarm in a sentence."""
    told = alarm.figures
    if alarm.kind is VehicleAlarmKind.PRICE_FALL:
        return gettext("from ¥%(was)s on %(since)s to ¥%(now)s, %(percent)s %% less") % {
            "was": grouped(told["was_fen"]), "since": told["since"], "now": grouped(told["value_fen"]),
            "percent": told["percent"],
        }  # fmt: skip
    if alarm.kind is VehicleAlarmKind.SHORTFALL:
        return gettext("worth ¥%(value)s, owed ¥%(owed)s: covers %(percent)s %%") % {
            "value": grouped(told["value_fen"]), "owed": grouped(told["exposure_fen"]), "percent": told["percent"],
        }  # fmt: skip
    return gettext("until %(day)s") % {"day": told["until"]}


def standing(file: VehicleFile) -> dict[str, Any]:
    """What the page shows of how the vehicle stands: keys, insurances and papers with their words."""
    state = file.state
    return {
        "particulars": particulars(state.particulars),
        "mortgage_says": says(state.mortgage) if state.mortgage else "",
        "owner_says": says(state.owner) if state.owner else "",
        "keys": [(fact, says(fact)) for fact in state.keys.values()],
        "insurances": [
            (fact, says(fact), date.fromisoformat(fact.value["until"]) < file.on) for fact in state.insurances.values()
        ],
        "papers_known": [(fact, says(fact)) for fact in state.papers.values()],
        "history": [(fact, says(fact)) for fact in file.facts],
        "alarms": [(alarm, alarm_says(alarm)) for alarm in file.alarms],
    }  # fmt: skip


def _word(among: Any, value: str) -> str:
    """The word of a member, or what stands there."""
    return str(words(among(value))) if value in [one.value for one in among] else value
