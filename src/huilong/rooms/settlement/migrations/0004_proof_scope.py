"""Who reads and keeps what shows an objection (异议凭据可见范围): who sees the objection; its firm keeps it, once."""

from django.db import migrations

SCOPE = """
alter table settlement_proof enable row level security;
grant select on settlement_proof to huilong_night;
create policy night on settlement_proof for select to huilong_night using (true);
grant select, insert on settlement_proof to huilong_web;
create policy seen on settlement_proof for select to huilong_web using (
    dispute_id in (select d.id from settlement_dispute d));
create policy kept on settlement_proof for insert to huilong_web with check (
    dispute_id in (select d.id from settlement_dispute d where d.raised_by = (select people_me())));
"""
UNDO = """
alter table settlement_proof disable row level security;
drop policy night on settlement_proof; drop policy seen on settlement_proof; drop policy kept on settlement_proof;
"""


class Migration(migrations.Migration):
    dependencies = [("settlement", "0003_proof")]
    operations = [migrations.RunSQL(SCOPE, UNDO)]
