"""Verdicts only grow; who may see a case sees them (see cases 0007); counters count over all agencies."""

from django.db import migrations

SCOPE = """
alter table compliance_book enable row level security;
grant select, insert on compliance_book to huilong_night, huilong_web;
create policy night on compliance_book to huilong_night using (true);
create policy seen on compliance_book for select to huilong_web using ((select people_me()) > 0);
create policy kept on compliance_book for insert to huilong_web with check ((select people_me()) > 0);

alter table compliance_verdict enable row level security;
grant select, insert on compliance_verdict to huilong_night, huilong_web;
grant usage on sequence compliance_verdict_id_seq to huilong_night, huilong_web;
create policy night on compliance_verdict to huilong_night using (true);
create policy house on compliance_verdict for select to huilong_web using ((select people_my_reach()) = 'house');
create policy own on compliance_verdict for select to huilong_web using (actor = 'user:' || (select people_me()));
create policy asked on compliance_verdict for insert to huilong_web with check (
    actor = 'user:' || (select people_me()) and (debtor = '' or (select people_my_reach()) = 'house'));

alter table compliance_outcome enable row level security;
grant select, insert on compliance_outcome to huilong_night, huilong_web;
create policy night on compliance_outcome to huilong_night using (true);
create policy house on compliance_outcome for select to huilong_web using ((select people_my_reach()) = 'house');
create policy own on compliance_outcome for select to huilong_web using (
    asked_id in (select v.id from compliance_verdict v where v.actor = 'user:' || (select people_me())));
create policy told on compliance_outcome for insert to huilong_web with check (
    actor = 'user:' || (select people_me())
    and asked_id in (select v.id from compliance_verdict v where v.actor = 'user:' || (select people_me())));

create function compliance_only_grows() returns trigger language plpgsql as $$
begin
    if tg_op = 'TRUNCATE' and current_database() like 'test\\_%' then
        return null;  -- the suite empties its own database between tests
    end if;
    raise exception 'verdicts only grow: % refused', tg_op using errcode = 'restrict_violation';
end $$;
create trigger rows_stay before update or delete on compliance_verdict
    for each row execute function compliance_only_grows();
create trigger table_stays before truncate on compliance_verdict
    for each statement execute function compliance_only_grows();
create trigger rows_stay before update or delete on compliance_outcome
    for each row execute function compliance_only_grows();
create trigger table_stays before truncate on compliance_outcome
    for each statement execute function compliance_only_grows();
create trigger rows_stay before update or delete on compliance_book
    for each row execute function compliance_only_grows();
"""

UNDO = """
drop table compliance_outcome, compliance_verdict, compliance_book cascade;
drop function compliance_only_grows();
"""


class Migration(migrations.Migration):
    dependencies = [("compliance", "0001_initial"), ("people", "0008_borrowers_see_nobody")]
    operations = [migrations.RunSQL(SCOPE, UNDO)]
