"""Who may see an offer (减免可见范围): who sees its case. Four eyes stand here too: nobody decides what he offered."""

from django.db import migrations

SCOPE = """
alter table relief_offer enable row level security;
grant select, update on relief_offer to huilong_night;
create policy night on relief_offer to huilong_night using (true);
grant select, insert, update (state, waits_for, verdicts, accepted_at, accepted_by, agreed_on, version, before_fen, dues,
    effect, watched, file_id, ended_on) on relief_offer to huilong_web;
create policy seen on relief_offer for select to huilong_web using ((select people_my_reach()) = 'house' or case_id in (select cases_mine()));
create policy made on relief_offer for insert to huilong_web with check (
    made_by = (select people_me()) and state = 'draft'
    and ((select people_my_reach()) = 'house' or case_id in (select cases_mine())));
create policy moved on relief_offer for update to huilong_web using (
    state in ('draft', 'asked', 'approved', 'accepted', 'active')
    and ((select people_my_reach()) = 'house' or case_id in (select cases_mine()))) with check (true);

alter table relief_offer_step enable row level security;
grant select on relief_offer_step to huilong_night;
create policy night on relief_offer_step to huilong_night using (true);
grant select, insert, update (decided_by, decided_at, decision, why) on relief_offer_step to huilong_web;
create policy seen on relief_offer_step for select to huilong_web using (offer_id in (select o.id from relief_offer o));
create policy asked on relief_offer_step for insert to huilong_web with check (
    decided_by is null and offer_id in (select o.id from relief_offer o where o.made_by = (select people_me())));
create policy decided on relief_offer_step for update to huilong_web using (
    decided_by is null and offer_id in (select o.id from relief_offer o where o.made_by <> (select people_me())))
    with check (decided_by = (select people_me()));

alter table relief_posting enable row level security;
grant select, insert, update (taken_commit, taken_on) on relief_posting to huilong_night;
create policy night on relief_posting to huilong_night using (true);
grant select, insert on relief_posting to huilong_web;
create policy seen on relief_posting for select to huilong_web using (offer_id in (select o.id from relief_offer o));
create policy posted on relief_posting for insert to huilong_web with check (
    taken_commit is null and offer_id in (select o.id from relief_offer o where o.accepted_by = (select people_me())));
"""

UNDO = """
alter table relief_offer disable row level security;
alter table relief_offer_step disable row level security;
alter table relief_posting disable row level security;
drop policy night on relief_offer; drop policy seen on relief_offer; drop policy made on relief_offer;
drop policy moved on relief_offer;
drop policy night on relief_offer_step; drop policy seen on relief_offer_step; drop policy asked on relief_offer_step;
drop policy decided on relief_offer_step;
drop policy night on relief_posting; drop policy seen on relief_posting; drop policy posted on relief_posting;
"""


class Migration(migrations.Migration):
    dependencies = [("relief", "0001_initial"), ("cases", "0009_desk_scope")]
    operations = [migrations.RunSQL(SCOPE, UNDO)]
