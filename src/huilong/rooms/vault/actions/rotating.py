"""Rotation (密钥轮换): new keys while pages go on; killed anywhere, the next run goes on from there."""

import secrets
from datetime import datetime

from django.db import connection, transaction

from huilong.rooms.journal.actions import record
from huilong.rooms.vault.models import Blind, DataKey, Person, Sealed
from huilong.rooms.vault.queries.keys import PEOPLE, PRINTS, data_key, data_key_by_id, make_key, one_at_the_keys, opened
from huilong.rooms.vault.queries.kms import master_keys
from huilong.rooms.vault.rules.normal import normal
from huilong.rooms.vault.rules.sealing import KEY_BYTES, NONCE_BYTES, blind, place, seal, unseal
from huilong.rooms.vault.terms import FIELDS, SEARCHED, Rotated

AT_ONCE = 200


def rotate(*, at: datetime, master: bool = False, resume: bool = False) -> Rotated:
    """Give every purpose a new data key and seal the people anew under theirs; with `master`, renew that first.

    `resume` goes on with a rotation that was cut short, without another new key. What other rooms sealed stays under
    its retired key, which still opens; the fingerprints' key (`prints`) is kept, or equal rows would look new.
    """
    rewrapped = _rewrap(at) if master else 0
    if not resume:
        for purpose in DataKey.objects.exclude(purpose=PRINTS).values_list("purpose", flat=True).distinct():
            _renew(purpose, at)
    resealed = 0
    while done := _reseal_some(at):
        resealed += done
    return Rotated(rewrapped, resealed)


def _renew(purpose: str, at: datetime) -> None:
    with transaction.atomic():
        DataKey.objects.filter(purpose=purpose, retired_at=None).update(retired_at=at)
        make_key(purpose)


def _rewrap(at: datetime) -> int:
    """Wrap every data key under a new master key. The old one is forgotten only when nothing needs it any more."""
    keeper = master_keys()
    with transaction.atomic(), connection.cursor() as cursor:
        one_at_the_keys(cursor)
        name = keeper.renew()
        rows = list(DataKey.objects.select_for_update().order_by("id"))
        for row in rows:
            row.master, row.wrapped = keeper.wrap(opened(row), f"key:{row.purpose}")
            row.save(update_fields=["master", "wrapped"])
        record(verb="key.rewrapped", subject=("key", name), detail={"keys": len(rows)}, at=at)
    keeper.forget_old()
    return len(rows)


def _reseal_some(at: datetime) -> int:
    """Seal some people anew who stand under a retired key; how many. One batch, one transaction, one entry."""
    key_id, key = data_key(PEOPLE)
    with transaction.atomic():
        rows = list(Sealed.objects.select_for_update().exclude(key_id=key_id).order_by("person_id")[:AT_ONCE])
        people = Person.objects.in_bulk([row.person_id for row in rows])
        old = {one: data_key_by_id(one) for one in {row.key_id for row in rows}}
        blinds: list[Blind] = []
        for row in rows:
            blinds += _reseal(row, people[row.person_id], old[row.key_id], key)
            row.key_id = key_id
        if rows:
            Sealed.objects.bulk_update(rows, ["key", *FIELDS])
            Blind.objects.filter(person_id__in=list(people)).delete()
            Blind.objects.bulk_create(blinds)
            record(verb="key.resealed", subject=("key", PEOPLE), detail={"people": len(rows), "key": key_id}, at=at)
    return len(rows)


def _reseal(row: Sealed, person: Person, old: bytes, new: bytes) -> list[Blind]:
    """The row's values under the new key; what search finds them by from now on."""
    if len(new) != KEY_BYTES:
        raise ValueError("a data key has 32 bytes")
    blinds = []
    for field in FIELDS:
        sealed = bytes(getattr(row, field))
        if not sealed:
            continue
        bound = place(row.loan_id, person.role, bytes(person.digest), field)
        plain = unseal(old, sealed, bound)
        setattr(row, field, seal(new, secrets.token_bytes(NONCE_BYTES), plain, bound))
        if field in SEARCHED:
            found_by = blind(new, field, normal(field, plain.decode()))
            blinds.append(Blind(person_id=row.person_id, loan_id=row.loan_id, field=field, blind=found_by))
    return blinds
