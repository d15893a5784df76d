"""Who may see what (可见范围): the roles processes connect as, and the functions every policy asks.

The web, the API and the workers connect as `huilong_web`, the night as `huilong_night`. Neither owns anything. A
process says who acts in `h.act` (see rules/statement.py); what is not said, or said falsely, sees nothing.
Policies call the functions in a sub-select, so that each is answered once a statement and indexes stay in use.
"""

from django.db import migrations

ROLES = """
do $$ declare name text; begin
    foreach name in array array['huilong_web', 'huilong_night'] loop
        if not exists (select from pg_roles where rolname = name) then
            execute format('create role %I login', name);
        end if;
        execute format('grant connect, temporary on database %I to %I', current_database(), name);
        execute format('grant usage on schema public to %I', name);
    end loop;
end $$;
revoke create on schema public from public;
"""

FUNCTIONS = """
create table people_scope_key (id int primary key check (id = 1), inner_pad bytea not null, outer_pad bytea not null);
create table people_reach (role text primary key, reach text not null);
revoke all on people_scope_key, people_reach from public;

create type people_scope as (
    "user" bigint, organisation bigint, team bigint, reach text, purpose text, in_house boolean);

create function people_stated() returns people_scope
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
           case when r.reach = 'house' and o.kind <> 'lender' then 'organisation' else r.reach end, said[2],
           o.kind = 'lender'
      into told
      from people_user u join people_organisation o on o.id = u.organisation_id join people_reach r on r.role = u.role
     where u.id = said[1]::bigint and u.is_active and o.is_active;
    return told;
end $$;

create function people_me() returns bigint language sql stable parallel restricted
    return (people_stated())."user";
create function people_my_organisation() returns bigint language sql stable parallel restricted
    return (people_stated()).organisation;
create function people_my_team() returns bigint language sql stable parallel restricted
    return (people_stated()).team;
create function people_my_reach() returns text language sql stable parallel restricted
    return coalesce((people_stated()).reach, 'nothing');
create function people_my_purpose() returns text language sql stable parallel restricted
    return coalesce((people_stated()).purpose, '');
create function people_in_house() returns boolean language sql stable parallel restricted
    return coalesce((people_stated()).in_house, false);
"""

TABLES = """
grant select, insert, update on people_organisation, people_team, people_user to huilong_web;
grant select on people_organisation, people_team, people_user to huilong_night;
grant select, insert, delete on people_signinattempt to huilong_web;

alter table people_organisation enable row level security;
create policy night on people_organisation to huilong_night using (true);
create policy seen on people_organisation for select to huilong_web using (
    (select people_my_reach()) in ('house', 'staff') or kind = 'lender' and (select people_me()) > 0
    or id = (select people_my_organisation()));
create policy kept on people_organisation for insert to huilong_web with check ((select people_my_reach()) = 'staff');
create policy changed on people_organisation for update to huilong_web using ((select people_my_reach()) = 'staff');

alter table people_team enable row level security;
create policy night on people_team to huilong_night using (true);
create policy seen on people_team for select to huilong_web using (
    (select people_my_reach()) in ('house', 'staff') or takes_new and (select people_me()) > 0 or organisation_id = (select people_my_organisation()));
create policy kept on people_team for insert to huilong_web with check (
    (select people_my_reach()) = 'staff'
    or (select people_my_reach()) = 'organisation' and organisation_id = (select people_my_organisation()));
create policy changed on people_team for update to huilong_web using (
    (select people_my_reach()) = 'staff'
    or (select people_my_reach()) = 'organisation' and organisation_id = (select people_my_organisation()));

alter table people_user enable row level security;
create policy night on people_user to huilong_night using (true);
create policy signing_in on people_user for select to huilong_web using ((select people_my_purpose()) = 'sign-in');
create policy seen on people_user for select to huilong_web using (
    id = (select people_me()) or (select people_my_reach()) in ('house', 'staff')
    or organisation_id = (select people_my_organisation()));
create policy kept on people_user for insert to huilong_web with check (
    (select people_my_reach()) = 'staff'
    or (select people_my_reach()) = 'organisation' and organisation_id = (select people_my_organisation()));
create policy changed on people_user for update to huilong_web using (
    id = (select people_me()) or (select people_my_reach()) = 'staff'
    or (select people_my_reach()) = 'organisation' and organisation_id = (select people_my_organisation()));

create function people_nobody_promotes_himself() returns trigger language plpgsql as $$
begin
    if current_user = 'huilong_web' and people_my_reach() not in ('staff', 'organisation')
       and (new.role, new.organisation_id, new.team_id, new.is_active, new.username)
           is distinct from (old.role, old.organisation_id, old.team_id, old.is_active, old.username) then
        raise exception 'a user cannot change the own role, place or name' using errcode = 'insufficient_privilege';
    end if;
    return new;
end $$;
create trigger nobody_promotes_himself before update on people_user
    for each row execute function people_nobody_promotes_himself();
"""

BELOW = """
-- Tables of the rooms below are opened here, because only from here on is it known who somebody is.
alter table journal_entry enable row level security;
grant select, insert on journal_entry to huilong_night, huilong_web;
create policy night on journal_entry to huilong_night using (true);
create policy house on journal_entry for select to huilong_web using ((select people_my_reach()) = 'house');
create policy own on journal_entry for select to huilong_web using (actor = 'user:' || (select people_me()));
create policy written on journal_entry for insert to huilong_web with check (true);

alter table journal_link enable row level security;
alter table journal_seal enable row level security;
alter table journal_horizon enable row level security;
grant select, insert on journal_link, journal_seal to huilong_night;
grant select, update on journal_horizon to huilong_night;
grant select on journal_link, journal_seal to huilong_web;
create policy night on journal_link to huilong_night using (true);
create policy night on journal_seal to huilong_night using (true);
create policy night on journal_horizon to huilong_night using (true);
create policy house on journal_link for select to huilong_web using ((select people_my_reach()) = 'house');
create policy house on journal_seal for select to huilong_web using ((select people_my_reach()) = 'house');
grant execute on function journal_month(date) to huilong_night;

alter table shell_savedfilter enable row level security;
grant select, insert, update, delete on shell_savedfilter to huilong_web;
create policy own on shell_savedfilter to huilong_web using ("user" = (select people_me()));

grant select on django_content_type, auth_permission, auth_group, auth_group_permissions, django_migrations
    to huilong_web, huilong_night;
grant select, insert, update, delete on django_session to huilong_web;
"""

UNDO = """
alter table journal_entry disable row level security;
drop policy night on journal_entry; drop policy house on journal_entry; drop policy written on journal_entry;
drop policy own on journal_entry;
alter table shell_savedfilter disable row level security;
drop policy own on shell_savedfilter;
drop trigger nobody_promotes_himself on people_user;
drop function people_nobody_promotes_himself();
drop policy night on people_organisation; drop policy seen on people_organisation;
drop policy kept on people_organisation; drop policy changed on people_organisation;
drop policy night on people_team; drop policy seen on people_team;
drop policy kept on people_team; drop policy changed on people_team;
drop policy night on people_user; drop policy signing_in on people_user; drop policy seen on people_user;
drop policy kept on people_user; drop policy changed on people_user;
drop function people_me(), people_my_organisation(), people_my_team(), people_my_reach(), people_my_purpose(), people_in_house();
drop function people_stated();
drop type people_scope;
drop table people_reach, people_scope_key;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_more_people"),
        ("journal", "0003_chain"),
        ("shell", "0001_initial"),
        ("sessions", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]
    operations = [migrations.RunSQL(ROLES + FUNCTIONS + TABLES + BELOW, UNDO)]
