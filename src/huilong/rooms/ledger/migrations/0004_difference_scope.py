"""Who may take back receipts and settle differences (账务可见范围): the house, and only in its own name."""

from django.db import migrations

SCOPE = """
drop policy posted on ledger_desk_receipt;
create policy posted on ledger_desk_receipt for insert to huilong_web with check (
    (select people_my_reach()) = 'house' and posted_by = 'user:' || (select people_me()) and reversed_at is null
    and taken_into_book_commit is null and matched_on is null);
grant update (reversed_at, reversed_by, reversed_why) on ledger_desk_receipt to huilong_web;
create policy reversed on ledger_desk_receipt for update to huilong_web
    using ((select people_my_reach()) = 'house' and reversed_at is null)
    with check (reversed_by = 'user:' || (select people_me()));

alter table ledger_difference enable row level security;
grant select, insert, update on ledger_difference to huilong_night;
grant usage on sequence ledger_difference_id_seq to huilong_night;
create policy night on ledger_difference to huilong_night using (true);
grant select, update (settled_at, settled_by, settled) on ledger_difference to huilong_web;
-- Whoever sees the receipt sees how it differs: the policies of receipts decide.
create policy seen on ledger_difference for select to huilong_web using (
    (select people_my_reach()) = 'house' or exists (select from ledger_desk_receipt r where r.id = receipt_id));
create policy settled on ledger_difference for update to huilong_web
    using ((select people_my_reach()) = 'house' and settled_at is null)
    with check (settled_by = 'user:' || (select people_me()));
"""

UNDO = """
alter table ledger_difference disable row level security;
drop policy night on ledger_difference; drop policy seen on ledger_difference; drop policy settled on ledger_difference;
drop policy reversed on ledger_desk_receipt;
revoke update on ledger_desk_receipt from huilong_web;
drop policy posted on ledger_desk_receipt;
create policy posted on ledger_desk_receipt for insert to huilong_web with check ((select people_my_reach()) = 'house');
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_difference")]
    operations = [migrations.RunSQL(SCOPE, UNDO)]
