"""Who may see ratings, breaches, prices and clocks (评级可见范围): the house, and a firm its own. Prices are open to all
who work here or for us; whose they are, only the wall of organisations tells. Everything is appended, never changed.
"""

from django.db import migrations

HOUSE = "(select people_my_reach()) = 'house'"
OWN = "organisation_id = (select people_my_organisation())"

SCOPE = f"""
alter table agencies_rating enable row level security;
alter table agencies_rating_line enable row level security;
alter table agencies_breach enable row level security;
alter table agencies_price_line enable row level security;
alter table agencies_response_step enable row level security;

grant select, insert on agencies_rating, agencies_rating_line to huilong_night;
grant select on agencies_rating, agencies_rating_line to huilong_web;
create policy night on agencies_rating to huilong_night using (true);
create policy night on agencies_rating_line to huilong_night using (true);
create policy seen on agencies_rating for select to huilong_web using ({HOUSE} or {OWN});
create policy seen on agencies_rating_line for select to huilong_web using (
    rating_id in (select r.id from agencies_rating r));

grant select on agencies_breach, agencies_price_line to huilong_night;
grant select, insert on agencies_breach, agencies_price_line to huilong_web;
create policy night on agencies_breach for select to huilong_night using (true);
create policy night on agencies_price_line for select to huilong_night using (true);
create policy seen on agencies_breach for select to huilong_web using ({HOUSE} or {OWN});
create policy noted on agencies_breach for insert to huilong_web with check ((select people_my_reach()) = 'house');
create policy seen on agencies_price_line for select to huilong_web using (
    (select people_me()) > 0 and (select people_my_reach()) <> 'nothing');
create policy published on agencies_price_line for insert to huilong_web with check (
    (select people_my_reach()) = 'house' and by_house
    or (select people_my_reach()) = 'organisation' and {OWN} and not by_house);

grant select, insert on agencies_response_step to huilong_night, huilong_web;
create policy night on agencies_response_step to huilong_night using (true);
create policy seen on agencies_response_step for select to huilong_web using (
    (select people_in_house()) or {HOUSE} or {OWN});
create policy noted on agencies_response_step for insert to huilong_web with check (
    (select people_in_house()) or {HOUSE} or {OWN});

create function agencies_appended() returns trigger language plpgsql as $$
begin
    raise exception 'what firms are rated by is appended, never changed' using errcode = 'insufficient_privilege';
end $$;
"""  # noqa: S608 - every name in it is ours
APPENDED = ("rating", "rating_line", "breach", "price_line", "response_step")
NEVER = "".join(
    f"create trigger appended_only before update or delete on agencies_{table}\n"
    "    for each row execute function agencies_appended();\n"
    for table in APPENDED
)
POLICIES = {
    "rating": ("night", "seen"), "rating_line": ("night", "seen"), "breach": ("night", "seen", "noted"),
    "price_line": ("night", "seen", "published"), "response_step": ("night", "seen", "noted"),
}  # fmt: skip
UNDO = (
    "".join(f"drop trigger appended_only on agencies_{table};\n" for table in APPENDED)
    + "drop function agencies_appended();\n"
    + "".join(
        f"alter table agencies_{table} disable row level security;\n"
        + "".join(f"drop policy {name} on agencies_{table};\n" for name in names)
        for table, names in POLICIES.items()
    )
)


class Migration(migrations.Migration):
    dependencies = [("agencies", "0005_rating")]
    operations = [migrations.RunSQL(SCOPE + NEVER, UNDO)]
