"""What scores were on past nights (历史评分), of use to the night and to replays; it begins with what stands now."""

from django.db import migrations, models
from django.db.models import Q

SCOPE = """
alter table scores_past enable row level security;
grant select, insert, update on scores_past to huilong_night;
grant usage on sequence scores_past_id_seq to huilong_night;
create policy night on scores_past to huilong_night using (true);
insert into scores_past (borrower, target, "on", ppm) select borrower, target, "on", ppm from scores_score;
"""
UNDO = """
drop policy night on scores_past;
alter table scores_past disable row level security;
"""
TARGETS = ["roll", "cure", "contact", "promise", "recovery", "warning", "cure_time"]


class Migration(migrations.Migration):
    dependencies = [("scores", "0003_timed")]
    operations = [
        migrations.CreateModel(
            name="PastScore",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("borrower", models.CharField(max_length=64)),
                ("target", models.CharField(choices=[(one, one) for one in TARGETS], max_length=10)),
                ("on", models.DateField()),
                ("ppm", models.IntegerField(null=True)),
            ],
            options={
                "db_table": "scores_past",
                "constraints": [
                    models.UniqueConstraint(fields=["borrower", "target", "on"], name="scores_one_change_a_night"),
                    models.CheckConstraint(
                        condition=Q(ppm__gte=0, ppm__lte=1_000_000), name="scores_past_ppm_is_a_share"
                    ),
                ],
            },
        ),
        migrations.RunSQL(SCOPE, UNDO),
    ]
