"""Who may see and change flags, promises, places in the queue and openings (作业可见范围): who sees the case."""

from django.db import migrations

SCOPE = """
alter table cases_flag enable row level security;
grant select, insert, update on cases_flag to huilong_night;
grant usage on sequence cases_flag_id_seq to huilong_night, huilong_web;
create policy night on cases_flag to huilong_night using (true);
grant select, insert, update (ended_at, ended_by, ended_why) on cases_flag to huilong_web;
create policy seen on cases_flag for select to huilong_web using ((select people_my_reach()) = 'house' or case_id in (select cases_mine()));
create policy set on cases_flag for insert to huilong_web with check (
    set_by = 'user:' || (select people_me()) and ended_at is null and ((select people_my_reach()) = 'house' or case_id in (select cases_mine())));
create policy ended on cases_flag for update to huilong_web using (ended_at is null and ((select people_my_reach()) = 'house' or case_id in (select cases_mine())))
    with check (ended_by = 'user:' || (select people_me()));

alter table cases_promise enable row level security;
grant select, insert, update on cases_promise to huilong_night;
grant usage on sequence cases_promise_id_seq to huilong_night, huilong_web;
create policy night on cases_promise to huilong_night using (true);
grant select, insert, update (withdrawn_at, withdrawn_by, state, kept_fen, judged_on) on cases_promise to huilong_web;
create policy seen on cases_promise for select to huilong_web using ((select people_my_reach()) = 'house' or case_id in (select cases_mine()));
create policy made on cases_promise for insert to huilong_web with check (
    made_by = 'user:' || (select people_me()) and ((select people_my_reach()) = 'house' or case_id in (select cases_mine())));
create policy judged on cases_promise for update to huilong_web using ((select people_my_reach()) = 'house' or case_id in (select cases_mine())) with check (true);

alter table cases_place enable row level security;
grant select, insert, update, delete on cases_place to huilong_night;
grant select, update (rank, why, not_before, worked_on, ranked_on) on cases_place to huilong_web;
create policy night on cases_place to huilong_night using (true);
create policy seen on cases_place to huilong_web using ((select people_my_reach()) = 'house' or case_id in (select cases_mine())) with check (true);

alter table cases_opening enable row level security;
grant select, insert, update, delete on cases_opening to huilong_night, huilong_web;
create policy night on cases_opening to huilong_night using (true);
create policy seen on cases_opening for select to huilong_web using (
    (select people_my_reach()) = 'house' or case_id in (select cases_mine()));
create policy opened on cases_opening for insert to huilong_web with check (
    "user" = (select people_me()) and ((select people_my_reach()) = 'house' or case_id in (select cases_mine())));
create policy taken_over on cases_opening for update to huilong_web using (
    (select people_my_reach()) = 'house' or case_id in (select cases_mine())) with check ("user" = (select people_me()));
create policy let_go on cases_opening for delete to huilong_web using ("user" = (select people_me()));
grant maintain on cases_place to huilong_night;

-- The place in the queue follows whoever holds the case for collecting, however it changes hands.
create function cases_place_follows() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    if new.kind = 'collect' and new.until is null then
        insert into cases_place as p (case_id, team, "user", rank, why, ranked_on)
        values (new.case_id, new.team_id, new.user_id, 0, '{}', current_date)
        on conflict (case_id) do update set team = excluded.team, "user" = excluded."user";
        delete from cases_opening o where o.case_id = new.case_id and o."user" is distinct from new.user_id;
    end if;
    return null;
end $$;

-- The first case that waits for anybody of one's team becomes one's own (取案). Who asks sees no other case of the pool.
create function cases_take_next(at timestamptz, today date) returns bigint
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare me people_scope := people_stated(); taken bigint;
begin
    if me.reach is null or me.reach not in ('own', 'team') or me.team is null then return null; end if;
    select p.case_id into taken from cases_place p
     where p.team = me.team and p."user" is null and p.rank >= 0 and (p.not_before is null or p.not_before <= at)
       and not exists (select from cases_opening o where o.case_id = p.case_id)
     order by p.rank desc, p.case_id limit 1 for update of p skip locked;
    if taken is null then return null; end if;
    update cases_duty d set until = greatest(at, d.since), ended = 'reassigned'
     where d.case_id = taken and d.kind = 'collect' and d.until is null;
    insert into cases_duty (case_id, kind, organisation_id, team_id, user_id, since, ended, given_by)
    values (taken, 'collect', me.organisation, me.team, me."user", at, '', 'user:' || me."user");
    update cases_case c set assigned_to = me."user", version = c.version + 1 where c.id = taken;
    return taken;
end $$;
revoke all on function cases_take_next(timestamptz, date) from public;
grant execute on function cases_take_next(timestamptz, date) to huilong_web;
create trigger place_follows after insert or update on cases_duty
    for each row execute function cases_place_follows();
insert into cases_place (case_id, team, "user", rank, why, ranked_on)
select d.case_id, d.team_id, d.user_id, 0, '{}', current_date
  from cases_duty d join cases_case c on c.id = d.case_id
 where d.kind = 'collect' and d.until is null and c.state = 'open' on conflict do nothing;
"""

UNDO = """
drop trigger place_follows on cases_duty;
drop function cases_place_follows(), cases_take_next(timestamptz, date);
alter table cases_flag disable row level security;
alter table cases_promise disable row level security;
alter table cases_place disable row level security;
alter table cases_opening disable row level security;
drop policy night on cases_flag; drop policy seen on cases_flag; drop policy set on cases_flag;
drop policy ended on cases_flag;
drop policy night on cases_promise; drop policy seen on cases_promise; drop policy made on cases_promise;
drop policy judged on cases_promise;
drop policy night on cases_place; drop policy seen on cases_place;
drop policy night on cases_opening; drop policy seen on cases_opening; drop policy opened on cases_opening;
drop policy taken_over on cases_opening; drop policy let_go on cases_opening;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0008_desk")]
    operations = [migrations.RunSQL(SCOPE, UNDO)]
