"""What was promised today is found by an index (当日承诺): the team lead's board asks every few seconds."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0011_refigure")]
    operations = [
        migrations.AddIndex(
            model_name="promise", index=models.Index(fields=["made_at"], name="cases_promises_by_made")
        ),
    ]
