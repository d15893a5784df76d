"""Who may see a device (设备可见范围): who sees its case."""

from django.db import migrations

SCOPE = """
alter table tracking_device enable row level security;
grant select, insert, update on tracking_device to huilong_night;
create policy night on tracking_device to huilong_night using (true);
grant select on tracking_device to huilong_web;
create policy seen on tracking_device for select to huilong_web using (
    vehicle_id in (select v.id from collateral_vehicle v));
"""

UNDO = """
alter table tracking_device disable row level security;
drop policy night on tracking_device; drop policy seen on tracking_device;
"""


class Migration(migrations.Migration):
    dependencies = [("tracking", "0001_initial"), ("collateral", "0002_scope")]
    operations = [migrations.RunSQL(SCOPE, UNDO)]
