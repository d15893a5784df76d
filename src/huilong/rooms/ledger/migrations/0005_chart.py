"""Accounts as the database knows them (科目): written from the chart after every migration, see `teach_chart`."""

from django.db import migrations, models

CHART = """
create table ledger_account (
    code text primary key check (code ~ '^[0-9]{4,8}$'),
    kind text not null check (kind in ('asset', 'liability', 'equity', 'income', 'expense')),
    normal smallint not null check (normal = case when kind in ('asset', 'expense') then 1 else -1 end),
    trust boolean not null check (not trust or kind in ('asset', 'liability'))
);
alter table ledger_account enable row level security;
grant select on ledger_account to huilong_night, huilong_web;
create policy night on ledger_account for select to huilong_night using (true);
create policy seen on ledger_account for select to huilong_web using ((select people_me()) > 0);
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0004_difference_scope")]
    operations = [
        migrations.RunSQL(
            CHART, "drop table ledger_account",
            state_operations=[
                migrations.CreateModel(
                    name="Account",
                    fields=[
                        ("code", models.CharField(max_length=8, primary_key=True, serialize=False)),
                        ("kind", models.CharField(
                            choices=[(one, one) for one in ("asset", "liability", "equity", "income", "expense")],
                            max_length=9,
                        )),
                        ("normal", models.SmallIntegerField()),
                        ("trust", models.BooleanField(default=False)),
                    ],
                    options={"db_table": "ledger_account", "managed": False},
                )
            ],
        )
    ]
