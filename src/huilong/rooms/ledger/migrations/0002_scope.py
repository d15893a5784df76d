"""Who may see and post money (账务可见范围): the house posts; the cases open receipts to those who hold one."""

from django.db import migrations

SCOPE = """
alter table ledger_desk_receipt enable row level security;
grant select, insert, update, delete on ledger_desk_receipt to huilong_night;
create policy night on ledger_desk_receipt to huilong_night using (true);
grant select, insert on ledger_desk_receipt to huilong_web;
create policy house on ledger_desk_receipt for select to huilong_web using ((select people_my_reach()) = 'house');
create policy posted on ledger_desk_receipt for insert to huilong_web with check ((select people_my_reach()) = 'house');
"""

UNDO = """
alter table ledger_desk_receipt disable row level security;
drop policy night on ledger_desk_receipt;
drop policy house on ledger_desk_receipt;
drop policy posted on ledger_desk_receipt;
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial"), ("people", "0003_scope")]
    operations = [migrations.RunSQL(SCOPE, UNDO)]
