"""Taking many cases away (批量导出): beyond a number of rows a second person has to agree."""

from django.http import HttpRequest
from django.utils import timezone

from huilong.rooms.cases.actions import exporting


def refuse_unapproved_export(request: HttpRequest, detail: dict[str, object]) -> None:
    """Let a large export through only with a second person's consent, which ends after a day; else ask and refuse."""
    exporting.refuse_unapproved_export(detail, user=int(request.user.pk or 0), at=timezone.now())
