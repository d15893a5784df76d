"""The file that shows an objection (异议凭据)."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('settlement', '0002_scope'),
        ('vault', '0005_email'),
    ]

    operations = [
        migrations.CreateModel(
            name='Proof',
            fields=[
                ('dispute', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='proof', serialize=False, to='settlement.dispute')),
                ('media', models.CharField(max_length=100)),
                ('size', models.IntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('body', models.BinaryField()),
                ('key', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.datakey')),
            ],
            options={
                'db_table': 'settlement_proof',
            },
        ),
    ]
