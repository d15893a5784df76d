# Rows behind the dashboard, weekly packs and their delivery.

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0015_more_approvals'),
        ('reports', '0002_scope'),
    ]

    operations = [
        migrations.CreateModel(
            name='Mailbox',
            fields=[
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('address', models.CharField(blank=True, max_length=254)),
                ('kept_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'reports_mailbox',
            },
        ),
        migrations.CreateModel(
            name='Pack',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_on', models.DateField()),
                ('on', models.DateField()),
                ('team', models.IntegerField(null=True)),
                ('content', models.JSONField()),
                ('fingerprint', models.CharField(max_length=64)),
                ('made_by', models.CharField(max_length=60)),
                ('made_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'reports_pack',
                'constraints': [models.UniqueConstraint(fields=('on', 'team', 'fingerprint'), name='reports_a_pack_once', nulls_distinct=False)],
            },
        ),
        migrations.CreateModel(
            name='Recovery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField()),
                ('loan', models.BigIntegerField()),
                ('loan_id', models.CharField(max_length=64)),
                ('case_number', models.CharField(blank=True, default='', max_length=16)),
                ('product', models.CharField(blank=True, default='', max_length=64)),
                ('region', models.CharField(blank=True, default='', max_length=64)),
                ('organisation', models.IntegerField(null=True)),
                ('team', models.IntegerField(null=True)),
                ('person', models.IntegerField(null=True)),
                ('bucket', models.SmallIntegerField()),
                ('fen', models.BigIntegerField()),
            ],
            options={
                'db_table': 'reports_recovery',
                'constraints': [models.UniqueConstraint(fields=('on', 'loan'), name='reports_a_recovery_once_a_day')],
            },
        ),
        migrations.CreateModel(
            name='Schedule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('weekday', models.SmallIntegerField()),
                ('hour', models.SmallIntegerField()),
                ('roles', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=32), default=list, size=None)),
                ('users', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), default=list, size=None)),
                ('attach', models.BooleanField(default=False)),
                ('active', models.BooleanField(default=True)),
                ('made_by', models.BigIntegerField()),
                ('made_at', models.DateTimeField()),
                ('stopped_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'reports_schedule',
                'constraints': [models.CheckConstraint(condition=models.Q(('hour__range', (0, 23)), ('weekday__range', (0, 6))), name='reports_schedule_of_a_week')],
            },
        ),
        migrations.CreateModel(
            name='SpanRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_on', models.DateField()),
                ('on', models.DateField()),
                ('by_day', models.BooleanField()),
                ('loan', models.BigIntegerField()),
                ('loan_id', models.CharField(max_length=64)),
                ('case_number', models.CharField(blank=True, default='', max_length=16)),
                ('product', models.CharField(blank=True, default='', max_length=64)),
                ('region', models.CharField(blank=True, default='', max_length=64)),
                ('stratum', models.CharField(max_length=120)),
                ('organisation', models.IntegerField(null=True)),
                ('team', models.IntegerField(null=True)),
                ('person', models.IntegerField(null=True)),
                ('placed', models.BooleanField()),
                ('bucket', models.SmallIntegerField()),
                ('to_bucket', models.SmallIntegerField()),
                ('past_due_days', models.IntegerField()),
                ('balance_fen', models.BigIntegerField()),
                ('base_fen', models.BigIntegerField()),
                ('overdue_fen', models.BigIntegerField()),
                ('collected_fen', models.BigIntegerField()),
                ('person_fen', models.BigIntegerField()),
                ('team_fen', models.BigIntegerField()),
                ('firm_fen', models.BigIntegerField()),
                ('contacted', models.BooleanField()),
                ('right_party', models.BooleanField()),
                ('promised', models.BooleanField()),
                ('kept', models.BooleanField()),
            ],
            options={
                'db_table': 'reports_span_row',
                'constraints': [models.UniqueConstraint(fields=('on', 'from_on', 'loan'), name='reports_a_loan_once_a_span')],
            },
        ),
        migrations.CreateModel(
            name='PackFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('form', models.CharField(choices=[('pdf', 'pdf'), ('xlsx', 'xlsx')], max_length=4)),
                ('language', models.CharField(max_length=10)),
                ('body', models.BinaryField()),
                ('sha256', models.CharField(max_length=64)),
                ('pack', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='reports.pack')),
            ],
            options={
                'db_table': 'reports_pack_file',
                'constraints': [models.UniqueConstraint(fields=('pack', 'form', 'language'), name='reports_a_pack_file_once')],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=80, unique=True)),
                ('user', models.IntegerField()),
                ('carrier', models.CharField(choices=[('mail', 'mail'), ('notice', 'notice')], max_length=6)),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('done', 'done'), ('failed', 'failed')], max_length=8)),
                ('attempts', models.SmallIntegerField(default=0)),
                ('due_at', models.DateTimeField()),
                ('code', models.CharField(blank=True, default='', max_length=60)),
                ('done_at', models.DateTimeField(null=True)),
                ('seen_at', models.DateTimeField(null=True)),
                ('pack', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='reports.pack')),
                ('schedule', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='reports.schedule')),
            ],
            options={
                'db_table': 'reports_delivery',
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['due_at'], name='reports_delivery_due'), models.Index(fields=['user', '-due_at'], name='reports_delivery_of_user')],
            },
        ),
    ]
