"""A file as an answer (文件应答): what pages and API share in handing content over."""

from django.http import HttpResponse
from django.utils.encoding import escape_uri_path

from huilong.rooms.files.rules.content import SHOWN_INLINE

SANDBOX = "sandbox; default-src 'none'; img-src 'self'"


def as_file(name: str, media: str, content: bytes) -> HttpResponse:
    """A file as an answer that no browser runs or keeps."""
    response = HttpResponse(content, content_type=media)
    way = "inline" if media in SHOWN_INLINE else "attachment"
    response["Content-Disposition"] = f"{way}; filename*=UTF-8''{escape_uri_path(name)}"
    response["Content-Security-Policy"] = SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    return response
