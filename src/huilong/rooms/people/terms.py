"""Words of people (组织与权限): roles of the trade, what each may do, languages."""

from enum import StrEnum

from huilong.kernel.words import Word


class Role(StrEnum):
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

    @property
    def word(self) -> Word:
        """The term of this role in both languages."""
        return ROLE_WORDS[self]


ROLE_WORDS = {
    Role.COLLECTOR: Word("collector", "电催员", "Collector", "Works delinquent cases by phone."),
    Role.TEAM_LEAD: Word("team_lead", "催收组长", "Team lead", "Leads a team of collectors and approves."),
    Role.FIELD_AGENT: Word("field_agent", "外访员", "Field agent", "Visits borrowers."),
    Role.REPOSSESSION_COORDINATOR: Word(
        "repossession_coordinator", "收车专员", "Repossession coordinator", "Coordinates taking vehicles."
    ),
    Role.DISPOSAL_CLERK: Word("disposal_clerk", "处置专员", "Disposal clerk", "Values and sells vehicles."),
    Role.FINANCE: Word("finance", "财务", "Finance", "Posts and reconciles money."),
    Role.COMPLIANCE: Word("compliance", "合规专员", "Compliance officer", "Watches law, hours and counts."),
    Role.STRATEGY: Word("strategy", "策略经理", "Strategy manager", "Writes segments and treatments."),
    Role.MANAGER: Word("manager", "资产管理经理", "Manager", "Answers for the portfolio's figures."),
    Role.ADMINISTRATOR: Word("administrator", "系统管理员", "Administrator", "Runs the system; sees no borrowers."),
    Role.AGENCY_MANAGER: Word("agency_manager", "委外机构主管", "Agency manager", "Leads an outside agency."),
    Role.AGENCY_AGENT: Word("agency_agent", "委外机构催收员", "Agency agent", "Works cases placed with an agency."),
    Role.AUDITOR: Word("auditor", "审计员", "Auditor", "Reads everything, changes nothing."),
}


class Kind(StrEnum):
    """What an organisation is (机构类别)."""

    LENDER = "lender"
    AGENCY = "agency"

    @property
    def word(self) -> Word:
        """The term of this kind in both languages."""
        return KIND_WORDS[self]


KIND_WORDS = {
    Kind.LENDER: Word("lender", "出借机构", "Lender", "The institution that owns the loans."),
    Kind.AGENCY: Word("agency", "委外机构", "Agency", "An outside collection agency (委外)."),
}

LANGUAGES = (("zh-hans", "简体中文"), ("en", "English"))
