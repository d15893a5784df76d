"""Secure headers (安全响应头): a content security policy without inline code, and what else browsers ask for."""

from collections.abc import Callable

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse

from huilong.shell.live import live_origin

POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'none'"
)
PERMISSIONS = "camera=(), microphone=(), geolocation=(), payment=(), usb=()"


class ContentSecurityPolicyMiddleware:
    """Sends the policy with every answer; pages of signed-in people are never kept by shared caches."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request with the headers added."""
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", policy(request))
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "no-store, private")
        return response


def policy(request: HttpRequest) -> str:
    """The policy of one answer: scripts may talk to this origin, and to that of live news where it is another."""
    try:
        live = live_origin(request)
    except DisallowedHost:  # the answer says so already
        live = ""
    return f"{POLICY}; connect-src 'self' {live}" if live else POLICY
