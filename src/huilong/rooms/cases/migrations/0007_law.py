"""Who may see a case may ask the law about its borrower, sees what it said, and counts acts over all agencies.

An agency must count the calls of others to keep the limit, and must not see them: the function tells numbers only, and
only of borrowers whose case the asker may see.
"""

from django.db import migrations

SCOPE = """
create function cases_my_borrowers() returns setof text
language sql stable parallel restricted security definer rows 500 set search_path = pg_catalog, public, pg_temp as $$
    select c.borrower from cases_case c where c.id in (select cases_mine())
$$;
revoke all on function cases_my_borrowers() from public;
grant execute on function cases_my_borrowers() to huilong_night, huilong_web;
create policy by_case on compliance_verdict for select to huilong_web
    using (debtor <> '' and debtor in (select cases_my_borrowers()));
create policy asked_by_case on compliance_verdict for insert to huilong_web with check (
    actor = 'user:' || (select people_me()) and debtor in (select cases_my_borrowers()));
create policy by_case on compliance_outcome for select to huilong_web using (
    asked_id in (select v.id from compliance_verdict v where v.debtor <> '' and v.debtor in (select cases_my_borrowers())));

-- A call permitted and not yet told of counts as a conversation too: while one talks, another does not dial.
create function compliance_counts(who text, phone text, loan text, day date, moment timestamptz)
returns table (effective_calls int, connected_calls int, unanswered_number int, effective_visits int, touches int,
               calls_7_days int, last_conversation timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    if session_user = 'huilong_web' and people_my_reach() <> 'house' and who not in (select cases_my_borrowers()) then
        raise exception 'not a borrower of the one who asks' using errcode = 'insufficient_privilege';
    end if;
    return query
    with acts as (
        select v.action, v.at, v.local_day, v.number, v.loan_id, coalesce(o.kind, 'open') as kind
        from compliance_verdict v left join compliance_outcome o on o.asked_id = v.id
        where v.debtor = who and v.permitted and v.at > moment - interval '8 days' and coalesce(o.kind, '') <> 'not_done'
    )
    select
        count(*) filter (where action = 'contact.call' and local_day = day and kind in ('effective', 'open'))::int,
        count(*) filter (where action = 'contact.call' and local_day = day and kind in ('effective', 'connected', 'open'))::int,
        count(*) filter (where action = 'contact.call' and local_day = day and number = phone and phone <> ''
                         and kind in ('unanswered', 'open'))::int,
        count(*) filter (where action = 'contact.visit' and local_day = day and kind in ('effective', 'open'))::int,
        count(*) filter (where action like 'contact.%' and acts.at > moment - interval '24 hours')::int,
        count(*) filter (where action = 'contact.call' and loan_id = loan and acts.at > moment - interval '7 days')::int,
        (select max(v.at) from compliance_verdict v left join compliance_outcome o on o.asked_id = v.id
          where v.debtor = who and v.loan_id = loan and v.action = 'contact.call' and v.permitted
            and coalesce(o.kind, 'effective') = 'effective')
    from acts;
end $$;
revoke all on function compliance_counts(text, text, text, date, timestamptz) from public;
grant execute on function compliance_counts(text, text, text, date, timestamptz) to huilong_night, huilong_web;
"""

UNDO = """
drop function compliance_counts(text, text, text, date, timestamptz);
drop policy by_case on compliance_verdict; drop policy asked_by_case on compliance_verdict;
drop policy by_case on compliance_outcome;
drop function cases_my_borrowers();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_people_by_field"), ("compliance", "0002_scope")]
    operations = [migrations.RunSQL(SCOPE, UNDO)]
