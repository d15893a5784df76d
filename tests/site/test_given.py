"""Secrets come by environment or by file, never half."""

import pytest

from huilong.kernel.refusal import Refusal
from huilong.site.given import given


@pytest.fixture(autouse=True)
def _nothing_given(monkeypatch):
    monkeypatch.delenv("A_SECRET", raising=False)
    monkeypatch.delenv("A_SECRET_FILE", raising=False)


def test_a_secret_comes_from_the_environment_or_from_a_file(monkeypatch, tmp_path):
    assert given("A_SECRET") is None
    monkeypatch.setenv("A_SECRET", "told")
    assert given("A_SECRET") == "told"

    monkeypatch.delenv("A_SECRET")
    file = tmp_path / "secret"
    file.write_text("from a file\n")
    monkeypatch.setenv("A_SECRET_FILE", str(file))
    assert given("A_SECRET") == "from a file"


def test_two_secrets_or_a_file_that_is_not_there_are_refused(monkeypatch, tmp_path):
    monkeypatch.setenv("A_SECRET_FILE", str(tmp_path / "none"))
    with pytest.raises(Refusal, match="secret-unread"):
        given("A_SECRET")
    monkeypatch.setenv("A_SECRET", "told")
    with pytest.raises(Refusal, match="secret-twice"):
        given("A_SECRET")
