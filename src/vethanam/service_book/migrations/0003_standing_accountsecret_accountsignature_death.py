import django.db.models.deletion
import vethanam.periods
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('identity', '0004_keyconfirmation_signingticket'),
        ('orders', '0001_initial'),
        ('people', '0003_appointment_leaf_delegation_leaf'),
        ('service_book', '0002_alter_absence_employment_alter_absence_entered_by_and_more'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Standing',
            fields=[
                ('kind', models.CharField(max_length=24)),
                ('fact', models.BigIntegerField(primary_key=True, serialize=False)),
                ('recorded_at', models.DateTimeField()),
                ('is_withdrawn', models.BooleanField()),
                ('verified_at', models.DateTimeField(null=True)),
                ('corrected_at', models.DateTimeField(null=True)),
                ('replaced_at', models.DateTimeField(null=True)),
                ('seen_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'service_book_standing',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='AccountSecret',
            fields=[
                ('id', models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('secret', models.BinaryField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='account_secret_is_one_row')],
            },
        ),
        migrations.CreateModel(
            name='AccountSignature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=24)),
                ('fact', models.BigIntegerField()),
                ('recorded_at', models.DateTimeField()),
                ('signed', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.signedact')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('kind', 'fact', 'signed'), name='account_signed_once_by_an_act')],
            },
        ),
        migrations.CreateModel(
            name='Death',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField()),
                ('session', models.CharField(choices=[('FN', 'forenoon'), ('AN', 'afternoon')], default=vethanam.periods.Session['FORENOON'], max_length=2)),
                ('valid_until', models.DateField(null=True)),
                ('session_until', models.CharField(choices=[('FN', 'forenoon'), ('AN', 'afternoon')], default=vethanam.periods.Session['AFTERNOON'], max_length=2)),
                ('recorded_at', models.DateTimeField()),
                ('is_withdrawn', models.BooleanField(default=False)),
                ('certificate', models.CharField(max_length=60)),
                ('employment', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='people.employment')),
                ('entered_by', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('order', models.ForeignKey(null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='orders.order')),
                ('supersedes', models.OneToOneField(null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='superseded_by', to='service_book.death')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['employment', 'valid_from', 'recorded_at', 'id'], name='death_as_of'), models.Index(condition=models.Q(models.Q(('session', 'FN'), _negated=True), ('valid_until__isnull', False), ('supersedes__isnull', False), ('is_withdrawn', True), _connector='OR'), fields=['employment'], name='death_not_plain')],
            },
        ),
    ]
