"""Who works a firm's case reads the contract it is placed under, no other (合同可见范围): what a contract pays is for
those who answer for the firm. Consents, records of passing on and notices are no reading of a borrower's or a bidder's.
"""

from django.db import migrations

SEEN = """
drop policy seen on agencies_contract;
create policy seen on agencies_contract for select to huilong_web using (
    (select people_my_reach()) = 'house'
    or organisation_id = (select people_my_organisation()) and ((select people_my_reach()) = 'organisation'
        or id in (select p.contract_id from agencies_placement p)));
"""
BEFORE = """
drop policy seen on agencies_contract;
create policy seen on agencies_contract for select to huilong_web
    using ((select people_my_reach()) = 'house' or organisation_id = (select people_my_organisation()));
"""
OTHERS = """
drop policy seen on agencies_consent; drop policy seen on agencies_delegated; drop policy seen on agencies_notice;
create policy seen on agencies_consent for select to huilong_web using (
    (select people_in_house()) {works} or firm_id = (select people_my_organisation()));
create policy seen on agencies_delegated for select to huilong_web using (
    (select people_in_house()) {works} or consent_id in (
        select c.id from agencies_consent c where c.firm_id = (select people_my_organisation())));
create policy seen on agencies_notice for select to huilong_web using (
    (select people_in_house()) {works} or paper_id in (
        select p.id from agencies_paper p where p.firm_id = (select people_my_organisation())));
"""
WORKS = "and (select people_my_reach()) <> 'nothing'"


class Migration(migrations.Migration):
    dependencies = [("agencies", "0009_register_walls")]
    operations = [
        migrations.RunSQL(SEEN, BEFORE),
        migrations.RunSQL(OTHERS.replace("{works}", WORKS), OTHERS.replace("{works}", "")),
    ]
