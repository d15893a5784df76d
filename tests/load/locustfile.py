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


class Collector(HttpUser):
    """Somebody who works down a list: two seconds between steps."""

    wait_time = between(1, 3)

    def on_start(self) -> None:
        """Sign in."""
        page = self.client.get("/login").text
        found = TOKEN.search(page)
        self.cases: list[str] = []
        token = found[1] if found else ""
        form = {"username": random.choice(USERS), "password": PASSWORD, "csrfmiddlewaretoken": token}
        answer = self.client.post("/login", form, headers={"Referer": f"{self.host}/login"})
        if "/login" in answer.url:
            raise RuntimeError("not signed in: give HUILONG_USERS and HUILONG_PASSWORD")
        self.look_down_the_list()

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
