"""How likely a treatment was, whichever arm it is of, and what else chance could have given."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("strategy", "0002_scope")]
    operations = [
        migrations.AddField("decision", "treatment_ppm", models.IntegerField(null=True)),
        migrations.AddField("decision", "chances", models.JSONField(null=True)),
    ]
