"""Data keys (数据密钥): what the vault and the files seal with, kept in the database wrapped by the master key."""

import secrets
from typing import Any

from django.db import connection, transaction

from huilong.kernel.refusal import Refusal
from huilong.rooms.journal.actions import record
from huilong.rooms.vault.models import DataKey
from huilong.rooms.vault.queries.kms import master_keys
from huilong.rooms.vault.rules.sealing import KEY_BYTES

KEYS_LOCK = 7022003
PEOPLE, PRINTS = "people", "prints"
"""The vault's own purposes: what people are sealed and searched with; what tells equal rows. Others name theirs."""


def data_key(purpose: str) -> tuple[int, bytes]:
    """The current key of a purpose, as (id to keep beside what it seals, 32 bytes); made at first use."""
    row = _current(purpose)
    if row is None:
        make_key(purpose)
        row = _current(purpose)
    if row is None:
        raise _no_such_key()
    return row.pk, opened(row)


def data_key_by_id(key_id: int) -> bytes:
    """The key something was sealed with, current or retired. Raises Refusal `no-data-key`."""
    row = DataKey.objects.filter(pk=key_id).first()
    if row is None:
        raise _no_such_key()
    return opened(row)


def keys_of(purpose: str) -> dict[int, bytes]:
    """Every key of a purpose, newest first: during a rotation rows stand under several."""
    return {row.pk: opened(row) for row in DataKey.objects.filter(purpose=purpose).order_by("-id")}


def opened(row: DataKey) -> bytes:
    """The key of a row, unwrapped."""
    return master_keys().unwrap(row.master, bytes(row.wrapped), f"key:{row.purpose}")


def make_key(purpose: str) -> None:
    """Make a current key for a purpose that has none; whoever is second finds the first one's.

    A master key is made only while nothing was ever wrapped: a lost one is never replaced over sealed rows.
    """
    keeper = master_keys()
    with transaction.atomic(), connection.cursor() as cursor:
        one_at_the_keys(cursor)
        cursor.execute("select vault_keys_made()")
        if not cursor.fetchone()[0]:
            keeper.make_first()
        master, wrapped = keeper.wrap(secrets.token_bytes(KEY_BYTES), f"key:{purpose}")
        cursor.execute(
            "insert into vault_key (purpose, wrapped, master) values (%s, %s, %s) on conflict do nothing",
            [purpose, wrapped, master],
        )
        if cursor.rowcount:
            record(verb="key.made", subject=("key", purpose), detail={"master": master})


def one_at_the_keys(cursor: Any) -> None:
    """Wait until nobody else wraps a key, and let nobody until this transaction ends.

    Otherwise a key could be wrapped under a master key that a rotation forgets before it sees it: lost for ever.
    """
    cursor.execute("select pg_advisory_xact_lock(%s)", [KEYS_LOCK])


def _current(purpose: str) -> DataKey | None:
    return DataKey.objects.filter(purpose=purpose, retired_at=None).first()


def _no_such_key() -> Refusal:
    return Refusal(
        "no-data-key",
        zh="找不到所需的数据密钥,或您无权使用。",
        en="The data key is not there, or not for you to use.",
        remedy_zh="请联系管理员检查 vault_key 表与备份。",
        remedy_en="Have an administrator check the table vault_key and the backups.",
        status=503,
    )
