"""Who may see and do what in auctions (竞价可见范围), and what the database itself sees to.

The clock is the database's. A bid stands where the chain ends, in time, above the price; the floor is moved by bids
alone, under one row lock an auction. A bidder sees auctions and pseudonyms, and of entries, deposits and answers the
own ones; the reserve and the subject are the house's.
"""

from django.db import migrations

WHO = """
-- The house without the borrowers, who stand in it but are not of it.
create function auctions_house() returns boolean language sql stable
    return people_in_house() and people_my_reach() <> 'nothing';
create function auctions_my_bidder() returns bigint
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
    select b.id from auctions_bidder b where b.user_id = people_me() and b.state = 'approved'
$$;
-- Take the floor of an auction: its lock until the transaction ends, and the time of that moment. Null: there is none.
create function auctions_take_floor(auction bigint) returns timestamptz
language plpgsql volatile security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    perform from auctions_auction a where a.id = auction for update;
    return case when found then house_clock() end;
end $$;
"""

KEPT = """
create function auctions_only_grows() returns trigger language plpgsql as $$
begin
    if tg_op = 'TRUNCATE' and current_database() like 'test\\_%' then return null; end if;
    raise exception 'bids and answers are appended, never changed' using errcode = 'restrict_violation';
end $$;
create trigger appended_only before update or delete on auctions_bid for each row execute function auctions_only_grows();
create trigger kept before truncate on auctions_bid for each statement execute function auctions_only_grows();
create trigger appended_only before update or delete on auctions_answer for each row execute function auctions_only_grows();
create trigger kept before truncate on auctions_answer for each statement execute function auctions_only_grows();
create trigger appended_only before update or delete on auctions_opening for each row execute function auctions_only_grows();
create trigger kept before truncate on auctions_opening for each statement execute function auctions_only_grows();

create function auctions_stays_agreed() returns trigger language plpgsql as $$
begin
    if (new.title, new.form, new.terms, new.opens_at, new.has_reserve, new.made_by, new.made_at)
       is distinct from (old.title, old.form, old.terms, old.opens_at, old.has_reserve, old.made_by, old.made_at)
       or new.ends_at < old.ends_at or new.bids < old.bids
       or new.bids = old.bids and new.head <> old.head and old.head <> repeat('0', 64)
       or old.state in ('closed', 'cancelled') and (new.state <> old.state or new.outcome <> old.outcome) then
        raise exception 'what is agreed of an auction stays' using errcode = 'restrict_violation';
    end if;
    if new.state = 'closed' and old.state = 'live' and house_clock() < old.ends_at + interval '3 seconds' then
        raise exception 'an auction does not close before its end' using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger stays_agreed before update on auctions_auction for each row execute function auctions_stays_agreed();
create trigger never_removed before delete on auctions_auction for each row execute function auctions_only_grows();

create function auctions_enters() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare floor auctions_auction; told auctions_mandate; who people_user;
begin
    select * into floor from auctions_auction a where a.id = new.auction_id for update;
    if floor.state <> 'live' or house_clock() >= floor.ends_at then
        raise exception 'the auction is over' using errcode = 'check_violation', constraint = 'auctions_enters_in_time';
    end if;
    select * into told from auctions_mandate m where m.auction_id = new.auction_id;
    select u.* into who from people_user u join auctions_bidder b on b.user_id = u.id where b.id = new.bidder_id;
    if told.barred -> 'firms' @> to_jsonb(who.organisation_id) or told.barred -> 'users' @> to_jsonb(who.id) then
        raise exception 'barred' using errcode = 'check_violation', constraint = 'auctions_enters_unbarred';
    end if;
    select coalesce(max(e.number), 0) + 1 into new.number from auctions_entry e where e.auction_id = new.auction_id;
    return new;
end $$;
create trigger enters before insert on auctions_entry for each row execute function auctions_enters();

create function auctions_bid_stands() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    floor auctions_auction; clock timestamptz; least bigint; step bigint; asked bigint; paid bigint; reserve bigint;
begin
    select * into floor from auctions_auction a where a.id = new.auction_id for update;
    clock := house_clock();
    new.arrived_at := house_now();
    if floor.state <> 'live' or new.arrived_at < floor.opens_at or new.arrived_at >= floor.ends_at
       or clock >= floor.ends_at + interval '3 seconds' then
        raise exception 'the auction takes no bid now' using errcode = 'check_violation',
            constraint = 'auctions_bid_in_time';
    end if;
    if new.seq <> floor.bids + 1 or new.previous <> floor.head or new.ends_at < floor.ends_at or new.at > clock
       or new.at < clock - interval '3 seconds' or new.at < floor.last_at
       or not exists (select from auctions_entry e where (e.id, e.auction_id, e.number) =
                                                         (new.entry_id, new.auction_id, new.number)) then
        raise exception 'the bid does not follow the last one' using errcode = 'check_violation',
            constraint = 'auctions_bid_in_order';
    end if;
    asked := (floor.terms ->> 'deposit_fen')::bigint;
    select d.fen into paid from auctions_deposit d where d.entry_id = new.entry_id and d.state = 'held';
    step := (floor.terms ->> 'step_fen')::bigint;
    least := coalesce(floor.price_fen + step, (floor.terms ->> 'start_fen')::bigint);
    if coalesce(paid, 0) < asked or (floor.form = 'open') <> (new.fen is not null)
       or new.fen < least or (new.fen - least) % step <> 0 or floor.form = 'open' and floor.leader = new.number
       or floor.form = 'sealed' and exists (select from auctions_bid b where b.entry_id = new.entry_id) then
        raise exception 'the bid is none' using errcode = 'check_violation', constraint = 'auctions_bid_by_the_terms';
    end if;
    select m.reserve_fen into reserve from auctions_mandate m where m.auction_id = new.auction_id;
    update auctions_auction a set bids = new.seq, head = new.hash, last_at = new.at, ends_at = new.ends_at,
        price_fen = coalesce(new.fen, a.price_fen), reached = coalesce(new.fen >= reserve, a.reached),
        leader = case when new.fen is null then a.leader else new.number end where a.id = new.auction_id;
    return new;
end $$;
create trigger stands before insert on auctions_bid for each row execute function auctions_bid_stands();

create function auctions_opens() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare floor auctions_auction;
begin
    select a.* into floor from auctions_auction a join auctions_bid b on b.auction_id = a.id where b.id = new.bid_id
        for update of a;
    new.at := house_clock();
    if floor.state <> 'live' or floor.form <> 'sealed' or new.at < floor.ends_at
       or new.at >= floor.ends_at + make_interval(mins => (floor.terms ->> 'reveal_minutes')::int) then
        raise exception 'sealed bids are not opened now' using errcode = 'check_violation',
            constraint = 'auctions_opens_in_time';
    end if;
    return new;
end $$;
create trigger opens before insert on auctions_opening for each row execute function auctions_opens();
"""

SCOPE = """
alter table auctions_auction enable row level security;
grant select, insert on auctions_auction to huilong_web, huilong_night;
grant update (state, head, approved_by, closed_at, outcome, winner, sold_fen, settled_at, defaulted_at, to_second, cancelled_why) on auctions_auction to huilong_web, huilong_night;
create policy night on auctions_auction to huilong_night using (true);
create policy seen on auctions_auction for select to huilong_web using (
    (select auctions_house()) or state <> 'asked' and (select auctions_my_bidder()) is not null);
create policy made on auctions_auction for insert to huilong_web with check (
    (select auctions_house()) and made_by = (select people_me()) and state in ('asked', 'live') and bids = 0);
create policy moved on auctions_auction for update to huilong_web using ((select auctions_house()));

alter table auctions_mandate enable row level security;
grant select, insert, update (over, verdict) on auctions_mandate to huilong_web, huilong_night;
create policy night on auctions_mandate to huilong_night using (true);
create policy house on auctions_mandate to huilong_web using ((select auctions_house()));

alter table auctions_bidder enable row level security;
grant select on auctions_bidder to huilong_night;
grant select, insert, update (state, decided_by, decided_at, why) on auctions_bidder to huilong_web;
create policy night on auctions_bidder to huilong_night using (true);
create policy seen on auctions_bidder for select to huilong_web using (
    (select auctions_house()) or user_id = (select people_me()));
create policy asked on auctions_bidder for insert to huilong_web with check (
    user_id = (select people_me()) and state = 'asked');
create policy decided on auctions_bidder for update to huilong_web using ((select auctions_house()))
    with check (decided_by = (select people_me()));

alter table auctions_entry enable row level security;
grant select on auctions_entry to huilong_night;
grant select, insert on auctions_entry to huilong_web;
create policy night on auctions_entry to huilong_night using (true);
create policy seen on auctions_entry for select to huilong_web using (
    (select auctions_house()) or bidder_id = (select auctions_my_bidder()));
create policy entered on auctions_entry for insert to huilong_web with check (bidder_id = (select auctions_my_bidder()));

alter table auctions_deposit enable row level security;
grant select, update (state, ended_by, ended_at) on auctions_deposit to huilong_night;
grant select, insert, update (state, ended_by, ended_at) on auctions_deposit to huilong_web;
create policy night on auctions_deposit to huilong_night using (true);
create policy seen on auctions_deposit for select to huilong_web using (
    entry_id in (select e.id from auctions_entry e));
create policy taken on auctions_deposit for insert to huilong_web with check (
    (select auctions_house()) and taken_by = (select people_me()) and state = 'held');
create policy ended on auctions_deposit for update to huilong_web using (state = 'held' and (select auctions_house()))
    with check (ended_by = (select people_me()));

alter table auctions_bid enable row level security;
grant select on auctions_bid to huilong_night;
grant select, insert on auctions_bid to huilong_web;
create policy night on auctions_bid to huilong_night using (true);
create policy seen on auctions_bid for select to huilong_web using (
    (select auctions_house()) or (select auctions_my_bidder()) is not null);
create policy made on auctions_bid for insert to huilong_web with check (
    entry_id in (select e.id from auctions_entry e where e.bidder_id = (select auctions_my_bidder())));

alter table auctions_answer enable row level security;
grant select on auctions_answer to huilong_night;
grant select, insert on auctions_answer to huilong_web;
create policy night on auctions_answer to huilong_night using (true);
create policy seen on auctions_answer for select to huilong_web using (entry_id in (select e.id from auctions_entry e));
create policy given on auctions_answer for insert to huilong_web with check (
    entry_id in (select e.id from auctions_entry e where e.bidder_id = (select auctions_my_bidder())));

alter table auctions_opening enable row level security;
grant select on auctions_opening to huilong_night;
grant select, insert on auctions_opening to huilong_web;
create policy night on auctions_opening to huilong_night using (true);
create policy seen on auctions_opening for select to huilong_web using (
    bid_id in (select b.id from auctions_bid b join auctions_auction a on a.id = b.auction_id where a.state = 'closed')
    or bid_id in (select b.id from auctions_bid b join auctions_entry e on e.id = b.entry_id
                   where e.bidder_id = (select auctions_my_bidder())));
create policy opened on auctions_opening for insert to huilong_web with check (
    bid_id in (select b.id from auctions_bid b join auctions_entry e on e.id = b.entry_id
                where e.bidder_id = (select auctions_my_bidder())));
"""

TABLES = ("auction", "mandate", "bidder", "entry", "deposit", "bid", "answer", "opening")
POLICIES = {
    "auction": ("night", "seen", "made", "moved"), "mandate": ("night", "house"),
    "bidder": ("night", "seen", "asked", "decided"), "entry": ("night", "seen", "entered"),
    "deposit": ("night", "seen", "taken", "ended"), "bid": ("night", "seen", "made"),
    "answer": ("night", "seen", "given"), "opening": ("night", "seen", "opened"),
}  # fmt: skip
UNDO = (
    "".join(
        f"alter table auctions_{table} disable row level security;\n"
        + "".join(f"drop policy {name} on auctions_{table};\n" for name in POLICIES[table])
        for table in TABLES
    )
    + "".join(
        f"drop trigger appended_only on auctions_{table}; drop trigger kept on auctions_{table};\n"
        for table in ("bid", "answer", "opening")
    )
    + """
drop trigger stays_agreed on auctions_auction; drop trigger never_removed on auctions_auction;
drop trigger enters on auctions_entry; drop trigger stands on auctions_bid; drop trigger opens on auctions_opening;
drop function auctions_opens(), auctions_bid_stands(), auctions_enters(), auctions_stays_agreed(), auctions_only_grows(),
    auctions_take_floor(bigint), auctions_my_bidder(), auctions_house();
"""
)


class Migration(migrations.Migration):
    dependencies = [("auctions", "0001_initial"), ("people", "0011_bidders"), ("journal", "0005_clock")]
    operations = [migrations.RunSQL(WHO + KEPT + SCOPE, UNDO)]
