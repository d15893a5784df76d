"""The doctor names what is weak and says what to do; what is broken ends with a code."""

from datetime import timedelta

import pytest
from django.utils import timezone

from huilong.site import doctor
from huilong.site.doctor import Health, backups, database, keys, web

pytestmark = pytest.mark.django_db


def healths(check, at=None) -> dict[str, Health]:
    """The first words of each finding with its health."""
    return {one.says.split(" / ")[0].split(":")[0]: one.health for one in check(at or timezone.now())}


def test_every_finding_that_is_not_well_says_what_to_do():
    found = [finding for check in doctor.CHECKS for finding in check(timezone.now())]

    assert len(found) > 10
    assert [one.says for one in found if one.health is not Health.WELL and not one.advice] == []


def test_open_keys_break_and_keys_beside_the_data_are_weak(settings, tmp_path):
    settings.HUILONG_HOME, settings.VAULT_KEY_FILE = tmp_path, tmp_path / "keys/vault.key"
    (tmp_path / "keys").mkdir()
    settings.VAULT_KEY_FILE.write_bytes(b"k")
    settings.VAULT_KEY_FILE.chmod(0o640)
    assert healths(keys) == {"仅所有者可读": Health.BROKEN, "隐私库主密钥与数据分开存放": Health.WEAK}

    settings.VAULT_KEY_FILE.chmod(0o600)
    settings.HUILONG_HOME = tmp_path / "home"
    assert set(healths(keys).values()) == {Health.WELL}


def test_a_loose_web_is_told(settings):
    settings.DEBUG, settings.ALLOWED_HOSTS, settings.SECOND_FACTOR = True, ["*"], "offered"
    settings.SESSION_COOKIE_SECURE = True

    assert list(healths(web).values()) == [Health.BROKEN, Health.BROKEN, Health.WELL, Health.WEAK]


def test_an_old_backup_is_weak(settings, tmp_path):
    settings.HUILONG_HOME = tmp_path
    now = timezone.now()
    assert list(healths(backups).values()) == [Health.WEAK]
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups/last.json").write_text(f'{{"at": "{now.isoformat()}"}}')
    assert list(healths(backups, now).values()) == [Health.WELL]
    assert list(healths(backups, now + timedelta(days=3)).values()) == [Health.WEAK]


def test_a_clock_that_is_wrong_is_told():
    assert Health.WEAK in healths(database, timezone.now() + timedelta(minutes=5)).values()
    assert Health.WEAK not in healths(database).values()


def test_without_tables_the_doctor_advises_to_make_them_instead_of_breaking(monkeypatch, capsys):
    def unmigrated(at):
        yield doctor.Finding(Health.BROKEN, "no tables", "huilong migrate")

    def breaks(at):
        raise AssertionError("asked although there are no tables")

    monkeypatch.setattr(doctor, "CHECKS", (unmigrated, breaks, backups))
    monkeypatch.setattr(doctor, "NEED_TABLES", (breaks,))

    assert doctor.examine(timezone.now()) == 1
    assert "huilong migrate" in capsys.readouterr().out
