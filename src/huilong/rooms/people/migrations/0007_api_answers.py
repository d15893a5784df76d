"""What the API remembers (接口幂等与限流): answers by idempotency key, and calls by the minute."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SCOPE = """
alter table people_apianswer enable row level security;
grant select, insert, update, delete on people_apianswer to huilong_web;
create policy own on people_apianswer to huilong_web using (user_id = (select people_me()));

-- Counted and forgotten within minutes: not worth a write-ahead log. Keys are hashes.
create unlogged table people_calls (key text, minute timestamptz, n int not null, primary key (key, minute));
alter table people_calls enable row level security;
grant select, insert, update, delete on people_calls to huilong_web;
create policy counted on people_calls to huilong_web using ((select people_my_purpose()) = 'sign-in');
"""

UNDO = """
drop table people_calls;
drop policy own on people_apianswer;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0006_staff_scope")]
    operations = [
        migrations.CreateModel(
            name="ApiAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=80)),
                ("request_hash", models.CharField(max_length=64)),
                ("status", models.SmallIntegerField(default=0)),
                ("body", models.BinaryField(default=b"")),
                ("at", models.DateTimeField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=["user", "key"], name="api_answer_once_a_key")],
            },
        ),
        migrations.RunSQL(SCOPE, UNDO),
    ]
