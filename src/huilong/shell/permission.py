"""Permissions at a door (权限把门): one check for every page; what a role may do is data of the room people."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.module_loading import import_string


def require(request: HttpRequest, permission: str) -> None:
    """Raise PermissionDenied unless the reader has this permission (asked through the port SHELL_MAY)."""
    if not import_string(settings.SHELL_MAY)(request.user, permission):
        raise PermissionDenied
