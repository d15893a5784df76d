"""Who works a case, and is of the house, sees how its borrower is treated and why (处置可见范围)."""

from django.db import migrations

SCOPE = """
create policy by_case on strategy_decision for select to huilong_web using (
    (select people_in_house()) and borrower in (select cases_my_borrowers()));
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0017_lapse_scope"), ("strategy", "0002_scope")]
    operations = [migrations.RunSQL(SCOPE, "drop policy by_case on strategy_decision;")]
