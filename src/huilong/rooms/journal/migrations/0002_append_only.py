"""The journal only grows (留痕只增不改): the database refuses change, removal and emptying."""

from django.db import migrations

GUARD = """
create function journal_only_grows() returns trigger language plpgsql as $$
begin
    if tg_op = 'TRUNCATE' and current_database() like 'test\\_%' then
        return null;  -- the suite empties its own database between tests
    end if;
    raise exception 'the journal only grows: % refused', tg_op using errcode = 'restrict_violation';
end $$;
create trigger journal_rows_stay before update or delete on journal_entry
    for each row execute function journal_only_grows();
create trigger journal_stays before truncate on journal_entry
    for each statement execute function journal_only_grows();
"""
UNGUARD = """
drop trigger journal_stays on journal_entry;
drop trigger journal_rows_stay on journal_entry;
drop function journal_only_grows();
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]
    operations = [migrations.RunSQL(GUARD, UNGUARD)]
