"""Tokens (接口令牌): administrators issue and revoke them; who has not signed in yet may look one up and note its use."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SCOPE = """
grant select, insert, update (hash, revoked_at) on people_apitoken to huilong_web;
alter table people_apitoken enable row level security;
create policy night on people_apitoken to huilong_night using (true);
create policy signing_in on people_apitoken for select to huilong_web using ((select people_my_purpose()) = 'sign-in');
create policy seen on people_apitoken for select to huilong_web using ((select people_my_reach()) = 'staff');
create policy issued on people_apitoken for insert to huilong_web with check ((select people_my_reach()) = 'staff');
create policy changed on people_apitoken for update to huilong_web using ((select people_my_reach()) = 'staff');

create policy signing_in on people_organisation for select to huilong_web using (
    (select people_my_purpose()) = 'sign-in');

-- Its last use is noted to the minute: a busy token does not write a row for every request.
create function people_token_used(which bigint, moment timestamptz) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    if people_my_purpose() = 'sign-in' then
        update people_apitoken t set last_used_at = moment
         where t.id = which and (t.last_used_at is null or t.last_used_at < moment - interval '1 minute');
    end if;
end $$;
revoke all on function people_token_used(bigint, timestamptz) from public;
grant execute on function people_token_used(bigint, timestamptz) to huilong_web, huilong_night;
"""

UNDO = """
drop function people_token_used(bigint, timestamptz);
drop policy signing_in on people_organisation;
drop policy night on people_apitoken; drop policy signing_in on people_apitoken; drop policy seen on people_apitoken;
drop policy issued on people_apitoken; drop policy changed on people_apitoken;
"""


class Migration(migrations.Migration):

    dependencies = [
        ("people", "0003_scope"),
    ]

    operations = [
        migrations.CreateModel(
            name='ApiToken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60)),
                ('hash', models.CharField(max_length=64)),
                ('scopes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), size=None)),
                ('per_minute', models.PositiveIntegerField()),
                ('issued_at', models.DateTimeField()),
                ('expires_on', models.DateField()),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('last_used_at', models.DateTimeField(blank=True, null=True)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tokens', to='people.organisation')),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='token', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('per_minute__gt', 0)), name='token_some_a_minute'), models.CheckConstraint(condition=models.Q(('hash__regex', '^[0-9a-f]{64}$')), name='token_hash_is_sha256'), models.CheckConstraint(condition=models.Q(('revoked_at', None), ('revoked_at__gte', models.F('issued_at')), _connector='OR'), name='token_revoked_after_issue')],
            },
        ),
        migrations.RunSQL(SCOPE, UNDO),
    ]
