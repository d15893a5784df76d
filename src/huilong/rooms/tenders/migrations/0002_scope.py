"""Who may see and do what in a tender, and when (招标可见范围与时钟): by policies, and by triggers that read one clock.

Nothing is sealed after closing, nothing opened before it, nothing published or sealed changes. The clock is
`house_clock()`, the database's own, so that several web servers cannot disagree about the last second.
"""

from django.db import migrations

CLOCK = """
create function tenders_mine() returns setof bigint language sql stable security definer
    set search_path = public, pg_temp as $$
    select i.tender_id from tenders_invitation i join tenders_tender t on t.id = i.tender_id
     where i.organisation_id = (select people_my_organisation()) and t.published_at is not null
$$;

create function tenders_closed(which bigint) returns boolean language sql stable security definer
    set search_path = public, pg_temp as $$
    select coalesce(house_clock() >= t.closes_at, false) from tenders_tender t where t.id = which
$$;

create function tenders_waiting(which bigint) returns boolean language sql stable security definer
    set search_path = public, pg_temp as $$
    select exists (select from tenders_sealed s where s.tender_id = which and not exists (
        select from tenders_reveal r where r.tender_id = which and r.organisation_id = s.organisation_id))
$$;

create function tenders_opened(which bigint) returns boolean language sql stable security definer
    set search_path = public, pg_temp as $$
    select coalesce(house_clock() >= t.closes_at
        and (house_clock() >= t.reveals_until or not tenders_waiting(which)), false)
      from tenders_tender t where t.id = which
$$;

create function tenders_stands(which bigint) returns text language sql stable security definer
    set search_path = public, pg_temp as $$
    select case when bool_or(a.approved) then 'awarded' when bool_or(a.approved is null) then 'proposed' else '' end
      from tenders_award a where a.tender_id = which
$$;
"""

GUARDS = """
create function tenders_never() returns trigger language plpgsql as $$
begin
    raise exception 'what is kept of a tender is never changed' using errcode = 'restrict_violation';
end $$;

create function tenders_fixed() returns trigger language plpgsql as $$
begin
    if old.published_at is not null and (to_jsonb(new) - 'cancelled_at' - 'cancelled_why')
        <> (to_jsonb(old) - 'cancelled_at' - 'cancelled_why') then
        raise exception 'a published tender is never changed' using errcode = 'restrict_violation';
    end if;
    if old.cancelled_at is not null then
        raise exception 'a cancelled tender is never changed' using errcode = 'restrict_violation';
    end if;
    if old.published_at is null and new.published_at is not null and new.closes_at <= house_clock() then
        raise exception 'a tender closes after it is published' using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger published_stays before update on tenders_tender for each row execute function tenders_fixed();
create trigger tender_stays before delete on tenders_tender for each row execute function tenders_never();

create function tenders_seal_in_time() returns trigger language plpgsql security definer
    set search_path = public, pg_temp as $$
declare t tenders_tender;
begin
    select * into t from tenders_tender where id = new.tender_id for share;
    new.sealed_at := house_clock();
    if t.published_at is null or t.cancelled_at is not null or new.sealed_at >= t.closes_at then
        raise exception 'tenders-closed' using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger in_time before insert on tenders_sealed for each row execute function tenders_seal_in_time();

create function tenders_reveal_fits() returns trigger language plpgsql security definer
    set search_path = public, pg_temp as $$
declare t tenders_tender; s tenders_sealed;
begin
    select * into t from tenders_tender where id = new.tender_id for share;
    select * into s from tenders_sealed where tender_id = new.tender_id and organisation_id = new.organisation_id
        order by id desc limit 1;
    new.revealed_at := house_clock();
    if t.cancelled_at is not null or t.closes_at is null or new.revealed_at < t.closes_at
        or new.revealed_at >= t.reveals_until then
        raise exception 'tenders-not-the-time' using errcode = 'check_violation';
    end if;
    if s.id is null or s.id <> new.sealed_id
        or encode(sha256(convert_to(new.content, 'UTF8')), 'hex') <> s.commitment then
        raise exception 'tenders-not-what-was-sealed' using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger fits before insert on tenders_reveal for each row execute function tenders_reveal_fits();
"""

APPENDED = ("sealed", "reveal", "mark", "dealt", "bond", "case", "invitation", "seed", "asker", "paper")
NEVER = "".join(
    f"create trigger appended_only before update or delete on tenders_{one}"
    " for each row execute function tenders_never();\n"
    for one in APPENDED
)
ME, HOUSE = "(select people_me())", "(select people_my_reach()) = 'house'"
MY = "organisation_id = (select people_my_organisation())"
MINE = "tender_id in (select tenders_mine())"
OPENED = "tenders_opened(tender_id)"

TABLES = ("tender", "seed", "case", "invitation", "paper", "question", "asker", "sealed", "reveal", "mark", "award",
          "outcome", "dealt", "bond")  # fmt: skip
SEEN = {
    "tender": f"{HOUSE} or id in (select tenders_mine())",
    "seed": f"{HOUSE} and tenders_closed(tender_id)",
    "case": HOUSE,
    "invitation": f"{HOUSE} or {MY} and {MINE}",
    "paper": f"{HOUSE} or {MINE}",
    "question": f"{HOUSE} or {MINE} and (answered_at is not null or ref in (select a.ref from tenders_asker a))",  # noqa: S608
    "asker": f"{HOUSE} or {MY}",
    "sealed": f"{MY} or {HOUSE} and tenders_closed(tender_id)",
    "reveal": f"{MY} or {HOUSE} and {OPENED}",
    "mark": f"{HOUSE} and {OPENED}",
    "award": HOUSE,
    "outcome": f"{HOUSE} or {MY} and told_at is not null",
    "dealt": HOUSE,
    "bond": f"{HOUSE} or {MY}",
}
"""Which rows of a table the pages may read."""
KEPT = {
    "tender": f"{HOUSE} and made_by = {ME}",
    "seed": HOUSE, "case": HOUSE, "invitation": HOUSE,
    "paper": f"{HOUSE} and added_by = {ME}",
    "question": MINE,
    "asker": f"{MY} and by = {ME} and {MINE}",
    "sealed": f"{MY} and by = {ME} and {MINE}",
    "reveal": f"{MY} and by = {ME} and {MINE}",
    "mark": f"{HOUSE} and by = {ME} and {OPENED}",
    "award": f"{HOUSE} and proposed_by = {ME} and {OPENED}",
    "outcome": f"{HOUSE} and {OPENED}",
    "dealt": HOUSE,
    "bond": f"{HOUSE} and by = {ME}",
}  # fmt: skip
"""Which rows the pages may add."""
CHANGED = {
    "tender": ("published_at, questions_until, closes_at, reveals_until, strata, cancelled_at, cancelled_why", HOUSE),
    "question": ("answer, answered_at, answered_by", f"{HOUSE} and answered_at is null"),
    "award": ("approval, decided_by, decided_at, approved, seed", f"{HOUSE} and approved is null"),
    "outcome": ("contract, batch, told_at", f"{HOUSE} and (told_at is null or batch = '')"),
}
"""Which columns the pages may change, in which rows."""


_WALL = """
alter table {name} enable row level security;
grant select on {name} to huilong_night;
create policy night on {name} for select to huilong_night using (true);
grant select, insert on {name} to huilong_web;
create policy seen on {name} for select to huilong_web using ({seen});
create policy kept on {name} for insert to huilong_web with check ({kept});
"""


def scope(table: str) -> str:
    """The wall of one table."""
    name = f"tenders_{table}"
    told = _WALL.format(name=name, seen=SEEN[table], kept=KEPT[table])
    if table in CHANGED:
        columns, which = CHANGED[table]
        told += f"grant update ({columns}) on {name} to huilong_web;\n"
        told += f"create policy changed on {name} for update to huilong_web using ({which}) with check ({HOUSE});\n"
    return told


def unscope(table: str) -> str:
    """The wall of one table taken down."""
    name = f"tenders_{table}"
    changed = f"drop policy changed on {name};" if table in CHANGED else ""
    return f"drop policy night on {name}; drop policy seen on {name}; drop policy kept on {name}; {changed}\n"



DOWN = (
    "".join(unscope(one) for one in TABLES)
    + "".join(f"alter table tenders_{one} disable row level security;\n" for one in TABLES)
    + "".join(f"drop trigger appended_only on tenders_{one};\n" for one in APPENDED)
    + "drop trigger fits on tenders_reveal; drop trigger in_time on tenders_sealed;"
    " drop trigger tender_stays on tenders_tender; drop trigger published_stays on tenders_tender;"
    " drop function tenders_reveal_fits(); drop function tenders_seal_in_time(); drop function tenders_fixed();"
    " drop function tenders_never(); drop function tenders_stands(bigint); drop function tenders_opened(bigint); drop function tenders_waiting(bigint);"
    " drop function tenders_closed(bigint); drop function tenders_mine();"
)


class Migration(migrations.Migration):
    dependencies = [("tenders", "0001_initial"), ("people", "0003_scope"), ("journal", "0005_clock")]
    operations = [migrations.RunSQL(CLOCK + GUARDS + NEVER + "".join(scope(one) for one in TABLES), DOWN)]
