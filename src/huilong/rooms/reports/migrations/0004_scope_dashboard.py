"""Who may see rows, packs and deliveries (明细与材料可见范围): the house all, a team lead the team's; of mail one's own.

Packs and their files are never changed. A pack is made by who may see all that is in it.
"""

from django.db import migrations

SCOPE = """
alter table reports_span_row enable row level security;
grant select, insert, update, delete on reports_span_row to huilong_night;
create policy night on reports_span_row to huilong_night using (true);
grant select on reports_span_row to huilong_web;
create policy house on reports_span_row for select to huilong_web using (
    (select people_in_house()) and ((select people_my_reach()) = 'house'
        or (select people_my_reach()) = 'team' and team = (select people_my_team())));

alter table reports_recovery enable row level security;
grant select, insert, update, delete on reports_recovery to huilong_night;
create policy night on reports_recovery to huilong_night using (true);
grant select on reports_recovery to huilong_web;
create policy house on reports_recovery for select to huilong_web using (
    (select people_in_house()) and ((select people_my_reach()) = 'house'
        or (select people_my_reach()) = 'team' and team = (select people_my_team())));

alter table reports_pack enable row level security;
grant select, insert on reports_pack to huilong_night;
create policy night on reports_pack to huilong_night using (true);
grant select, insert on reports_pack to huilong_web;
create policy seen on reports_pack for select to huilong_web using (
    (select people_in_house()) and ((select people_my_reach()) = 'house'
        or (select people_my_reach()) = 'team' and team = (select people_my_team())));
create policy made on reports_pack for insert to huilong_web with check (
    made_by = 'user:' || (select people_me()) and (select people_in_house())
    and ((select people_my_reach()) = 'house'
        or (select people_my_reach()) = 'team' and team = (select people_my_team())));

alter table reports_pack_file enable row level security;
grant select, insert on reports_pack_file to huilong_night;
create policy night on reports_pack_file to huilong_night using (true);
grant select, insert on reports_pack_file to huilong_web;
create policy seen on reports_pack_file for select to huilong_web using (pack_id in (select p.id from reports_pack p));
create policy made on reports_pack_file for insert to huilong_web with check (
    pack_id in (select p.id from reports_pack p where p.made_by = 'user:' || (select people_me())));

alter table reports_schedule enable row level security;
grant select on reports_schedule to huilong_night;
create policy night on reports_schedule to huilong_night using (true);
grant select, insert, update (active, stopped_at) on reports_schedule to huilong_web;
create policy seen on reports_schedule for select to huilong_web using (
    (select people_in_house()) and (select people_my_reach()) = 'house');
create policy made on reports_schedule for insert to huilong_web with check (
    made_by = (select people_me()) and (select people_in_house()) and (select people_my_reach()) = 'house');
create policy stopped on reports_schedule for update to huilong_web using (
    active and (select people_in_house()) and (select people_my_reach()) = 'house') with check (not active);

alter table reports_mailbox enable row level security;
grant select on reports_mailbox to huilong_night;
create policy night on reports_mailbox to huilong_night using (true);
grant select, insert, update on reports_mailbox to huilong_web;
create policy own on reports_mailbox to huilong_web using (user_id = (select people_me()))
    with check (user_id = (select people_me()));

alter table reports_delivery enable row level security;
grant select, insert, update on reports_delivery to huilong_night;
create policy night on reports_delivery to huilong_night using (true);
grant select, update (seen_at) on reports_delivery to huilong_web;
create policy seen on reports_delivery for select to huilong_web using (
    "user" = (select people_me()) or (select people_in_house()) and (select people_my_reach()) = 'house');
create policy read on reports_delivery for update to huilong_web using ("user" = (select people_me()))
    with check ("user" = (select people_me()));

create function reports_never_changed() returns trigger language plpgsql as $$
begin
    raise exception '% is never changed', tg_table_name using errcode = 'integrity_constraint_violation';
end $$;
create trigger never_changed before update or delete on reports_pack
    for each row execute function reports_never_changed();
create trigger never_changed before update or delete on reports_pack_file
    for each row execute function reports_never_changed();
"""

UNDO = """
drop trigger never_changed on reports_pack;
drop trigger never_changed on reports_pack_file;
drop function reports_never_changed();
alter table reports_span_row disable row level security;
alter table reports_recovery disable row level security;
alter table reports_pack disable row level security;
alter table reports_pack_file disable row level security;
alter table reports_schedule disable row level security;
alter table reports_mailbox disable row level security;
alter table reports_delivery disable row level security;
drop policy night on reports_span_row; drop policy house on reports_span_row;
drop policy night on reports_recovery; drop policy house on reports_recovery;
drop policy night on reports_pack; drop policy seen on reports_pack; drop policy made on reports_pack;
drop policy night on reports_pack_file; drop policy seen on reports_pack_file; drop policy made on reports_pack_file;
drop policy night on reports_schedule; drop policy seen on reports_schedule; drop policy made on reports_schedule;
drop policy stopped on reports_schedule;
drop policy night on reports_mailbox; drop policy own on reports_mailbox;
drop policy night on reports_delivery; drop policy seen on reports_delivery; drop policy read on reports_delivery;
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0003_dashboard"), ("people", "0006_staff_scope")]
    operations = [migrations.RunSQL(SCOPE, UNDO)]
