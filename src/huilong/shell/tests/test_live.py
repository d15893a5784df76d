"""Where pages hear live news, and what their policy allows for it."""

import pytest
from django.test import Client, RequestFactory

from huilong.shell.csp import policy
from huilong.shell.live import live_origin, live_url


def asked(host: str, secure: bool = False):
    return RequestFactory().get("/", headers={"Host": host}, secure=secure)


@pytest.mark.parametrize(("told", "host", "secure", "url", "origin"), [
    ("", "127.0.0.1:8000", False, "http://127.0.0.1:8001/live", "http://127.0.0.1:8001"),
    ("", "testserver", True, "https://testserver:8001/live", "https://testserver:8001"),
    ("", "[::1]:8000", False, "http://[::1]:8001/live", "http://[::1]:8001"),
    ("/live", "testserver", True, "/live", ""),
    ("https://testserver:9443/live", "testserver", True, "https://testserver:9443/live", "https://testserver:9443"),
    ("off", "testserver", False, "", ""),
])  # fmt: skip
def test_live_news_are_where_the_house_says_and_the_policy_allows_that_place_only(
    settings, told, host, secure, url, origin
):
    settings.LIVE_URL, settings.LIVE_PORT = told, 8001
    settings.ALLOWED_HOSTS = ["127.0.0.1", "testserver", "[::1]"]
    request = asked(host, secure)

    assert (live_url(request), live_origin(request)) == (url, origin)
    said = policy(request).partition("connect-src ")[2]
    assert said == (f"'self' {origin}" if origin else "")
    assert "default-src 'self'" in policy(request)


def test_a_host_that_is_not_ours_gets_into_no_policy(settings):
    settings.LIVE_URL = ""
    assert "evil" not in policy(asked("evil.example; script-src *"))


def test_who_has_not_signed_in_is_told_of_no_live_news(db, settings):
    settings.LIVE_URL = "/live"
    assert b"live-url" not in Client().get("/login").content
