"""Targets that say by when: time to cure, and the days of a score."""

from django.db import migrations, models

TARGETS = [(one, one) for one in ("roll", "cure", "contact", "promise", "recovery", "warning", "cure_time")]


class Migration(migrations.Migration):
    dependencies = [("scores", "0002_scope")]
    operations = [
        migrations.AddField("borrowerscore", "curve", models.JSONField(null=True)),
        migrations.AlterField("borrowerscore", "target", models.CharField(max_length=10, choices=TARGETS)),
        migrations.AlterField("scoremodel", "target", models.CharField(max_length=10, choices=TARGETS)),
    ]
