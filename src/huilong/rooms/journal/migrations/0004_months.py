"""Months begin at midnight UTC whoever asks, and a month whose first entries found no partition stays where they are."""

from django.db import migrations

MONTHS = """
create or replace function journal_month(day date) returns text
language plpgsql security definer set search_path = pg_catalog, public, pg_temp set timezone = 'UTC' as $$
declare name text := 'journal_entry_' || to_char(day, 'YYYYMM'); first date := date_trunc('month', day);
begin
    perform pg_advisory_xact_lock(7022001);
    if to_regclass('public.' || name) is null then
        execute format('create table public.%I partition of public.journal_entry for values from (%L) to (%L)',
            name, first::timestamptz, (first + interval '1 month')::timestamptz);
        execute format('create trigger journal_stays before truncate on public.%I
            for each statement execute function public.journal_only_grows()', name);
    end if;
    return name;
exception when check_violation then
    -- Nobody made this month in time, so its entries went to the partition of all others. They are not moved: the
    -- journal only grows. The rest of the month joins them.
    return 'journal_entry_other';
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0003_chain")]
    operations = [migrations.RunSQL(MONTHS, migrations.RunSQL.noop)]
