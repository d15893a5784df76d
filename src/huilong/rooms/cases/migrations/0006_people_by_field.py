"""Who holds a case may reveal and find its people, and read what was done about its loans (案件的客户资料)."""

from django.db import migrations

SCOPE = """
create policy by_case on vault_sealed for select to huilong_web using (
    (select people_my_purpose()) = 'reveal' and loan_id in (select cases_my_loans()));
create policy by_case on vault_blind for select to huilong_web using (
    (select people_my_purpose()) = 'search' and loan_id in (select cases_my_loans()));
create policy by_loan on journal_entry for select to huilong_web using (
    subject_kind = 'loan' and subject in (select cases_my_loans()));
-- The people are read again from the lender's files: see vault 0003.
update cases_case set people_missing = true where state = 'open' and not people_missing;
"""

UNDO = """
drop policy by_case on vault_sealed; drop policy by_case on vault_blind; drop policy by_loan on journal_entry;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_rehome"), ("vault", "0004_fields_scope")]
    operations = [migrations.RunSQL(SCOPE, UNDO)]
