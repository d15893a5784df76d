"""Collectors at work (压测): sign in, look down the list, open cases, turn their tabs; for Locust.

    HUILONG_PASSWORD=… locust -f tests/load/locustfile.py --host http://127.0.0.1:8000

Every user signs in as one of HUILONG_USERS (default: team_lead), since a collector may be signed in at one place only.
"""

import os
import random
import re

from locust import HttpUser, between, task

USERS = os.environ.get("HUILONG_USERS", "team_lead").split(",")
PASSWORD = os.environ.get("HUILONG_PASSWORD", "")
CASE = re.compile(r'href="/cases/(CL\d+)/"')
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
TABS = ("position", "schedule", "receipts", "timeline", "people")


_signed_in: dict[str, dict[str, str]] = {}
"""Cookies by user name: people sign in once a day, so a load of them does not do it all in one second."""


class Collector(HttpUser):
    """Somebody who works down a list: two seconds between steps."""

    wait_time = between(1, 3)
    cases: list[str] = []

    def on_start(self) -> None:
        """Sign in, or go on with the session of that name."""
        name = random.choice(USERS)
        if name not in _signed_in:
            self.sign_in(name)
        self.client.cookies.update(_signed_in[name])
        self.look_down_the_list()

    def sign_in(self, name: str) -> None:
        """Sign in and keep the cookies."""
        page = self.client.get("/login").text
        found = TOKEN.search(page)
        token = found[1] if found else ""
        form = {"username": name, "password": PASSWORD, "csrfmiddlewaretoken": token}
        answer = self.client.post("/login", form, headers={"Referer": f"{self.host}/login"})
        if "/login" in answer.url:
            raise RuntimeError("not signed in: give HUILONG_USERS and HUILONG_PASSWORD")
        _signed_in[name] = self.client.cookies.get_dict()

    @task(3)
    def look_down_the_list(self) -> None:
        """A page of the case list."""
        sort = random.choice(("-past_due_days", "-delinquent_fen", "last_receipt_on"))
        page = self.client.get(f"/cases/?sort={sort}&page={random.randint(1, 5)}", name="/cases/").text
        self.cases = CASE.findall(page) or self.cases

    @task(7)
    def open_a_case(self) -> None:
        """One case, one tab."""
        if self.cases:
            number, tab = random.choice(self.cases), random.choice(TABS)
            self.client.get(f"/cases/{number}/?tab={tab}", name=f"/cases/…?tab={tab}")
