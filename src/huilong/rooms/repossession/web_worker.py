"""The service worker and the manifest of the field pages (离线外壳): versioned by the bytes of the shell."""

import hashlib
import json
from functools import lru_cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

SHELL = (
    "field.css",
    "field.js",
    "field_authority.js",
    "field_capture.js",
    "field_queue.js",
    "field_store.js",
    "icon.svg",
)
"""What the page is made of; nothing of anybody's is in it."""
WORKER = "huilong/field_sw.js"
PAGE = Path(__file__).parent / "templates" / "field" / "recovery.html"


@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker (离线脚本), served from /field/ so that its scope is the field pages and no other."""
    answer = HttpResponse(_worker(), content_type="text/javascript; charset=utf-8")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@require_GET
def manifest(request: HttpRequest) -> HttpResponse:
    """What the phone shows where the page is put on its home screen."""
    return JsonResponse({
        "name": _("On the spot"), "short_name": _("On the spot"), "start_url": "/field/recovery/", "scope": "/field/",
        "display": "standalone", "background_color": "#f4f6f8", "theme_color": "#0958d9",
        "icons": [{"src": static("huilong/icon.svg"), "sizes": "any", "type": "image/svg+xml"}],
    }, content_type="application/manifest+json")  # fmt: skip


@lru_cache(maxsize=1)
def _worker() -> str:
    files = [Path(str(finders.find(name))) for name in (WORKER, *(f"huilong/{one}" for one in SHELL))]
    digest = hashlib.sha256(b"".join(one.read_bytes() for one in (*files, PAGE))).hexdigest()
    parts = [static(f"huilong/{name}") for name in SHELL]
    return f"const VERSION = {json.dumps(digest[:16])};\nconst SHELL = {json.dumps(parts)};\n" + files[0].read_text(
        "utf-8"
    )
