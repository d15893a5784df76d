"""Tables of contact (触达)."""

from huilong.rooms.contact.models.calllog import CallFile, CallRecord
from huilong.rooms.contact.models.desk import Activity, Call
from huilong.rooms.contact.models.messages import Batch, LetterSeries, Message, ReportRow, Template

__all__ = ["Activity", "Batch", "Call", "CallFile", "CallRecord", "LetterSeries", "Message", "ReportRow", "Template"]
