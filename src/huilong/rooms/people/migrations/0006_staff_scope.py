"""Who may see and change sessions, factors, approvals and gates (可见范围), and who may become what."""

from django.db import migrations

STATED = """
create or replace function people_stated() returns people_scope
language plpgsql stable parallel restricted security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    said text[] := string_to_array(current_setting('h.act', true), '|');
    told people_scope;
begin
    if said is null or cardinality(said) <> 3 then return null; end if;
    perform from people_scope_key k where said[3] = encode(sha256(k.outer_pad || sha256(k.inner_pad ||
        convert_to(said[1] || '|' || said[2] || '|' || pg_backend_pid(), 'UTF8'))), 'hex');
    if not found then return null; end if;
    if said[1] = '0' then return (0, 0, null, 'nothing', said[2], false)::people_scope; end if;
    select u.id, u.organisation_id, u.team_id,
           case when r.reach in (%s) and o.kind <> 'lender' then 'organisation' else r.reach end, said[2],
           o.kind = 'lender'
      into told
      from people_user u join people_organisation o on o.id = u.organisation_id join people_reach r on r.role = u.role
     where u.id = said[1]::bigint and u.is_active and o.is_active;
    return told;
end $$;
"""

PROMOTION = """
alter table people_reach add weighty boolean not null default false, add place text not null default 'anywhere';
create function people_role(name text) returns people_reach
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
    select r from people_reach r where r.role = name
$$;

-- Whom the one who acts manages: administrators all, the head of an outside organisation its agents.
create function people_manages(one bigint) returns boolean language sql stable
    return people_my_reach() = 'staff' or people_my_reach() = 'organisation' and exists (
        select from people_user u
         where u.id = one and u.organisation_id = people_my_organisation() and u.role = 'agency_agent');

create or replace function people_nobody_promotes_himself() returns trigger language plpgsql as $$
declare
    rule people_reach := people_role(new.role);
    fresh boolean := tg_op = 'INSERT';
    moved boolean := fresh or (new.role, new.organisation_id, new.team_id, new.is_active, new.username)
        is distinct from (old.role, old.organisation_id, old.team_id, old.is_active, old.username);
    reach text;
    inside boolean;
begin
    if current_user <> 'huilong_web' then return new; end if;
    reach := people_my_reach();
    if not fresh and new.id = people_me() then
        if moved then
            raise exception 'nobody changes the own role, place or name' using errcode = 'insufficient_privilege';
        end if;
        return new;
    end if;
    if reach not in ('staff', 'organisation')
       or reach = 'organisation' and (new.role <> 'agency_agent' or not fresh and old.role <> 'agency_agent') then
        raise exception 'not one of those you manage' using errcode = 'insufficient_privilege';
    end if;
    if not moved then return new; end if;
    inside := (select o.kind in ('lender', 'branch') from people_organisation o where o.id = new.organisation_id);
    if rule.place = 'inside' and not inside or rule.place = 'outside' and inside then
        raise exception 'no such role in an organisation of this kind' using errcode = 'check_violation';
    end if;
    if rule.weighty and new.is_active and (fresh or not old.is_active or old.role <> new.role)
       and not exists (select from people_approval a
            where a.kind = 'weighty_role' and a.subject = 'user:' || new.id and a.state = 'approved'
              and a.detail ->> 'role' = new.role and a.decided_at > now() - interval '1 minute') then
        raise exception 'a second person has not approved this role' using errcode = 'insufficient_privilege';
    end if;
    return new;
end $$;
drop trigger nobody_promotes_himself on people_user;
create trigger nobody_promotes_himself before insert or update on people_user
    for each row execute function people_nobody_promotes_himself();
"""

SESSIONS = """
-- Pages reach a session only by the hash of the cookie they were shown; what it holds is never listed.
alter table people_session enable row level security;
grant select (key, expires_at, user_id, signed_in_at, last_seen_at, locked_at, ended_at, ended_why, address, device),
    update (ended_at, ended_why, address, device) on people_session to huilong_web;
create policy own on people_session to huilong_web using (user_id = (select people_me()));
create policy managed on people_session to huilong_web using (people_manages(user_id));
revoke all on django_session from huilong_web;

create function people_session_of(hash text)
returns table (data text, user_id bigint, age_seconds float8, idle_seconds float8, locked boolean, ended_why text)
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
    select s.data, s.user_id, extract(epoch from now() - s.signed_in_at), extract(epoch from now() - s.last_seen_at),
           s.locked_at is not null, s.ended_why
      from people_session s where s.key = hash and s.expires_at > now()
$$;
create function people_session_keep(hash text, kept text, until timestamptz, who bigint, fresh boolean) returns boolean
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    if fresh then
        delete from people_session s where s.expires_at < now() - interval '1 day';
        insert into people_session (key, data, expires_at, user_id, signed_in_at, last_seen_at, ended_why, address, device)
        values (hash, kept, until, who, case when who is not null then now() end, now(), '', '', '')
        on conflict do nothing;
    else
        update people_session s
           set data = kept, expires_at = until, user_id = who,
               signed_in_at = case when who is null then null else coalesce(s.signed_in_at, now()) end
         where s.key = hash and s.ended_at is null;
    end if;
    return found;
end $$;
create function people_session_drop(hash text) returns void
language sql security definer set search_path = pg_catalog, public, pg_temp as $$
    delete from people_session s where s.key = hash
$$;
create function people_session_seen(hash text, lock boolean) returns void
language sql security definer set search_path = pg_catalog, public, pg_temp as $$
    update people_session s
       set last_seen_at = case when lock then s.last_seen_at else now() end, locked_at = case when lock then now() end
     where s.key = hash
$$;
revoke all on function people_session_of(text), people_session_keep(text, text, timestamptz, bigint, boolean),
    people_session_drop(text), people_session_seen(text, boolean) from public;
grant execute on function people_session_of(text), people_session_keep(text, text, timestamptz, bigint, boolean),
    people_session_drop(text), people_session_seen(text, boolean) to huilong_web;
"""

REST = """
alter table people_signinattempt enable row level security;
create policy signing_in on people_signinattempt to huilong_web using ((select people_my_purpose()) = 'sign-in');

alter table people_secondfactor enable row level security;
grant select, insert, update, delete on people_secondfactor to huilong_web;
create policy own on people_secondfactor to huilong_web using (user_id = (select people_me()));
create policy known on people_secondfactor for select to huilong_web using (people_manages(user_id));
create policy reset on people_secondfactor for delete to huilong_web using (people_manages(user_id));

alter table people_recoverycode enable row level security;
grant select, insert, update (used_at), delete on people_recoverycode to huilong_web;
create policy own on people_recoverycode to huilong_web using (user_id = (select people_me()));
create policy known on people_recoverycode for select to huilong_web using (people_manages(user_id));
create policy reset on people_recoverycode for delete to huilong_web using (people_manages(user_id));

alter table people_approval enable row level security;
grant select, insert, update (state, decided_by_id, decided_at) on people_approval to huilong_web;
create policy night on people_approval to huilong_night using (true);
create policy seen on people_approval for select to huilong_web using (
    asked_by_id = (select people_me()) or (select people_my_reach()) in ('house', 'staff'));
create policy asked on people_approval for insert to huilong_web with check (
    asked_by_id = (select people_me()) and state = 'waiting');
create policy decided on people_approval for update to huilong_web using (
    state = 'waiting' and (asked_by_id = (select people_me()) or (select people_my_reach()) in ('house', 'staff')))
    with check (state = 'expired' or decided_by_id = (select people_me()));

alter table people_gate enable row level security;
grant select on people_gate to huilong_night;
create policy night on people_gate to huilong_night using (true);
grant select, insert, update (revoked_at) on people_gate to huilong_web;
create policy seen on people_gate for select to huilong_web using (exists (select from people_user u where u.id = user_id));
create policy recorded on people_gate for insert to huilong_web with check (
    (select people_my_reach()) in ('house', 'staff') and recorded_by_id = (select people_me())
    and user_id <> (select people_me()));
create policy revoked on people_gate for update to huilong_web using ((select people_my_reach()) in ('house', 'staff'));
"""

UNDO = """
drop policy night on people_gate; drop policy seen on people_gate; drop policy recorded on people_gate;
drop policy revoked on people_gate; drop policy night on people_approval; drop policy seen on people_approval;
drop policy asked on people_approval; drop policy decided on people_approval;
drop policy own on people_recoverycode; drop policy known on people_recoverycode; drop policy reset on people_recoverycode;
drop policy own on people_secondfactor; drop policy known on people_secondfactor; drop policy reset on people_secondfactor;
drop policy signing_in on people_signinattempt; alter table people_signinattempt disable row level security;
drop function people_session_of(text), people_session_keep(text, text, timestamptz, bigint, boolean),
    people_session_drop(text), people_session_seen(text, boolean);
drop policy own on people_session; drop policy managed on people_session;
grant select, insert, update, delete on django_session to huilong_web;
drop trigger nobody_promotes_himself on people_user;
create trigger nobody_promotes_himself before update on people_user
    for each row execute function people_nobody_promotes_himself();
create or replace function people_nobody_promotes_himself() returns trigger language plpgsql as $$
begin
    if current_user = 'huilong_web' and people_my_reach() not in ('staff', 'organisation')
       and (new.role, new.organisation_id, new.team_id, new.is_active, new.username)
           is distinct from (old.role, old.organisation_id, old.team_id, old.is_active, old.username) then
        raise exception 'a user cannot change the own role, place or name' using errcode = 'insufficient_privilege';
    end if;
    return new;
end $$;
drop function people_manages(bigint);
drop function people_role(text);
alter table people_reach drop weighty, drop place;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0005_staff")]
    operations = [
        migrations.RunSQL(STATED % "'house', 'staff'", STATED % "'house'"),
        migrations.RunSQL(PROMOTION + SESSIONS + REST, UNDO),
    ]
