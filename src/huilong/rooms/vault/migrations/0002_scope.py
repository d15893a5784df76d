"""Who may see the masked people of the vault (隐私库可见范围): the whole house; the cases open them to those who hold one."""

from django.db import migrations

SCOPE = """
alter table vault_person enable row level security;
grant select, insert, update, delete on vault_person to huilong_night;
create policy night on vault_person to huilong_night using (true);
grant select on vault_person to huilong_web;
create policy house on vault_person for select to huilong_web using ((select people_my_reach()) = 'house');

alter table vault_missingpeople enable row level security;
grant select, insert, update, delete on vault_missingpeople to huilong_night;
create policy night on vault_missingpeople to huilong_night using (true);
grant select on vault_missingpeople to huilong_web;
create policy house on vault_missingpeople for select to huilong_web using ((select people_my_reach()) = 'house');
"""

UNDO = """
alter table vault_person disable row level security;
drop policy night on vault_person;
drop policy house on vault_person;
alter table vault_missingpeople disable row level security;
drop policy night on vault_missingpeople;
drop policy house on vault_missingpeople;
"""


class Migration(migrations.Migration):
    dependencies = [("vault", "0001_initial"), ("people", "0003_scope")]
    operations = [migrations.RunSQL(SCOPE, UNDO)]
