"""Who may see and change what (可见范围): the house its statements, a firm its own once issued; what is issued stays."""

from django.db import migrations

HOUSE = "(select people_my_reach()) = 'house'"
FIRM = "(select people_my_reach()) = 'organisation' and organisation_id = (select people_my_organisation())"
OF_MINE = "statement_id in (select s.id from settlement_statement s)"

SCOPE = f"""
alter table settlement_payee enable row level security;
grant select on settlement_payee to huilong_night;
create policy night on settlement_payee to huilong_night using (true);
grant select, insert, update (confirmed_by, confirmed_at) on settlement_payee to huilong_web;
create policy seen on settlement_payee for select to huilong_web using ({HOUSE} or {FIRM});
create policy kept on settlement_payee for insert to huilong_web with check ({HOUSE} and kept_by = (select people_me()) and confirmed_by is null);
create policy confirmed on settlement_payee for update to huilong_web using ({HOUSE} and confirmed_by is null)
    with check (confirmed_by = (select people_me()));

alter table settlement_payment enable row level security;
grant select on settlement_payment to huilong_night;
create policy night on settlement_payment to huilong_night using (true);
grant select, insert, update (booked_on, booked_by) on settlement_payment to huilong_web;
create policy seen on settlement_payment for select to huilong_web using ({HOUSE});
create policy made on settlement_payment for insert to huilong_web with check ({HOUSE} and made_by = (select people_me()));
create policy booked on settlement_payment for update to huilong_web using ({HOUSE} and booked_on is null) with check (true);

alter table settlement_statement enable row level security;
grant select, insert, update on settlement_statement to huilong_night, huilong_web;
create policy night on settlement_statement to huilong_night using (true);
create policy seen on settlement_statement for select to huilong_web using ({HOUSE} or state <> 'drafted' and {FIRM});
create policy drafted on settlement_statement for insert to huilong_web with check ({HOUSE} and state = 'drafted');
create policy moved on settlement_statement for update to huilong_web using ({HOUSE}) with check ({HOUSE});
create policy answered on settlement_statement for update to huilong_web
    using (state in ('issued', 'disputed', 'approved') and {FIRM}) with check (state in ('disputed', 'agreed', 'invoiced') and {FIRM});

alter table settlement_line enable row level security;
grant select, insert, delete on settlement_line to huilong_night, huilong_web;
create policy night on settlement_line to huilong_night using (true);
create policy seen on settlement_line for select to huilong_web using ({OF_MINE});
create policy drafted on settlement_line for insert to huilong_web with check ({HOUSE});
create policy redrafted on settlement_line for delete to huilong_web using ({HOUSE});

alter table settlement_dispute enable row level security;
grant select on settlement_dispute to huilong_night;
create policy night on settlement_dispute to huilong_night using (true);
grant select, insert, update (answer, answer_note, answer_key_id, answered_by, answered_at) on settlement_dispute to huilong_web;
create policy seen on settlement_dispute for select to huilong_web using ({OF_MINE});
create policy raised on settlement_dispute for insert to huilong_web with check (
    {OF_MINE} and raised_by = (select people_me()) and answer = '' and (select people_my_reach()) = 'organisation');
create policy answered on settlement_dispute for update to huilong_web using ({HOUSE} and answer = '')
    with check (answered_by = (select people_me()));

alter table settlement_borrower_price enable row level security;
grant select on settlement_borrower_price to huilong_night;
create policy night on settlement_borrower_price to huilong_night using (true);
grant select, insert on settlement_borrower_price to huilong_web;
create policy seen on settlement_borrower_price for select to huilong_web using (true);
create policy kept on settlement_borrower_price for insert to huilong_web with check ({HOUSE} and kept_by = (select people_me()));

alter table settlement_voucher enable row level security;
grant select, insert on settlement_voucher to huilong_night;
create policy night on settlement_voucher to huilong_night using (true);
grant select, insert on settlement_voucher to huilong_web;
create policy seen on settlement_voucher for select to huilong_web using (
    {HOUSE} or file_id in (select f.id from files_file f));
create policy kept on settlement_voucher for insert to huilong_web with check (
    kept_by = (select people_me()) and file_id in (select f.id from files_file f));

create function settlement_issued_stays() returns trigger language plpgsql as $$
begin
    if old.state <> 'drafted' and (new.number, new.organisation_id, new.contract_id, new.from_on, new.to_on, new.known_by,
        new.lines, new.fen, new.brought_fen, new.digest, new.verdict, new.issued_at, new.issued_by) is distinct from
       (old.number, old.organisation_id, old.contract_id, old.from_on, old.to_on, old.known_by,
        old.lines, old.fen, old.brought_fen, old.digest, old.verdict, old.issued_at, old.issued_by) then
        raise exception 'an issued statement stays as it is' using errcode = 'restrict_violation';
    end if;
    if old.payment_id is not null and new.payment_id is distinct from old.payment_id then
        raise exception 'a statement is in one payment file only' using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger issued_stays before update on settlement_statement for each row execute function settlement_issued_stays();

create function settlement_lines_stay() returns trigger language plpgsql as $$
declare stands text;
begin
    select s.state into stands from settlement_statement s
     where s.id = case when tg_op = 'INSERT' then new.statement_id else old.statement_id end;
    if tg_op = 'UPDATE' or stands <> 'drafted' then
        raise exception 'lines of an issued statement stay as they are' using errcode = 'restrict_violation';
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end $$;
create trigger lines_stay before insert or update or delete on settlement_line
    for each row execute function settlement_lines_stay();

create function settlement_only_grows() returns trigger language plpgsql as $$
begin
    raise exception 'prices and vouchers only grow: % refused', tg_op using errcode = 'restrict_violation';
end $$;
create trigger rows_stay before update or delete on settlement_borrower_price
    for each row execute function settlement_only_grows();
create trigger rows_stay before update or delete on settlement_voucher
    for each row execute function settlement_only_grows();
"""  # noqa: S608

UNDO = """
drop table settlement_dispute, settlement_line, settlement_statement, settlement_payment, settlement_payee,
    settlement_borrower_price, settlement_voucher cascade;
drop function settlement_issued_stays(); drop function settlement_lines_stay(); drop function settlement_only_grows();
"""


class Migration(migrations.Migration):
    dependencies = [("settlement", "0001_initial")]
    operations = [migrations.RunSQL(SCOPE, UNDO)]
