"""No address sends a reader to somebody else's house, and no form is taken from there."""

from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client

from .registry import addresses
from .world import World

pytestmark = pytest.mark.django_db
ELSEWHERE = ("https://evil.example/", "//evil.example/", r"\\evil.example", "/\\evil.example", "javascript:alert(1)",
             "https:evil.example", "%2F%2Fevil.example")  # fmt: skip
ASKED = ("next", "back", "to", "return", "url", "path", "HTTP_REFERER")


def lands_on(where: str) -> tuple[str, str]:
    """Scheme and host a browser goes to; browsers read a backslash as a slash."""
    there = urlsplit(urljoin("http://testserver/here/", where.replace("\\", "/")))
    return there.scheme, there.netloc


def sent_to(response) -> str:
    return response.headers.get("Location", "") or response.headers.get("HX-Redirect", "")


@pytest.mark.slow
def test_no_address_redirects_elsewhere(world: World):
    viewers = [None, *world.viewers.values()]
    tried = 0
    for viewer in (viewers[0], viewers[1], viewers[-1]):
        for address in addresses():
            for target in ELSEWHERE:
                query = dict.fromkeys(ASKED[:-1], target)
                for method in ("get", "post"):
                    client = client_of(viewer)
                    named = {"query_params": query, "headers": {"Referer": target, "HX-Current-URL": target}}
                    if method == "post":
                        named["data"] = query
                    where = sent_to(getattr(client, method)(address.with_nothing(), **named))
                    assert lands_on(where) == ("http", "testserver"), (address.name, target, where)
                    tried += 1
    assert tried > 500


def client_of(viewer) -> Client:
    """A browser signed in as this viewer."""
    from http.cookies import SimpleCookie

    client = Client(raise_request_exception=False)
    if viewer is not None and viewer.cookies is not None:
        client.cookies = SimpleCookie({name: one.value for name, one in viewer.cookies.items()})
    return client


def test_every_form_without_its_token_is_refused(world: World):
    """A forged form changes nothing: every address that takes a POST asks for the token of this reader's pages."""
    viewer = next(one for one in world.viewers.values() if one.cookies is not None)
    taken = []
    for address in addresses():
        if address.is_api:
            continue
        client = client_of(viewer)
        client.handler.enforce_csrf_checks = True
        answer = client.post(address.with_nothing(), {"a": "b"})
        if answer.status_code not in (401, 403, 404, 405):  # 401: a door for machines, which look at no cookie
            taken.append((address.name, answer.status_code))
    assert taken == []
