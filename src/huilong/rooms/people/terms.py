"""Words of people (组织与权限): roles of the trade, kinds of organisation, languages."""

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


class OrganisationKind(Worded):
    """What an organisation is (机构类别)."""

    LENDER = "lender"
    AGENCY = "agency"


LANGUAGES = (("zh-hans", "简体中文"), ("en", "English"))
