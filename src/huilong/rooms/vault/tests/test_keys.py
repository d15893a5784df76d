"""Keepers of the master key: a file, or a command that speaks to a key service."""

import stat
import sys

import pytest

from huilong.kernel.refusal import Refusal
from huilong.rooms.vault.models import DataKey
from huilong.rooms.vault.queries import data_key, data_key_by_id
from huilong.rooms.vault.queries.kms import master_keys

pytestmark = pytest.mark.django_db
SERVICE = """
import base64, sys
pad = bytes(range(7, 39))
verb = sys.argv[1]
given = base64.b64decode(sys.stdin.read())
turned = base64.b64encode(bytes(a ^ b for a, b in zip(given, pad))).decode()
print({"wrap": "k1 " + turned, "unwrap": turned, "current": "k1"}[verb])
"""


@pytest.fixture
def service(tmp_path, settings):
    script = tmp_path / "service.py"
    script.write_text(SERVICE)
    settings.VAULT_KMS, settings.VAULT_KMS_COMMAND = "command", f"{sys.executable} {script}"
    return script


def test_a_data_key_is_kept_wrapped_and_opens_again():
    key_id, key = data_key("evidence")

    assert data_key("evidence") == (key_id, key)
    assert data_key_by_id(key_id) == key
    assert key not in bytes(DataKey.objects.get(pk=key_id).wrapped)
    assert data_key("letters")[1] != key


def test_a_key_service_behind_a_command_wraps_and_unwraps(service):
    key_id, key = data_key("evidence")

    assert len(key) == 32
    assert DataKey.objects.get(pk=key_id).master == "k1"
    assert data_key_by_id(key_id) == key


def test_a_service_that_fails_is_said_to(service):
    service.write_text("raise SystemExit(3)")
    with pytest.raises(Refusal, match="key-service-failed"):
        data_key("evidence")


def test_a_new_master_key_is_kept_beside_the_old_until_that_is_forgotten(settings, tmp_path):
    settings.VAULT_KEY_FILE = tmp_path / "keys" / "vault.key"
    keeper = master_keys()
    keeper.make_first()
    name, wrapped = keeper.wrap(b"x" * 32, "key:a")

    assert keeper.renew() == "m2"
    assert keeper.unwrap(name, wrapped, "key:a") == b"x" * 32
    assert stat.S_IMODE(settings.VAULT_KEY_FILE.stat().st_mode) == 0o600
    with pytest.raises(Refusal, match="no-vault-key"):
        keeper.unwrap(name, wrapped, "key:b")
    keeper.forget_old()
    with pytest.raises(Refusal, match="no-vault-key"):
        keeper.unwrap(name, wrapped, "key:a")


@pytest.mark.parametrize("damaged", ["", "m1", "m1 abc\n", "m1 " + "A" * 20 + "\n", "\xff\xfe"])
def test_a_damaged_key_file_is_refused(settings, tmp_path, damaged):
    settings.VAULT_KEY_FILE = tmp_path / "vault.key"
    settings.VAULT_KEY_FILE.write_text(damaged, encoding="latin-1")
    with pytest.raises(Refusal, match="no-vault-key"):
        master_keys().wrap(b"x" * 32, "key:a")
