"""Locating (定位合规事实): what the law is told before somebody looks where a vehicle is.

A purpose must fit the stage: nobody looks "for recovery" without a recovery order. What is not on record is not told,
so that the rules ask for it; a consent withdrawn is told as none.
"""

from collections.abc import Mapping

from huilong.rooms.tracking.terms import LocatingStage, LookPurpose, Standing, TrackingPolicy

Told = Mapping[str, tuple[object, str]]
"""Facts by name: value and source."""

FITTING: dict[LookPurpose, frozenset[LocatingStage]] = {
    LookPurpose.COLLECT: frozenset({LocatingStage.OVERDUE_DEFAULT, LocatingStage.REPOSSESSION_ORDERED}),
    LookPurpose.RECOVER: frozenset({LocatingStage.REPOSSESSION_ORDERED}),
    LookPurpose.ALARM: frozenset({LocatingStage.COLLATERAL_ALARM}),
    LookPurpose.THEFT: frozenset({LocatingStage.THEFT_REPORTED}),
    LookPurpose.BORROWER: frozenset(LocatingStage),
    LookPurpose.COMPLAINT: frozenset(LocatingStage),
}
"""Which stages a purpose goes with. What stage justifies looking at all is for the law to say, not for this table."""


def stage_told(stages: frozenset[LocatingStage], purpose: LookPurpose) -> tuple[LocatingStage, bool]:
    """The stage a purpose rests on, and whether the purpose fits it; else the weightiest stage, and that it does not.

    >>> stage_told(frozenset({LocatingStage.OVERDUE_DEFAULT}), LookPurpose.RECOVER)
    (<LocatingStage.OVERDUE_DEFAULT: 'overdue_default'>, False)
    """
    order = list(LocatingStage)
    held = stages or frozenset({LocatingStage.PERFORMING})
    fitting = held & FITTING[purpose]
    return max(fitting or held, key=order.index), bool(fitting)


def locating_facts(standing: Standing, purpose: LookPurpose) -> Told:
    """What rules on `gps.locate` read of one vehicle (查询位置的事实)."""
    stage, fits = stage_told(standing.stages, purpose)
    told: dict[str, tuple[object, str]] = {
        "stage": (stage.value, "desk"),
        "has_sensitive_fields": (True, "whereabouts are sensitive"),
        "specific_purpose": (fits, f"purpose {purpose.value}"),
        "strict_protection": (True, "row-level security, journal"),
    }
    given = standing.consent
    if given is None:
        return told
    in_force = given.given_on <= standing.on and not (given.withdrawn_on and given.withdrawn_on <= standing.on)
    source = f"consent {given.id}"
    told |= {"gps_separate_consent": (in_force, source), "separate_consent": (in_force, source)}
    told["privacy_notice_version_given"] = (True, f"{source}, notice {given.notice_version}")
    if in_force:
        told["legal_basis"] = ("consent", source)
    return told


def sharing_facts(points: int, holds: bool, policy: TrackingPolicy) -> Told:
    """What rules on `gps.share` read of a look by somebody of another organisation (提供位置的事实)."""
    return {
        "points_requested": (points, "asked"), "policy_max_points": (policy.agency_points, "setting TRACKING"),
        "case_open_with_agency": (holds, "duties"),
    }  # fmt: skip


def enabling_facts(policy: TrackingPolicy) -> Told:
    """What rules on `gps.enable` read of the house (启用设备的事实)."""
    if not policy.impact_assessment:
        return {}
    return {"pia_done": (True, f"impact assessment {policy.impact_assessment}")}
