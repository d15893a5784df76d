"""Who may see targets, plans and allocations (可见范围): the house all, a lead the team's, everybody the own."""

from django.db import migrations

SCOPE = """
-- Whom the one who acts leads or is: the own team, or oneself. House-wide reach needs no list.
create function performance_mine() returns setof bigint
language plpgsql stable parallel restricted security definer rows 50 set search_path = pg_catalog, public, pg_temp as $$
declare me people_scope := people_stated();
begin
    if me.reach = 'team' and me.team is not null then
        return query select u.id from people_user u where u.team_id = me.team;
    elsif me.reach in ('own', 'team') then
        return query select me."user";
    end if;
end $$;

alter table performance_target enable row level security;
alter table performance_target_part enable row level security;
alter table performance_reached enable row level security;
alter table performance_working_facts enable row level security;
alter table performance_leave enable row level security;
alter table performance_closure enable row level security;
alter table performance_allocation enable row level security;
alter table performance_allocation_line enable row level security;
alter table performance_plan_line enable row level security;

grant select, insert, update, delete on performance_target, performance_target_part, performance_reached,
    performance_plan_line to huilong_night;
grant select on performance_working_facts, performance_leave, performance_closure, performance_allocation,
    performance_allocation_line to huilong_night;
create policy night on performance_target to huilong_night using (true);
create policy night on performance_target_part to huilong_night using (true);
create policy night on performance_reached to huilong_night using (true);
create policy night on performance_working_facts to huilong_night using (true);
create policy night on performance_leave to huilong_night using (true);
create policy night on performance_closure to huilong_night using (true);
create policy night on performance_allocation to huilong_night using (true);
create policy night on performance_allocation_line to huilong_night using (true);
create policy night on performance_plan_line to huilong_night using (true);

grant select, insert, update (state, approval, in_force_at) on performance_target to huilong_web;
create policy seen on performance_target for select to huilong_web using (
    (select people_my_reach()) = 'house'
    or (select people_my_reach()) = 'team' and team_id = (select people_my_team())
    or person_id in (select performance_mine()));
create policy made on performance_target for insert to huilong_web with check (
    (select people_my_reach()) = 'house' and set_by = (select people_me()) and state = 'asked');
create policy decided on performance_target for update to huilong_web using ((select people_my_reach()) = 'house');

grant select, insert, delete on performance_target_part to huilong_web;
create policy seen on performance_target_part for select to huilong_web using (
    (select people_my_reach()) = 'house'
    or (select people_my_reach()) = 'team' and team = (select people_my_team()) or person in (select performance_mine()));
create policy made on performance_target_part for insert to huilong_web with check ((select people_my_reach()) = 'house');
create policy made_anew on performance_target_part for delete to huilong_web using ((select people_my_reach()) = 'house');

grant select on performance_reached to huilong_web;
create policy seen on performance_reached for select to huilong_web using (
    (select people_my_reach()) = 'house'
    or (select people_my_reach()) = 'team' and team = (select people_my_team()) or person in (select performance_mine()));

grant select, insert, update on performance_working_facts to huilong_web;
create policy seen on performance_working_facts for select to huilong_web using (
    (select people_my_reach()) = 'house' or user_id in (select performance_mine()));
create policy noted on performance_working_facts for insert to huilong_web with check (
    changed_by = (select people_me()) and ((select people_my_reach()) = 'house'
    or (select people_my_reach()) = 'team' and user_id in (select performance_mine())));
create policy changed on performance_working_facts for update to huilong_web using (
    (select people_my_reach()) = 'house' or (select people_my_reach()) = 'team' and user_id in (select performance_mine()))
    with check (changed_by = (select people_me()));

grant select, insert, update (withdrawn_at) on performance_leave to huilong_web;
create policy seen on performance_leave for select to huilong_web using (
    (select people_my_reach()) = 'house' or user_id in (select performance_mine()));
create policy noted on performance_leave for insert to huilong_web with check (
    noted_by = (select people_me()) and ((select people_my_reach()) = 'house'
    or (select people_my_reach()) = 'team' and user_id in (select performance_mine())));
create policy withdrawn on performance_leave for update to huilong_web using (
    (select people_my_reach()) = 'house' or (select people_my_reach()) = 'team' and user_id in (select performance_mine()));

grant select, insert, delete on performance_closure to huilong_web;
create policy seen on performance_closure for select to huilong_web using ((select people_me()) > 0);
create policy noted on performance_closure for insert to huilong_web with check (
    (select people_my_reach()) = 'house' and made_by = (select people_me()));
create policy withdrawn on performance_closure for delete to huilong_web using ((select people_my_reach()) = 'house');

grant select, insert, update (state, accepted_at, accepted_by, undone_at) on performance_allocation to huilong_web;
create policy seen on performance_allocation for select to huilong_web using (
    (select people_my_reach()) = 'house' or (select people_my_reach()) = 'team' and made_by = (select people_me()));
create policy made on performance_allocation for insert to huilong_web with check (
    (select people_my_reach()) in ('house', 'team') and made_by = (select people_me()) and state = 'proposed');
create policy decided on performance_allocation for update to huilong_web using (
    (select people_my_reach()) in ('house', 'team') and made_by = (select people_me()));

grant select, insert on performance_allocation_line to huilong_web;
create policy seen on performance_allocation_line for select to huilong_web using (
    run_id in (select r.id from performance_allocation r)
    and ((select people_my_reach()) = 'house' or case_id in (select cases_mine())));
create policy made on performance_allocation_line for insert to huilong_web with check (
    run_id in (select r.id from performance_allocation r where r.made_by = (select people_me()) and r.state = 'proposed')
    and ((select people_my_reach()) = 'house' or case_id in (select cases_mine())));

grant select on performance_plan_line to huilong_web;
create policy seen on performance_plan_line for select to huilong_web using (
    (select people_my_reach()) = 'house' or person in (select performance_mine()));

-- What was worked out is never changed, by whoever.
create function performance_never_changes() returns trigger language plpgsql as $$
begin
    raise exception 'a line of an allocation is never changed' using errcode = 'insufficient_privilege';
end $$;
create trigger never_changes before update or delete on performance_allocation_line
    for each row execute function performance_never_changes();
"""

POLICIES = {
    "target": ("night", "seen", "made", "decided"), "target_part": ("night", "seen", "made", "made_anew"),
    "reached": ("night", "seen"), "working_facts": ("night", "seen", "noted", "changed"),
    "leave": ("night", "seen", "noted", "withdrawn"), "closure": ("night", "seen", "noted", "withdrawn"),
    "allocation": ("night", "seen", "made", "decided"), "allocation_line": ("night", "seen", "made"),
    "plan_line": ("night", "seen"),
}  # fmt: skip
UNDO = "\n".join([
    "drop trigger never_changes on performance_allocation_line;", "drop function performance_never_changes();",
    *(f"alter table performance_{table} disable row level security;" for table in POLICIES),
    *(f"drop policy {policy} on performance_{table};" for table, named in POLICIES.items() for policy in named),
    "drop function performance_mine();",
])  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("performance", "0001_initial"), ("cases", "0017_lapse_scope")]
    operations = [migrations.RunSQL(SCOPE, UNDO)]
