"""Tables of agencies (委外机构)."""

from huilong.rooms.agencies.models.placing import Contract, Placement
from huilong.rooms.agencies.models.register import Consent, Firm, FirmStep, Paper, Publication, Scan

__all__ = ["Consent", "Contract", "Firm", "FirmStep", "Paper", "Placement", "Publication", "Scan"]
