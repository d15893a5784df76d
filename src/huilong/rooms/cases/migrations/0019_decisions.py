"""Who works a case sees its borrower's scores and, of the house, how he is treated and why (评分与处置可见范围)."""

from django.db import migrations

SCOPE = """
create policy by_case on strategy_decision for select to huilong_web using (
    (select people_in_house()) and borrower in (select cases_my_borrowers()));
create policy by_case on scores_score for select to huilong_web using (borrower in (select cases_my_borrowers()));
"""
UNDO = "drop policy by_case on scores_score; drop policy by_case on strategy_decision;"


class Migration(migrations.Migration):
    dependencies = [("cases", "0018_place_of_open"), ("scores", "0002_scope"), ("strategy", "0002_scope")]
    operations = [migrations.RunSQL(SCOPE, UNDO)]
