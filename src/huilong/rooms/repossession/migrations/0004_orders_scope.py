"""Who may see and change orders and what hangs on them (收车可见范围): who sees the case. What must never happen is
refused here too: a second live order or authority on a car, a history rewritten, a car taken without an authority.

`repossession_warn` ends what authority there is, whoever tells of the reason: an administrator who closes an account
sees no case, and yet the agent's screen has to turn red in the same transaction. It can only ever stop.
"""

from django.db import migrations

SEEN = "(select people_my_reach()) = 'house' or case_id in (select cases_mine())"
OF_ORDER = "order_id in (select o.id from repossession_order o)"

SCOPE = """
revoke update on repossession_order from huilong_web;
grant update (state, changed_at, waits_for, verdicts, told, crew_id, agent, price_fen) on repossession_order to huilong_web;

alter table repossession_order_step enable row level security;
grant select, insert on repossession_order_step to huilong_night, huilong_web;
create policy night on repossession_order_step to huilong_night using (true);
create policy seen on repossession_order_step for select to huilong_web using (<of_order>);
create policy told on repossession_order_step for insert to huilong_web with check (
    <of_order> and who = 'user:' || (select people_me()));

alter table repossession_approval enable row level security;
grant select on repossession_approval to huilong_night;
create policy night on repossession_approval to huilong_night using (true);
grant select, insert, update (decided_by, decided_at, decision, why) on repossession_approval to huilong_web;
create policy seen on repossession_approval for select to huilong_web using (<of_order>);
create policy asked on repossession_approval for insert to huilong_web with check (
    decided_by is null and order_id in (select o.id from repossession_order o where o.asked_by = (select people_me())));
create policy decided on repossession_approval for update to huilong_web using (
    decided_by is null and order_id in (select o.id from repossession_order o where o.asked_by <> (select people_me())))
    with check (decided_by = (select people_me()));

alter table repossession_ground enable row level security;
grant select on repossession_ground to huilong_night;
create policy night on repossession_ground to huilong_night using (true);
grant select, insert on repossession_ground to huilong_web;
create policy seen on repossession_ground for select to huilong_web using (<of_order>);
create policy given on repossession_ground for insert to huilong_web with check (
    <of_order> and given_by = 'user:' || (select people_me()));

alter table repossession_notice enable row level security;
grant select on repossession_notice to huilong_night;
create policy night on repossession_notice to huilong_night using (true);
grant select, insert, update (delivered_on, proof) on repossession_notice to huilong_web;
create policy seen on repossession_notice for select to huilong_web using (<seen>);
create policy entered on repossession_notice for insert to huilong_web with check (
    (<seen>) and entered_by = 'user:' || (select people_me()));
create policy delivered on repossession_notice for update to huilong_web using (delivered_on is null and (<seen>));

alter table repossession_crew enable row level security;
grant select on repossession_crew to huilong_night;
create policy night on repossession_crew to huilong_night using (true);
grant select, insert, update on repossession_crew to huilong_web;
create policy seen on repossession_crew for select to huilong_web using (
    (select people_my_reach()) = 'house' or organisation_id = (select people_my_organisation()));
create policy kept on repossession_crew for insert to huilong_web with check ((select people_my_reach()) = 'house');
create policy changed on repossession_crew for update to huilong_web using ((select people_my_reach()) = 'house');

alter table repossession_quote enable row level security;
grant select on repossession_quote to huilong_night;
create policy night on repossession_quote to huilong_night using (true);
grant select, insert, update (approved_by, approved_at) on repossession_quote to huilong_web;
create policy seen on repossession_quote for select to huilong_web using (<of_order>);
create policy made on repossession_quote for insert to huilong_web with check (
    <of_order> and made_by = (select people_me()) and approved_by is null);
create policy approved on repossession_quote for update to huilong_web using (
    approved_by is null and made_by <> (select people_me()) and <of_order>) with check (approved_by = (select people_me()));

alter table repossession_authority enable row level security;
grant select, update on repossession_authority to huilong_night;
create policy night on repossession_authority to huilong_night using (true);
grant select, insert, update (expires_at, renewed, checked_at, ended, ended_at, ended_by, acknowledged_at, escalated_at)
    on repossession_authority to huilong_web;
-- The holder sees its end even when the case is not the holder's any more.
create policy seen on repossession_authority for select to huilong_web using (
    holder = (select people_me()) or <of_order>);
create policy asked on repossession_authority for insert to huilong_web with check (
    holder = (select people_me()) and <of_order>);
create policy held on repossession_authority for update to huilong_web using (
    holder = (select people_me()) or <of_order>);
""".replace("<of_order>", OF_ORDER).replace("<seen>", SEEN)

NEVER = """
create function repossession_never() returns trigger language plpgsql as $$
begin
    raise exception 'the history of an order is appended, never changed' using errcode = 'insufficient_privilege';
end $$;
create trigger appended_only before update or delete on repossession_order_step
    for each row execute function repossession_never();

create function repossession_authority_law() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    if tg_op = 'UPDATE' and old.ended_at is not null and (new.ended_at, new.ended, new.ended_by, new.expires_at)
        is distinct from (old.ended_at, old.ended, old.ended_by, old.expires_at) then
        raise exception 'an authority that ended stays ended' using errcode = 'insufficient_privilege';
    end if;
    if not exists (select from repossession_order o where o.id = new.order_id and o.vin = new.vin) then
        raise exception 'an authority is for the vehicle of its order' using errcode = 'insufficient_privilege';
    end if;
    if new.ended = 'used' and new.ended_at > new.expires_at then
        raise exception 'an authority that ran out takes no car' using errcode = 'insufficient_privilege';
    end if;
    return new;
end $$;
create trigger authority_law before insert or update on repossession_authority
    for each row execute function repossession_authority_law();

-- Looked at when the transaction commits: no car is taken but under an authority used, or a late claim upheld.
create function repossession_taken_law() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    if not exists (select from repossession_authority a where a.order_id = new.id and a.ended = 'used')
       and not exists (select from repossession_order_step s where s.order_id = new.id and s.verb = 'uphold' and s.late) then
        raise exception 'no car is taken without a live authority' using errcode = 'insufficient_privilege';
    end if;
    return null;
end $$;
create constraint trigger taken_law after insert or update of state on repossession_order
    deferrable initially deferred for each row when (new.state = 'taken') execute function repossession_taken_law();
"""

WARN = """
create function repossession_warn(what text, key text, cause text, at timestamptz, actor text)
returns table (of_order bigint, number text, authority bigint, holder bigint, state text)
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    outside boolean := session_user <> 'huilong_web';
    reach text := people_my_reach();
    one record;
begin
    for one in
        select o.id, o.case_id, c.number from repossession_order o join cases_case c on c.id = o.case_id
         where o.state in ('requested', 'approved', 'quoted', 'dispatched', 'accepted', 'located', 'claimed', 'taken',
                           'in_tow', 'stored')
           and (what = 'order' and o.id::text = key or what = 'case' and c.number = key
                or what = 'holder' and exists (
                    select from repossession_authority a
                     where a.order_id = o.id and a.holder::text = key and a.ended_at is null))
           and (outside or reach = 'house' or cause in ('duty', 'account') or o.case_id in (select cases_mine()))
         order by o.case_id
    loop
        perform pg_advisory_xact_lock(7022006, (one.case_id % 2147483648)::int);  -- CASE_LOCKS of cases
        of_order := one.id; number := one.number;
        select o.state into state from repossession_order o where o.id = one.id;
        authority := null; holder := null;
        update repossession_authority a
           set ended = cause, ended_at = greatest(at, a.issued_at), ended_by = actor
         where a.order_id = one.id and a.ended_at is null returning a.id, a.holder into authority, holder;
        continue when authority is null and cause in ('duty', 'account', 'expired');
        insert into repossession_order_step (order_id, verb, state, at, late, who, detail)
        values (one.id, 'warn', state, at, false, actor, jsonb_build_object('cause', cause, 'authority', authority));
        return next;
    end loop;
end $$;
revoke all on function repossession_warn(text, text, text, timestamptz, text) from public;
grant execute on function repossession_warn(text, text, text, timestamptz, text) to huilong_web, huilong_night;
"""

TABLES = ("order_step", "approval", "ground", "notice", "crew", "quote", "authority")
UNDO = """
drop function repossession_warn(text, text, text, timestamptz, text);
drop trigger taken_law on repossession_order; drop function repossession_taken_law();
drop trigger authority_law on repossession_authority; drop function repossession_authority_law();
drop trigger appended_only on repossession_order_step; drop function repossession_never();
drop policy night on repossession_order_step; drop policy seen on repossession_order_step;
drop policy told on repossession_order_step;
drop policy night on repossession_approval; drop policy seen on repossession_approval;
drop policy asked on repossession_approval; drop policy decided on repossession_approval;
drop policy night on repossession_ground; drop policy seen on repossession_ground;
drop policy given on repossession_ground;
drop policy night on repossession_notice; drop policy seen on repossession_notice;
drop policy entered on repossession_notice; drop policy delivered on repossession_notice;
drop policy night on repossession_crew; drop policy seen on repossession_crew; drop policy kept on repossession_crew;
drop policy changed on repossession_crew;
drop policy night on repossession_quote; drop policy seen on repossession_quote;
drop policy made on repossession_quote; drop policy approved on repossession_quote;
drop policy night on repossession_authority; drop policy seen on repossession_authority;
drop policy asked on repossession_authority; drop policy held on repossession_authority;
""" + "".join(f"alter table repossession_{name} disable row level security;\n" for name in TABLES)


class Migration(migrations.Migration):
    dependencies = [("repossession", "0003_orders"), ("cases", "0009_desk_scope"), ("people", "0003_scope")]
    operations = [migrations.RunSQL(SCOPE + NEVER + WARN, UNDO)]
