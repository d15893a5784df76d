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


def policy(request: HttpRequest, images: str = "") -> str:
    """The policy of one answer: scripts may talk to this origin, and to that of live news where it is another.

    `images`: one more origin that pictures of this page come from, such as map tiles.
    """
    try:
        live = live_origin(request)
    except DisallowedHost:  # the answer says so already
        live = ""
    told = POLICY.replace("data:", f"data: {images}", 1) if images else POLICY
    return f"{told}; connect-src 'self' {live}" if live else told
