"""Who sees a replay (回放可见范围): who sees the whole house, for its numbers are of all borrowers together.

The page asks and stops; the night's worker walks and writes. What a night came to and what history says are written once.
"""

from django.db import migrations

HOUSE = "(select people_my_reach()) = 'house'"
SCOPE = f"""
alter table replay_run enable row level security;
grant select, insert, update on replay_run to huilong_night;
create policy night on replay_run to huilong_night using (true);
grant select, insert, update (state, stop_asked, error) on replay_run to huilong_web;
create policy seen on replay_run for select to huilong_web using ({HOUSE});
create policy asked on replay_run for insert to huilong_web with check (
    {HOUSE} and asked_by = (select people_me()) and state = 'waiting' and chunk = 0);
create policy stopped on replay_run for update to huilong_web using ({HOUSE} and state <> 'done') with check ({HOUSE});
""" + "".join(
    f"""
alter table replay_{name} enable row level security;
grant select, insert, delete on replay_{name} to huilong_night;
create policy night on replay_{name} to huilong_night using (true);
grant select on replay_{name} to huilong_web;
create policy seen on replay_{name} for select to huilong_web using ({HOUSE});
create function replay_{name}_stays() returns trigger language plpgsql as $$ begin
    raise exception 'what a replay found is written once' using errcode = 'restrict_violation'; end $$;
create trigger stays before update on replay_{name} for each row execute function replay_{name}_stays();
"""
    for name in ("night", "struck", "estimate")
)
UNDO = "".join(
    f"""
drop trigger stays on replay_{name}; drop function replay_{name}_stays();
alter table replay_{name} disable row level security;
drop policy night on replay_{name}; drop policy seen on replay_{name};
"""
    for name in ("night", "struck", "estimate")
) + """
alter table replay_run disable row level security;
drop policy night on replay_run; drop policy seen on replay_run; drop policy asked on replay_run;
drop policy stopped on replay_run;
"""


class Migration(migrations.Migration):
    dependencies = [("replay", "0001_initial"), ("people", "0015_more_approvals")]
    operations = [migrations.RunSQL(SCOPE, UNDO)]
