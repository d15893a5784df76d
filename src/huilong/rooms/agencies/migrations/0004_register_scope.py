"""Who may see the register of firms (机构准入可见范围): the lender's people, and a firm its own; the list is public.

A placement stands before the firm is given the case: the database sees to it, whichever page gives it. An agent of a
firm sees the placements of his own cases, its manager those of the firm.
"""

from django.db import migrations

SCOPE = """
grant select, insert on agencies_firm, agencies_firm_step, agencies_paper, agencies_scan, agencies_publication,
    agencies_consent to huilong_night, huilong_web;
grant update (contact, address) on agencies_firm to huilong_night, huilong_web;
grant update (revoked_on, revoked_by) on agencies_paper to huilong_web;
grant update (revoked_on) on agencies_consent to huilong_web;
grant usage on sequence agencies_firm_step_id_seq, agencies_paper_id_seq, agencies_publication_id_seq,
    agencies_consent_id_seq, agencies_contract_id_seq, agencies_placement_id_seq to huilong_night, huilong_web;

alter table agencies_firm enable row level security;
create policy night on agencies_firm to huilong_night using (true);
create policy seen on agencies_firm for select to huilong_web
    using ((select people_in_house()) or organisation_id = (select people_my_organisation()));
create policy kept on agencies_firm for insert to huilong_web with check ((select people_my_reach()) = 'house');
create policy changed on agencies_firm for update to huilong_web using ((select people_my_reach()) = 'house');

alter table agencies_firm_step enable row level security;
create policy night on agencies_firm_step to huilong_night using (true);
create policy seen on agencies_firm_step for select to huilong_web
    using ((select people_in_house()) or firm_id = (select people_my_organisation()));
create policy kept on agencies_firm_step for insert to huilong_web
    with check ((select people_my_reach()) = 'house' and by = (select people_me()));

alter table agencies_paper enable row level security;
create policy night on agencies_paper to huilong_night using (true);
create policy seen on agencies_paper for select to huilong_web
    using ((select people_in_house()) or firm_id = (select people_my_organisation()));
create policy kept on agencies_paper for insert to huilong_web
    with check ((select people_my_reach()) = 'house' and noted_by = (select people_me()));
create policy revoked on agencies_paper for update to huilong_web
    using ((select people_my_reach()) = 'house' and revoked_on is null) with check (revoked_by = (select people_me()));

alter table agencies_scan enable row level security;
create policy night on agencies_scan to huilong_night using (true);
create policy seen on agencies_scan for select to huilong_web
    using ((select people_my_reach()) = 'house' or paper_id in (
        select p.id from agencies_paper p where p.firm_id = (select people_my_organisation())));
create policy kept on agencies_scan for insert to huilong_web with check ((select people_my_reach()) = 'house');

alter table agencies_publication enable row level security;
create policy night on agencies_publication to huilong_night using (true);
create policy public on agencies_publication for select to huilong_web using (true);
create policy kept on agencies_publication for insert to huilong_web
    with check ((select people_my_reach()) = 'house' and by = (select people_me()));

alter table agencies_consent enable row level security;
create policy night on agencies_consent to huilong_night using (true);
create policy seen on agencies_consent for select to huilong_web
    using ((select people_in_house()) or firm_id = (select people_my_organisation()));
create policy kept on agencies_consent for insert to huilong_web
    with check ((select people_my_reach()) = 'house' and by = (select people_me()));
create policy revoked on agencies_consent for update to huilong_web using ((select people_my_reach()) = 'house');

create function agencies_appended_only() returns trigger language plpgsql as $$
begin
    raise exception '% is appended to and never changed', tg_table_name;
end $$;
create trigger appended_only before update or delete on agencies_firm_step
    for each row execute function agencies_appended_only();
create trigger appended_only before update or delete on agencies_publication
    for each row execute function agencies_appended_only();
create trigger appended_only before update or delete on agencies_contract
    for each row execute function agencies_appended_only();
create trigger never_gone before delete on agencies_placement for each row execute function agencies_appended_only();
revoke update on agencies_contract from huilong_night, huilong_web;

-- What everybody may read: the firms of the newest published list that are approved now.
create function agencies_public_list() returns table (organisation bigint, published_on date)
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
    select o.value::bigint, p."on" from agencies_publication p, jsonb_array_elements_text(p.organisations) o
     where p.id = (select max(id) from agencies_publication)
       and (select s.state from agencies_firm_step s where s.firm_id = o.value::bigint order by s.id desc limit 1) = 'approved'
$$;
revoke all on function agencies_public_list() from public;
grant execute on function agencies_public_list() to huilong_web, huilong_night;

drop policy seen on agencies_placement;
create policy seen on agencies_placement for select to huilong_web using (
    (select people_my_reach()) in ('house', 'team') and (select people_in_house())
    or organisation_id = (select people_my_organisation())
       and ((select people_my_reach()) = 'organisation' or case_id in (select cases_mine())));
drop policy ended on agencies_placement;
create policy ended on agencies_placement for update to huilong_web using (
    (select people_my_reach()) = 'house' or organisation_id = (select people_my_organisation()) and ended_at is null)
    with check ((select people_my_reach()) = 'house' or ended = 'returned');

-- The lender's own hold anything; a firm what is placed with it, and what it has it hands on among its people.
create function agencies_may_hold(asked_case bigint, asked_organisation bigint) returns boolean
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
    select exists (select from people_organisation o where o.id = asked_organisation and o.kind in ('lender', 'branch'))
        or exists (select from agencies_placement p where p.case_id = asked_case
                   and p.organisation_id = asked_organisation and p.ended_at is null)
        or coalesce(asked_organisation = (select d.organisation_id from cases_duty d
                    where d.case_id = asked_case and d.kind = 'collect' order by d.id desc limit 1), false)
$$;
revoke all on function agencies_may_hold(bigint, bigint) from public;
grant execute on function agencies_may_hold(bigint, bigint) to huilong_web, huilong_night;
create function agencies_placed_before_given() returns trigger language plpgsql as $$
begin
    if current_user in ('huilong_web', 'huilong_night') and not agencies_may_hold(new.case_id, new.organisation_id) then
        raise exception 'permission denied: a firm is given cases by a placement only' using errcode = 'insufficient_privilege';
    end if;
    return new;
end $$;
create trigger placed_before_given before insert on cases_duty for each row
    when (new.kind = 'collect') execute function agencies_placed_before_given();
"""

UNDO = """
drop trigger placed_before_given on cases_duty;
drop function agencies_placed_before_given(), agencies_may_hold(bigint, bigint);
drop policy seen on agencies_placement;
create policy seen on agencies_placement for select to huilong_web
    using ((select people_my_reach()) in ('house', 'team') or organisation_id = (select people_my_organisation()));
drop policy ended on agencies_placement;
create policy ended on agencies_placement for update to huilong_web
    using ((select people_my_reach()) = 'house' or organisation_id = (select people_my_organisation()));
drop function agencies_public_list();
drop trigger never_gone on agencies_placement; drop trigger appended_only on agencies_contract;
drop trigger appended_only on agencies_publication; drop trigger appended_only on agencies_firm_step;
drop function agencies_appended_only();
alter table agencies_consent disable row level security; alter table agencies_publication disable row level security;
alter table agencies_scan disable row level security; alter table agencies_paper disable row level security;
alter table agencies_firm_step disable row level security; alter table agencies_firm disable row level security;
drop policy night on agencies_consent; drop policy seen on agencies_consent; drop policy kept on agencies_consent;
drop policy revoked on agencies_consent;
drop policy night on agencies_publication; drop policy public on agencies_publication;
drop policy kept on agencies_publication;
drop policy night on agencies_scan; drop policy seen on agencies_scan; drop policy kept on agencies_scan;
drop policy night on agencies_paper; drop policy seen on agencies_paper; drop policy kept on agencies_paper;
drop policy revoked on agencies_paper;
drop policy night on agencies_firm_step; drop policy seen on agencies_firm_step; drop policy kept on agencies_firm_step;
drop policy night on agencies_firm; drop policy seen on agencies_firm; drop policy kept on agencies_firm;
drop policy changed on agencies_firm;
"""


class Migration(migrations.Migration):
    dependencies = [("agencies", "0003_register"), ("cases", "0017_lapse_scope")]
    operations = [migrations.RunSQL(SCOPE, UNDO)]
