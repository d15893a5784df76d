"""Looking (观察): ask an address as somebody, and read everything that comes back, files unpacked."""

import io
import re
import zipfile
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any

from django.db import transaction
from django.test import Client

from .world import Mark, Viewer

UNTOLD = ("Vary", "Date", "Expires", "Content-Length", "X-Server-Time")
"""Headers that differ from one answer to the next."""
PASSING = re.compile(r'(name="csrfmiddlewaretoken" value=|"X-CSRFToken": |data-mark=|"server_time": )"[^"]*"')
"""What differs from one answer to the next in a page: form tokens, the minute in the watermark, a phone's clock."""


@dataclass(frozen=True)
class Answer:
    """What came back: the status, every word of body and headers, and how many rows a list said it has."""

    status: int
    text: str
    total: int | None = None

    def leaks(self, forbidden: list[Mark], besides: str = "") -> list[str]:
        """The forbidden marks in it. What the asker wrote (`besides`) may be said back."""
        text = self.text.replace(besides, "") if besides else self.text
        return [one for mark in forbidden for one in mark.texts if one in text and one != besides]

    def without(self, *asked: str) -> str:
        """The text without what passes (`PASSING`) and without what was asked for."""
        text = PASSING.sub("", self.text)
        for one in asked:
            text = text.replace(one, "")
        return text


def ask(viewer: Viewer | None, method: str, path: str, body: Any = None, query: dict[str, str] | None = None,
        accept: str = "text/html") -> Answer:  # fmt: skip
    """Ask as this viewer (None: nobody signed in); whatever it changes is undone."""
    client = Client(raise_request_exception=False, headers={"Accept": accept})
    if viewer is not None and viewer.cookies is not None:
        client.cookies = SimpleCookie({name: one.value for name, one in viewer.cookies.items()})
    headers = {"Authorization": f"Bearer {viewer.token}"} if viewer is not None and viewer.token else {}
    with transaction.atomic():
        named: dict[str, Any] = {"headers": headers, "query_params": query}
        if method != "GET":
            named["data"] = body or {}
            if path.startswith("/api/v1/"):
                named["content_type"] = "application/json"
        response = getattr(client, method.lower())(path, **named)
        text = _read(response)
        transaction.set_rollback(True)
    said = "\n".join(f"{name}: {value}" for name, value in response.items() if name not in UNTOLD)
    context = response.context
    page = context.get("page") if context is not None and "page" in context else None
    return Answer(response.status_code, f"{said}\n{text}", getattr(page, "total", None))


def _read(response: Any) -> str:
    raw = b"".join(response.streaming_content) if response.streaming else response.content
    if raw[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            raw = b"\n".join(packed.read(name) for name in packed.namelist())
    text = raw.decode("utf-8", errors="replace")
    if "json" in response.get("Content-Type", ""):
        text += "\n" + text.encode().decode("unicode_escape", errors="replace")
    return text
