"""Who may see what was learned of a borrower (客户情况可见范围): who sees the case. Appended; only the night removes."""

from django.db import migrations

SCOPE = """
alter table files_learned enable row level security;
grant select, delete on files_learned to huilong_night;
create policy night on files_learned to huilong_night using (true);
grant select, insert on files_learned to huilong_web;
grant usage on sequence files_learned_id_seq to huilong_web;
create policy seen on files_learned for select to huilong_web using (
    (select people_my_reach()) = 'house' or case_id in (select cases_mine()));
create policy noted on files_learned for insert to huilong_web with check (
    learned_by = (select people_me())
    and ((select people_my_reach()) = 'house' or case_id in (select cases_mine()))
    and (evidence_id is null or exists (select from files_file f where f.id = evidence_id and f.case_id = files_learned.case_id)));
"""

UNDO = """
alter table files_learned disable row level security;
drop policy night on files_learned; drop policy seen on files_learned; drop policy noted on files_learned;
"""


class Migration(migrations.Migration):
    dependencies = [("files", "0003_learned")]
    operations = [migrations.RunSQL(SCOPE, UNDO)]
