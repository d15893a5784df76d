"""The laws of double entry in the database (复式记账): entries balance at commit, only grow, keep to open periods; money
of others moves with what is owed to them and pays nobody else. Who may see and post them.
"""

from django.db import migrations

LAWS = """
alter table ledger_posting add constraint ledger_of_the_chart foreign key (account) references ledger_account (code);
alter table ledger_entry add constraint ledger_said_in_32_bytes check (octet_length(digest) = 32);

create function ledger_only_grows() returns trigger language plpgsql as $$
begin
    if tg_op = 'TRUNCATE' and current_database() like 'test\\_%' then
        return null;  -- the suite empties its own database between tests
    end if;
    raise exception 'entries only grow: % refused', tg_op using errcode = 'restrict_violation';
end $$;
create trigger rows_stay before update or delete on ledger_entry for each row execute function ledger_only_grows();
create trigger table_stays before truncate on ledger_entry for each statement execute function ledger_only_grows();
create trigger rows_stay before update or delete on ledger_posting for each row execute function ledger_only_grows();
create trigger table_stays before truncate on ledger_posting for each statement execute function ledger_only_grows();
create trigger rows_stay before update or delete on ledger_closing for each row execute function ledger_only_grows();
create trigger table_stays before truncate on ledger_closing for each statement execute function ledger_only_grows();

-- An account keeps its kind once something is posted to it: else yesterday's balances would change their meaning.
create function ledger_account_stays() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and (old.code, old.kind, old.trust) = (new.code, new.kind, new.trust) then
        return new;
    end if;
    if exists (select from ledger_posting p where p.account = old.code) then
        raise exception 'ledger_account_stays: % is posted to', old.code using errcode = 'restrict_violation';
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end $$;
create trigger account_stays before update or delete on ledger_account
    for each row execute function ledger_account_stays();

-- Those who post share the lock and whoever closes takes it alone: no entry slips in behind a closing.
create function ledger_period_is_open() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    last date;
begin
    perform pg_advisory_xact_lock_shared(7022021);
    select max(c.through) into last from ledger_closing c where c.owner = new.owner;
    if new."on" <= last and not exists (select from ledger_entry e where e.key = new.key) then  -- a second try is none
        raise exception 'ledger_period_closed through %', last using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger period_is_open before insert on ledger_entry for each row execute function ledger_period_is_open();
create function ledger_closes_forward() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    perform pg_advisory_xact_lock(7022021);
    if exists (select from ledger_closing c where c.owner = new.owner and c.through >= new.through) then
        raise exception 'ledger_closes_forward' using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger closes_forward before insert on ledger_closing for each row execute function ledger_closes_forward();

-- At commit: as many lines as the entry says, debits equal credits, trust assets move with trust liabilities, and what
-- takes an entry back is that entry line by line.
create function ledger_entry_balances() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    found_lines bigint; off numeric; gap numeric;
begin
    select count(*), coalesce(sum(p.fen), 0), coalesce(sum(p.fen) filter (where a.trust), 0)
      into found_lines, off, gap
      from ledger_posting p join ledger_account a on a.code = p.account where p.entry_id = new.id;
    if found_lines <> new.lines or off <> 0 then
        raise exception 'ledger_entry_balances: entry %, % lines of %, off by %', new.id, found_lines, new.lines, off
            using errcode = 'check_violation';
    end if;
    if gap <> 0 then
        raise exception 'ledger_trust_gap: entry % by %', new.id, gap using errcode = 'check_violation';
    end if;
    if new.reverses_id is not null and (
        exists (select from ledger_entry e where e.id = new.reverses_id
                and (e.reverses_id is not null or e.owner <> new.owner or e.lines <> new.lines))
        or exists (select p.account, p.fen, p.loan, p.party from ledger_posting p where p.entry_id = new.id
                   except all
                   select p.account, -p.fen, p.loan, p.party from ledger_posting p where p.entry_id = new.reverses_id)
    ) then
        raise exception 'ledger_reverses_as_posted: entry % of %', new.id, new.reverses_id
            using errcode = 'check_violation';
    end if;
    return null;
end $$;
create constraint trigger balances after insert on ledger_entry deferrable initially deferred
    for each row execute function ledger_entry_balances();

-- At once: no line is added to an entry later, each says its entry's day, moment and owner; what is held for somebody
-- is never less than nothing on any day. Who takes of it is alone with it until he is done.
create function ledger_lines_fit() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    one record; lowest numeric;
begin
    if exists (
        select from (select entry_id, count(*) filter (
                         where (f."on", f.recorded_at, f.owner) is distinct from (e."on", e.recorded_at, e.owner)) as odd
                       from fresh f join ledger_entry e on e.id = f.entry_id group by entry_id) n
        join ledger_entry e on e.id = n.entry_id
        where n.odd > 0 or e.lines < (select count(*) from ledger_posting p where p.entry_id = n.entry_id)
    ) then
        raise exception 'ledger_lines_fit' using errcode = 'check_violation';
    end if;
    for one in
        select f.account, f.owner, coalesce(nullif(f.party, ''), f.loan) as whose, bool_or(f.fen > 0) as takes
          from fresh f join ledger_account a on a.code = f.account
         where a.trust and a.kind = 'liability' group by 1, 2, 3 order by 1, 2, 3
    loop
        if one.whose = '' then
            raise exception 'ledger_trust_unnamed: %', one.account using errcode = 'check_violation';
        end if;
        if one.takes then
            perform pg_advisory_xact_lock(hashtextextended(one.account || '|' || one.owner || '|' || one.whose, 7022022));
            select max(held) into lowest from (
                select sum(p.fen) over (order by p."on") as held from ledger_posting p
                 where p.account = one.account and p.owner = one.owner
                   and (p.party = one.whose or p.party = '' and p.loan = one.whose)) h;
            if lowest > 0 then
                raise exception 'ledger_trust_short: % of % by %', one.account, one.whose, lowest
                    using errcode = 'check_violation';
            end if;
        end if;
    end loop;
    return null;
end $$;
create trigger lines_fit after insert on ledger_posting referencing new table as fresh
    for each statement execute function ledger_lines_fit();

-- Whether something was posted under a key is known to whoever has the key: else a second try could not be told.
create function ledger_known(keys text[]) returns table (key text, id bigint, digest bytea)
language sql stable security definer rows 1 set search_path = pg_catalog, public, pg_temp as $$
    select e.key, e.id, e.digest from ledger_entry e where e.key = any(keys)
$$;

alter table ledger_entry enable row level security;
alter table ledger_posting enable row level security;
alter table ledger_closing enable row level security;
grant select, insert on ledger_entry, ledger_posting, ledger_closing to huilong_night, huilong_web;
create policy night on ledger_entry to huilong_night using (true);
create policy night on ledger_posting to huilong_night using (true);
create policy night on ledger_closing to huilong_night using (true);
-- An act of anybody may cost or bring money: he posts in his own name, and sees what he posted; the house sees all.
create policy seen on ledger_entry for select to huilong_web
    using ((select people_my_reach()) = 'house' or by = 'user:' || (select people_me()));
create policy posted on ledger_entry for insert to huilong_web with check (by = 'user:' || (select people_me()));
create policy seen on ledger_posting for select to huilong_web using (
    (select people_my_reach()) = 'house' or entry_id in (select e.id from ledger_entry e where e.by = 'user:' || (select people_me())));
-- Lines stand in the statement that makes their entry, where no policy sees it yet: lines_fit lets none be added later.
create policy posted on ledger_posting for insert to huilong_web with check ((select people_me()) > 0);
create policy seen on ledger_closing for select to huilong_web using ((select people_me()) > 0);
create policy closed on ledger_closing for insert to huilong_web
    with check ((select people_my_reach()) = 'house' and by = 'user:' || (select people_me()));
"""

UNDO = """
drop function ledger_known(text[]);
drop table ledger_posting, ledger_entry, ledger_closing cascade;
drop function ledger_only_grows(), ledger_period_is_open(), ledger_closes_forward(), ledger_entry_balances(),
    ledger_lines_fit();
drop trigger account_stays on ledger_account;
drop function ledger_account_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0006_entries")]
    operations = [migrations.RunSQL(LAWS, UNDO)]
