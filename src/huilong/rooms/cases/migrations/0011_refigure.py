"""Figures between two nights (实时更新): a page may write them only for a case that money was just posted to.

`cases_refigured` writes, with the rights of whoever calls it: the night. `cases_refigure` has the owner's rights, and
asks first: the one who acts sees the whole house, and himself posted, or took back, a receipt of one of the case's
loans that the book does not know yet.
"""

from django.db import migrations

SCOPE = """
create function cases_refigured(this_case bigint, day date, whole jsonb, each jsonb) returns void
language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
    update cases_case_loan l
       set past_due_days = f.past_due_days, bucket = f.bucket, oldest_due_on = f.oldest_due_on,
           delinquent_fen = f.delinquent_fen, overdue_principal_fen = f.overdue_principal_fen,
           overdue_interest_fen = f.overdue_interest_fen, overdue_fee_fen = f.overdue_fee_fen,
           overdue_penalty_fen = f.overdue_penalty_fen, outstanding_principal_fen = f.outstanding_principal_fen,
           last_receipt_on = f.last_receipt_on, figures_on = day
      from jsonb_to_recordset(each) as f (
           loan_id text, past_due_days int, bucket smallint, oldest_due_on date, delinquent_fen bigint,
           overdue_principal_fen bigint, overdue_interest_fen bigint, overdue_fee_fen bigint,
           overdue_penalty_fen bigint, outstanding_principal_fen bigint, last_receipt_on date)
     where l.case_id = this_case and l.loan_id = f.loan_id and l.left_on is null and l.figures_on <= day;
    update cases_case c
       set past_due_days = f.past_due_days, bucket = f.bucket, oldest_due_on = f.oldest_due_on,
           delinquent_fen = f.delinquent_fen, overdue_principal_fen = f.overdue_principal_fen,
           overdue_interest_fen = f.overdue_interest_fen, overdue_fee_fen = f.overdue_fee_fen,
           overdue_penalty_fen = f.overdue_penalty_fen, outstanding_principal_fen = f.outstanding_principal_fen,
           last_receipt_on = f.last_receipt_on, loans = case when f.loans > 0 then f.loans else c.loans end,
           figures_on = day, version = c.version + 1
      from jsonb_to_record(whole) as f (
           past_due_days int, bucket smallint, oldest_due_on date, delinquent_fen bigint,
           overdue_principal_fen bigint, overdue_interest_fen bigint, overdue_fee_fen bigint,
           overdue_penalty_fen bigint, outstanding_principal_fen bigint, last_receipt_on date, loans smallint)
     where c.id = this_case and c.state = 'open' and c.figures_on <= day;
end $$;

create function cases_refigure(this_case bigint, day date, whole jsonb, each jsonb) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    if people_my_reach() <> 'house' or not exists (
        select from ledger_desk_receipt r join cases_case_loan l on l.loan_id = r.loan_id and l.left_on is null
         where l.case_id = this_case
           and (r.taken_into_book_commit is null and r.posted_by = 'user:' || people_me()
                or r.reversal_in_book_commit is null and r.reversed_by = 'user:' || people_me())) then
        raise insufficient_privilege using message = 'no receipt of yours waits on a loan of this case';
    end if;
    perform cases_refigured(this_case, day, whole, each);
end $$;
revoke all on function cases_refigured(bigint, date, jsonb, jsonb), cases_refigure(bigint, date, jsonb, jsonb) from public;
grant execute on function cases_refigured(bigint, date, jsonb, jsonb) to huilong_night;
grant execute on function cases_refigure(bigint, date, jsonb, jsonb) to huilong_web;
"""

UNDO = """
drop function cases_refigure(bigint, date, jsonb, jsonb), cases_refigured(bigint, date, jsonb, jsonb);
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0010_more_events"), ("ledger", "0004_difference_scope")]
    operations = [migrations.RunSQL(SCOPE, UNDO)]
