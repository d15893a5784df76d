import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Cohort',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField()),
                ('segment', models.CharField(max_length=80)),
                ('charged_on', models.DateField()),
                ('loans', models.IntegerField()),
                ('balance_fen', models.BigIntegerField()),
                ('cash_fen', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ('nothing', models.IntegerField()),
                ('nothing_balance_fen', models.BigIntegerField()),
                ('nothing_cash_fen', models.BigIntegerField()),
                ('shares', models.FloatField()),
                ('squares', models.FloatField()),
            ],
            options={
                'db_table': 'forecast_cohort',
                'constraints': [models.UniqueConstraint(fields=('on', 'segment', 'charged_on'), name='forecast_a_cohort_once_a_month')],
            },
        ),
        migrations.CreateModel(
            name='Move',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField()),
                ('segment', models.CharField(max_length=80)),
                ('start', models.SmallIntegerField()),
                ('end', models.SmallIntegerField()),
                ('loans', models.IntegerField()),
                ('balance_fen', models.BigIntegerField()),
                ('after_fen', models.BigIntegerField()),
                ('cash_fen', models.BigIntegerField()),
                ('due_fen', models.BigIntegerField()),
                ('square', models.FloatField()),
                ('cash_square', models.FloatField()),
            ],
            options={
                'db_table': 'forecast_move',
                'constraints': [models.UniqueConstraint(fields=('on', 'segment', 'start', 'end'), name='forecast_a_move_once_a_month')],
            },
        ),
        migrations.CreateModel(
            name='Run',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField()),
                ('kind', models.CharField(choices=[('night', 'night'), ('asked', 'asked')], max_length=8)),
                ('scenario', models.CharField(max_length=40)),
                ('horizon', models.SmallIntegerField()),
                ('paths', models.IntegerField()),
                ('seed', models.BigIntegerField()),
                ('discount_ppm', models.IntegerField()),
                ('months', models.SmallIntegerField()),
                ('code_mark', models.CharField(max_length=64)),
                ('data_mark', models.CharField(max_length=64)),
                ('told', models.JSONField(default=dict)),
                ('by', models.BigIntegerField(null=True)),
                ('made_at', models.DateTimeField()),
                ('seconds', models.FloatField()),
            ],
            options={
                'db_table': 'forecast_run',
                'constraints': [models.UniqueConstraint(condition=models.Q(('kind', 'night')), fields=('on',), name='forecast_one_run_a_month_by_night'), models.CheckConstraint(condition=models.Q(models.Q(('by', None), ('kind', 'night')), ('kind', 'asked'), _connector='OR'), name='forecast_night_asks_for_itself')],
            },
        ),
        migrations.CreateModel(
            name='Standing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField()),
                ('segment', models.CharField(max_length=80)),
                ('bucket', models.SmallIntegerField()),
                ('loans', models.IntegerField()),
                ('balance_fen', models.BigIntegerField()),
                ('due_fen', models.BigIntegerField()),
            ],
            options={
                'db_table': 'forecast_standing',
                'constraints': [models.UniqueConstraint(fields=('on', 'segment', 'bucket'), name='forecast_a_bucket_once_a_month')],
            },
        ),
        migrations.CreateModel(
            name='Vintage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField()),
                ('vintage', models.IntegerField()),
                ('months_on_book', models.SmallIntegerField()),
                ('loans', models.IntegerField()),
                ('principal_fen', models.BigIntegerField()),
                ('late', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=3)),
                ('late_principal_fen', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=3)),
            ],
            options={
                'db_table': 'forecast_vintage',
                'constraints': [models.UniqueConstraint(fields=('on', 'vintage', 'months_on_book'), name='forecast_a_vintage_age_once')],
            },
        ),
        migrations.CreateModel(
            name='Result',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField()),
                ('segment', models.CharField(blank=True, max_length=80)),
                ('measure', models.CharField(choices=[('cash', 'cash'), ('recovered', 'recovered'), ('charged_off', 'charged_off'), ('net_loss', 'net_loss'), ('balance', 'balance'), ('loans', 'loans'), ('cash_so_far', 'cash_so_far'), ('loss_so_far', 'loss_so_far'), ('value', 'value')], max_length=12)),
                ('bucket', models.SmallIntegerField()),
                ('mean', models.BigIntegerField()),
                ('edges', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=7)),
                ('run', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='results', to='forecast.run')),
            ],
            options={
                'db_table': 'forecast_result',
                'constraints': [models.UniqueConstraint(fields=('run', 'segment', 'measure', 'bucket', 'month'), name='forecast_a_number_once_a_run')],
            },
        ),
        migrations.CreateModel(
            name='Outcome',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField()),
                ('segment', models.CharField(blank=True, max_length=80)),
                ('measure', models.CharField(choices=[('cash', 'cash'), ('recovered', 'recovered'), ('charged_off', 'charged_off'), ('net_loss', 'net_loss'), ('balance', 'balance'), ('loans', 'loans'), ('cash_so_far', 'cash_so_far'), ('loss_so_far', 'loss_so_far'), ('value', 'value')], max_length=12)),
                ('bucket', models.SmallIntegerField()),
                ('actual', models.BigIntegerField()),
                ('run', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='outcomes', to='forecast.run')),
            ],
            options={
                'db_table': 'forecast_outcome',
                'constraints': [models.UniqueConstraint(fields=('run', 'segment', 'measure', 'bucket', 'month'), name='forecast_came_true_once')],
            },
        ),
    ]
