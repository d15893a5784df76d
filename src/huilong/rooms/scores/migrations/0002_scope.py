"""Who may see models, scores and warnings (评分可见范围): the house; whoever works a case, by a policy of the cases.

A model's text stays as it was trained. Nobody puts his own model to use: the second person is another.
"""

from django.db import migrations

SCOPE = """
alter table scores_model enable row level security;
grant select, insert, update (state, approved_by, approved_at, used_from, retired_at) on scores_model
    to huilong_night, huilong_web;
create policy night on scores_model to huilong_night using (true);
create policy seen on scores_model for select to huilong_web using ((select people_my_reach()) in ('house', 'team'));
create policy made on scores_model for insert to huilong_web with check (
    (select people_my_reach()) = 'house' and made_by = (select people_me()) and state = 'draft');
create policy moved on scores_model for update to huilong_web using ((select people_my_reach()) = 'house');

alter table scores_score enable row level security;
grant select, insert, update, delete on scores_score to huilong_night;
grant select on scores_score to huilong_web;
create policy night on scores_score to huilong_night using (true);
create policy seen on scores_score for select to huilong_web using ((select people_my_reach()) = 'house');

alter table scores_warning enable row level security;
grant select, insert, update, delete on scores_warning to huilong_night;
grant select on scores_warning to huilong_web;
create policy night on scores_warning to huilong_night using (true);
create policy seen on scores_warning for select to huilong_web
    using ((select people_my_reach()) in ('house', 'team') and (select people_in_house()));

alter table scores_watch enable row level security;
grant select, insert, update, delete on scores_watch to huilong_night;
grant select on scores_watch to huilong_web;
create policy night on scores_watch to huilong_night using (true);
create policy seen on scores_watch for select to huilong_web
    using ((select people_my_reach()) in ('house', 'team') and (select people_in_house()));

create function scores_text_stays() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        raise exception 'models are kept' using errcode = 'restrict_violation';
    end if;
    if (new.target, new.number, new.artefact, new.sha256, new.made_by, new.made_at)
        is distinct from (old.target, old.number, old.artefact, old.sha256, old.made_by, old.made_at)
        or old.state = 'retired' and new.state <> 'retired' then
        raise exception 'a model stays as it was trained' using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger text_stays before update or delete on scores_model for each row execute function scores_text_stays();
"""

UNDO = """
drop trigger text_stays on scores_model;
drop function scores_text_stays();
alter table scores_model disable row level security;
alter table scores_score disable row level security;
alter table scores_warning disable row level security;
alter table scores_watch disable row level security;
drop policy night on scores_model; drop policy seen on scores_model; drop policy made on scores_model;
drop policy moved on scores_model;
drop policy night on scores_score; drop policy seen on scores_score;
drop policy night on scores_warning; drop policy seen on scores_warning;
drop policy night on scores_watch; drop policy seen on scores_watch;
"""


class Migration(migrations.Migration):
    dependencies = [("scores", "0001_initial"), ("people", "0015_more_approvals")]
    operations = [migrations.RunSQL(SCOPE, UNDO)]
