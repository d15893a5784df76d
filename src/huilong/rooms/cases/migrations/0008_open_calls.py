"""A call permitted and not yet told of counts as a conversation too: while one talks, another does not dial (结果未登记的通话)."""

from django.db import migrations

COUNTS = """
create or replace function compliance_counts(who text, phone text, loan text, day date, moment timestamptz)
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
"""

UNDO = """
create or replace function compliance_counts(who text, phone text, loan text, day date, moment timestamptz)
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
        (select max(v.at) from compliance_verdict v join compliance_outcome o on o.asked_id = v.id
          where v.debtor = who and v.loan_id = loan and v.action = 'contact.call' and o.kind = 'effective')
    from acts;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_law")]
    operations = [migrations.RunSQL(COUNTS, UNDO)]
