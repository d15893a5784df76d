"""Who may see what the lender sent (收件可见范围): the house and those who run it."""

from django.db import migrations

SCOPE = """
alter table book_importfile enable row level security;
grant select, insert, update, delete on book_importfile to huilong_night;
create policy night on book_importfile to huilong_night using (true);
grant select, insert, update on book_importfile to huilong_web;
create policy house on book_importfile for select to huilong_web using ((select people_in_house()) and (select people_my_reach()) in ('house', 'staff'));
create policy kept on book_importfile for insert to huilong_web with check ((select people_in_house()) and (select people_my_reach()) in ('house', 'staff'));
create policy changed on book_importfile for update to huilong_web using ((select people_in_house()) and (select people_my_reach()) in ('house', 'staff'));

alter table book_quarantinedrow enable row level security;
grant select, insert, update, delete on book_quarantinedrow to huilong_night;
create policy night on book_quarantinedrow to huilong_night using (true);
grant select, insert, update on book_quarantinedrow to huilong_web;
create policy house on book_quarantinedrow for select to huilong_web using ((select people_in_house()) and (select people_my_reach()) in ('house', 'staff'));
create policy kept on book_quarantinedrow for insert to huilong_web with check ((select people_in_house()) and (select people_my_reach()) in ('house', 'staff'));
create policy changed on book_quarantinedrow for update to huilong_web using ((select people_in_house()) and (select people_my_reach()) in ('house', 'staff'));

alter table book_incomingreceipt enable row level security;
grant select, insert, update, delete on book_incomingreceipt to huilong_night;
create policy night on book_incomingreceipt to huilong_night using (true);
grant select, insert, update on book_incomingreceipt to huilong_web;
create policy house on book_incomingreceipt for select to huilong_web using ((select people_in_house()) and (select people_my_reach()) in ('house', 'staff'));
create policy kept on book_incomingreceipt for insert to huilong_web with check ((select people_in_house()) and (select people_my_reach()) in ('house', 'staff'));
create policy changed on book_incomingreceipt for update to huilong_web using ((select people_in_house()) and (select people_my_reach()) in ('house', 'staff'));
"""

UNDO = """
alter table book_importfile disable row level security;
drop policy night on book_importfile;
drop policy house on book_importfile;
alter table book_quarantinedrow disable row level security;
drop policy night on book_quarantinedrow;
drop policy house on book_quarantinedrow;
alter table book_incomingreceipt disable row level security;
drop policy night on book_incomingreceipt;
drop policy house on book_incomingreceipt;
drop policy kept on book_importfile;
drop policy changed on book_importfile;
drop policy kept on book_quarantinedrow;
drop policy changed on book_quarantinedrow;
drop policy kept on book_incomingreceipt;
drop policy changed on book_incomingreceipt;
"""


class Migration(migrations.Migration):
    dependencies = [("book", "0001_initial"), ("people", "0003_scope")]
    operations = [migrations.RunSQL(SCOPE, UNDO)]
