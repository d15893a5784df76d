"""What was posted today is found by an index (当日入账): the team lead's board asks every few seconds."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_scope")]
    operations = [
        migrations.AddIndex(
            model_name="deskreceipt", index=models.Index(fields=["posted_at"], name="ledger_receipts_by_posted")
        ),
    ]
