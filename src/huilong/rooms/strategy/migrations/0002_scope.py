"""The house reads its strategy; people of firms do not. What was handed in stays; decisions and results only grow."""

from django.db import migrations

SCOPE = """
alter table strategy_strategy enable row level security;
grant select, insert on strategy_strategy to huilong_night;
grant usage on sequence strategy_strategy_id_seq to huilong_night;
create policy night on strategy_strategy to huilong_night using (true);
grant select, update (name) on strategy_strategy to huilong_web;
create policy seen on strategy_strategy for select to huilong_web using ((select people_in_house()));
create policy named on strategy_strategy for update to huilong_web using ((select people_my_reach()) = 'house');

alter table strategy_version enable row level security;
grant select, insert on strategy_version to huilong_night;
grant usage on sequence strategy_version_id_seq to huilong_night, huilong_web;
create policy night on strategy_version to huilong_night using (true);
grant select, insert, update on strategy_version to huilong_web;
create policy seen on strategy_version for select to huilong_web using ((select people_in_house()));
create policy drafted on strategy_version for insert to huilong_web with check (
    (select people_my_reach()) = 'house' and author = (select people_me()) and state = 'draft');
create policy moved on strategy_version for update to huilong_web using ((select people_my_reach()) = 'house')
    with check ((select people_my_reach()) = 'house');

create function strategy_versions_stay() returns trigger language plpgsql as $$
begin
    if tg_op = 'TRUNCATE' and current_database() like 'test\\_%' then
        return null;  -- the suite empties its own database between tests
    end if;
    if tg_op <> 'UPDATE' then
        raise exception 'versions of strategy stay: % refused', tg_op using errcode = 'restrict_violation';
    end if;
    if old.state in ('withdrawn', 'refused', 'rolled_back', 'retired')
        or (new.strategy_id, new.number) is distinct from (old.strategy_id, old.number)
        or (old.state <> 'draft' and (new.table, new.sha256, new.author) is distinct from (old.table, old.sha256, old.author))
        or (old.effective_from is not null and new.effective_from is distinct from old.effective_from)
    then
        raise exception 'versions of strategy stay: % refused', tg_op using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger rows_stay before update or delete on strategy_version
    for each row execute function strategy_versions_stay();
create trigger table_stays before truncate on strategy_version
    for each statement execute function strategy_versions_stay();

alter table strategy_experiment enable row level security;
grant select, update (state, ended_on, ended_by, why) on strategy_experiment to huilong_night;
create policy night on strategy_experiment to huilong_night using (true);
grant select, insert, update (state, ended_on, ended_by, why) on strategy_experiment to huilong_web;
grant usage on sequence strategy_experiment_id_seq to huilong_web;
create policy seen on strategy_experiment for select to huilong_web using ((select people_in_house()));
create policy started on strategy_experiment for insert to huilong_web with check (
    (select people_my_reach()) = 'house' and started_by = (select people_me()) and state = 'running');
create policy ended on strategy_experiment for update to huilong_web using (
    state = 'running' and (select people_my_reach()) = 'house') with check (state <> 'running');

create function strategy_only_grows() returns trigger language plpgsql as $$
begin
    if tg_op = 'TRUNCATE' and current_database() like 'test\\_%' then
        return null;  -- the suite empties its own database between tests
    end if;
    raise exception 'decisions only grow: % refused', tg_op using errcode = 'restrict_violation';
end $$;

alter table strategy_decision enable row level security;
grant select, insert on strategy_decision to huilong_night;
grant usage on sequence strategy_decision_id_seq to huilong_night;
create policy night on strategy_decision to huilong_night using (true);
grant select on strategy_decision to huilong_web;
create policy house on strategy_decision for select to huilong_web using ((select people_my_reach()) = 'house');
create trigger rows_stay before update or delete on strategy_decision
    for each row execute function strategy_only_grows();
create trigger table_stays before truncate on strategy_decision
    for each statement execute function strategy_only_grows();

alter table strategy_result enable row level security;
grant select, insert on strategy_result to huilong_night;
grant usage on sequence strategy_result_id_seq to huilong_night;
create policy night on strategy_result to huilong_night using (true);
grant select on strategy_result to huilong_web;
create policy house on strategy_result for select to huilong_web using ((select people_in_house()));
create trigger rows_stay before update or delete on strategy_result
    for each row execute function strategy_only_grows();
create trigger table_stays before truncate on strategy_result
    for each statement execute function strategy_only_grows();

alter table strategy_snapshot enable row level security;
grant select, insert, delete on strategy_snapshot to huilong_night;
grant usage on sequence strategy_snapshot_id_seq to huilong_night;
create policy night on strategy_snapshot to huilong_night using (true);
grant select on strategy_snapshot to huilong_web;
create policy house on strategy_snapshot for select to huilong_web using ((select people_my_reach()) = 'house');
"""

UNDO = """
drop table strategy_result, strategy_decision, strategy_snapshot, strategy_experiment, strategy_version,
    strategy_strategy cascade;
drop function strategy_versions_stay();
drop function strategy_only_grows();
"""


class Migration(migrations.Migration):
    dependencies = [("strategy", "0001_initial"), ("people", "0015_more_approvals")]
    operations = [migrations.RunSQL(SCOPE, UNDO)]
