"""What a firm can take (承接能力): regions, offices, cases at once."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0010_contract_walls'),
    ]

    operations = [
        migrations.CreateModel(
            name='FirmReach',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('regions', models.JSONField(default=list)),
                ('offices', models.JSONField(default=list)),
                ('most_cases', models.IntegerField()),
                ('noted_at', models.DateTimeField()),
                ('noted_by', models.BigIntegerField()),
                ('firm', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='reach', to='agencies.firm')),
            ],
            options={
                'db_table': 'agencies_firm_reach',
                'indexes': [models.Index(fields=['firm', '-id'], name='agencies_reach_of_firm')],
                'constraints': [models.CheckConstraint(condition=models.Q(('most_cases__gt', 0)), name='agencies_takes_some')],
            },
        ),
    ]
