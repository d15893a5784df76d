"""A line of a plan says by which channel, how much may be offered, and when the treatment asks for the next look."""

from django.db import migrations, models

CHANNELS = [(one, one) for one in ("none", "sms", "call", "letter", "visit")]
STANDINGS = [(one, one) for one in ("planned", "no_time", "not_lawful", "waits")]


class Migration(migrations.Migration):
    dependencies = [("performance", "0002_scope")]
    operations = [
        migrations.AddField(
            "planline", "channel", models.CharField(max_length=8, choices=CHANNELS, default="call")
        ),
        migrations.AddField("planline", "offer_limit_ppm", models.IntegerField(null=True)),
        migrations.AddField("planline", "look_on", models.DateField(null=True)),
        migrations.AlterField("planline", "state", models.CharField(max_length=10, choices=STANDINGS)),
    ]
