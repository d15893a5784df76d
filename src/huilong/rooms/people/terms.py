"""Words of people (组织与权限): roles of the trade, kinds of organisation, languages, what tells who comes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from huilong.kernel.glossary import Worded


class Role(Worded):
    """What a person does here (角色); what a role may do is data in `rules/permissions.py`."""

    COLLECTOR = "collector"
    TEAM_LEAD = "team_lead"
    FIELD_AGENT = "field_agent"
    REPOSSESSION_COORDINATOR = "repossession_coordinator"
    DISPOSAL_CLERK = "disposal_clerk"
    FINANCE = "finance"
    COMPLIANCE = "compliance"
    STRATEGY = "strategy"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"
    AGENCY_MANAGER = "agency_manager"
    AGENCY_AGENT = "agency_agent"
    AUDITOR = "auditor"
    BIDDER = "bidder"
    BORROWER = "borrower"
    SERVICE = "service"


class OrganisationKind(Worded):
    """What an organisation is (机构类别)."""

    LENDER = "lender"
    BRANCH = "branch"
    AGENCY = "agency"
    LAW_FIRM = "law_firm"
    TOW_COMPANY = "tow_company"
    YARD = "yard"
    AUCTION_HOUSE = "auction_house"
    VALUER = "valuer"
    DEALER = "dealer"


class Reach(StrEnum):
    """How far a role sees over cases, their people, places and money (可见范围).

    `house`: all of the lender's; `team`: those its team holds; `own`: those the user holds; `organisation`: those the
    organisation holds; `staff`: no case, but the people who work here; `nothing`.
    """

    HOUSE = "house"
    TEAM = "team"
    OWN = "own"
    ORGANISATION = "organisation"
    STAFF = "staff"
    NOTHING = "nothing"


LANGUAGES = (("zh-hans", "简体中文"), ("en", "English"))


@dataclass(frozen=True)
class Bearer:
    """Another system that showed a valid token (令牌持有者): it acts as `user` and may do what `scopes` name."""

    token: int
    user: int
    organisation: int
    role: str
    scopes: frozenset[str]
    per_minute: int


@dataclass(frozen=True)
class UserLeft:
    """Somebody left (离职): told in the transaction in which the account is closed."""

    user: int
    organisation: int
    team: int | None
    at: datetime


class ApprovalKind(Worded):
    """What needs a second person (复核事项); who decides, and for how long it waits, is in `rules/approvals.py`."""

    WEIGHTY_ROLE = "weighty_role"
    FACTOR_RESET = "factor_reset"
    LAST_ADMINISTRATOR = "last_administrator"
    REVEAL_ALLOWANCE = "reveal_allowance"
    BULK_EXPORT = "bulk_export"
    ERASURE = "erasure"
    HOUSE_RULE = "house_rule"
    TEMPLATE = "template"
    RELIEF = "relief"
    CONTACT = "contact"
    AWARD = "award"
    FIRM = "firm"
    SALE_PRICE = "sale_price"
    PROCEEDS = "proceeds"
    SCORE_MODEL = "score_model"
    STRATEGY = "strategy"
    TARGET = "target"


class ApprovalState(Worded):
    """Where a request for a second person stands (复核状态)."""

    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"
    EXPIRED = "expired"


class GateKind(Worded):
    """What somebody passes before being given work (上岗条件)."""

    NDA = "nda"
    TRAINING = "training"
    EXAM = "exam"


class SessionEnd(Worded):
    """Why a session was ended from outside (会话结束原因)."""

    ELSEWHERE = "elsewhere"
    ENDED = "ended"
    PASSWORD = "password"  # noqa: S105
    LEFT = "left"
    AGED = "aged"


@dataclass(frozen=True)
class Approved:
    """An act a second person let happen (已复核的操作), as `on_approval` hands it to whom it concerns."""

    id: int
    kind: str
    subject: str
    detail: Mapping[str, Any]
    asked_by: int
    decided_by: int
    at: datetime
