"""Who works for the lender reads the register of firms (机构登记可见范围); a borrower or bidder, who sees nothing, does not."""

from django.db import migrations

SEEN = """
drop policy seen on agencies_firm; drop policy seen on agencies_firm_step; drop policy seen on agencies_paper;
create policy seen on agencies_firm for select to huilong_web using (
    (select people_in_house()) {works} or organisation_id = (select people_my_organisation()));
create policy seen on agencies_firm_step for select to huilong_web using (
    (select people_in_house()) {works} or firm_id = (select people_my_organisation()));
create policy seen on agencies_paper for select to huilong_web using (
    (select people_in_house()) {works} or firm_id = (select people_my_organisation()));
"""
WORKS = "and (select people_my_reach()) <> 'nothing'"


class Migration(migrations.Migration):
    dependencies = [("agencies", "0008_work_scope")]
    operations = [migrations.RunSQL(SEEN.replace("{works}", WORKS), SEEN.replace("{works}", ""))]
