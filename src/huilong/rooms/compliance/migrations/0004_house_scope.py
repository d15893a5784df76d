"""House rules in force are read by whoever asks the law; drafts and gaps by the house; what was handed in stays."""

from django.db import migrations

SCOPE = """
alter table compliance_house_rule enable row level security;
grant select on compliance_house_rule to huilong_night;
grant select, insert, update on compliance_house_rule to huilong_web;
grant usage on sequence compliance_house_rule_id_seq to huilong_web;
create policy night on compliance_house_rule to huilong_night using (true);
create policy in_force on compliance_house_rule for select to huilong_web using (
    state = 'in_force' and (select people_me()) > 0);
create policy house on compliance_house_rule for select to huilong_web using ((select people_my_reach()) = 'house');
create policy written on compliance_house_rule for insert to huilong_web with check (
    (select people_my_reach()) = 'house' and author = (select people_me()) and state = 'draft');
create policy moved on compliance_house_rule for update to huilong_web using ((select people_my_reach()) = 'house')
    with check ((select people_my_reach()) = 'house');

create function compliance_versions_stay() returns trigger language plpgsql as $$
begin
    if tg_op = 'TRUNCATE' and current_database() like 'test\\_%' then
        return null;  -- the suite empties its own database between tests
    end if;
    if tg_op <> 'UPDATE' then
        raise exception 'versions of house rules stay: % refused', tg_op using errcode = 'restrict_violation';
    end if;
    if old.state in ('in_force', 'withdrawn', 'refused')
        or (new.rule, new.version, new.author) is distinct from (old.rule, old.version, old.author)
        or (old.state <> 'draft' and new.text <> old.text)
    then
        raise exception 'versions of house rules stay: % refused', tg_op using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger rows_stay before update or delete on compliance_house_rule
    for each row execute function compliance_versions_stay();
create trigger table_stays before truncate on compliance_house_rule
    for each statement execute function compliance_versions_stay();

alter table compliance_gap enable row level security;
grant select, insert, update (ended_at, ended_how, ended_by) on compliance_gap to huilong_night;
grant usage on sequence compliance_gap_id_seq to huilong_night;
create policy night on compliance_gap to huilong_night using (true);
grant select, update (ended_at, ended_how, ended_by) on compliance_gap to huilong_web;
create policy house on compliance_gap for select to huilong_web using ((select people_my_reach()) = 'house');
create policy ended on compliance_gap for update to huilong_web using (
    ended_at is null and (select people_my_reach()) = 'house')
    with check (ended_at is not null and ended_by = 'user:' || (select people_me()));
"""

UNDO = """
drop table compliance_gap, compliance_house_rule cascade;
drop function compliance_versions_stay();
"""


class Migration(migrations.Migration):
    dependencies = [("compliance", "0003_house_rules_and_gaps"), ("people", "0008_borrowers_see_nobody")]
    operations = [migrations.RunSQL(SCOPE, UNDO)]
