"""Who may see what is known of a vehicle (车辆事实可见范围): who sees its case. Appended, by whoever says so himself;
the night takes vehicles in, raises alarms, and removes what is personal when the people of a loan are erased."""

from django.db import migrations

SCOPE = """
grant update (mortgage, insured_until, value_fen, value_on, exposure_fen, shortfall_fen) on collateral_vehicle to huilong_web;
create policy refigured on collateral_vehicle for update to huilong_web using (
    (select people_my_reach()) = 'house' or case_id in (select cases_mine())) with check (true);

alter table collateral_fact enable row level security;
grant select, insert, update (sealed, key_id, value) on collateral_fact to huilong_night;
grant usage on sequence collateral_fact_id_seq to huilong_night;
create policy night on collateral_fact to huilong_night using (true);
grant select, insert on collateral_fact to huilong_web;
grant usage on sequence collateral_fact_id_seq to huilong_web;
create policy seen on collateral_fact for select to huilong_web using (
    (select people_my_reach()) = 'house' or vehicle_id in (select v.id from collateral_vehicle v));
create policy noted on collateral_fact for insert to huilong_web with check (
    known_by = (select people_me()) and vehicle_id in (select v.id from collateral_vehicle v)
    and (file_id is null or exists (
        select from files_file f join collateral_vehicle v on v.case_id = f.case_id
         where f.id = file_id and v.id = vehicle_id)));

alter table collateral_value enable row level security;
grant select, insert on collateral_value to huilong_night;
grant usage on sequence collateral_value_id_seq to huilong_night;
create policy night on collateral_value to huilong_night using (true);
grant select, insert on collateral_value to huilong_web;
grant usage on sequence collateral_value_id_seq to huilong_web;
create policy seen on collateral_value for select to huilong_web using (
    (select people_my_reach()) = 'house' or vehicle_id in (select v.id from collateral_vehicle v));
create policy noted on collateral_value for insert to huilong_web with check (
    known_by = (select people_me()) and vehicle_id in (select v.id from collateral_vehicle v));

alter table collateral_alarm enable row level security;
grant select, insert, update (figures, ended_on) on collateral_alarm to huilong_night;
grant usage on sequence collateral_alarm_id_seq to huilong_night;
create policy night on collateral_alarm to huilong_night using (true);
grant select on collateral_alarm to huilong_web;
create policy seen on collateral_alarm for select to huilong_web using (
    (select people_my_reach()) = 'house' or vehicle_id in (select v.id from collateral_vehicle v));
"""

UNDO = """
drop policy refigured on collateral_vehicle;
revoke update (mortgage, insured_until, value_fen, value_on, exposure_fen, shortfall_fen) on collateral_vehicle from huilong_web;
alter table collateral_fact disable row level security;
alter table collateral_value disable row level security;
alter table collateral_alarm disable row level security;
drop policy night on collateral_fact; drop policy seen on collateral_fact; drop policy noted on collateral_fact;
drop policy night on collateral_value; drop policy seen on collateral_value; drop policy noted on collateral_value;
drop policy night on collateral_alarm; drop policy seen on collateral_alarm;
"""


class Migration(migrations.Migration):
    dependencies = [("collateral", "0003_facts"), ("files", "0004_learned_scope")]
    operations = [migrations.RunSQL(SCOPE, UNDO)]
