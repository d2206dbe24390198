import django.db.models.deletion
import vethanam.periods
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('orders', '0001_initial'),
        ('people', '0003_appointment_leaf_delegation_leaf'),
        ('service_book', '0003_standing_accountsecret_accountsignature_death'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Guardianship',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField()),
                ('session', models.CharField(choices=[('FN', 'forenoon'), ('AN', 'afternoon')], default=vethanam.periods.Session['FORENOON'], max_length=2)),
                ('valid_until', models.DateField(null=True)),
                ('session_until', models.CharField(choices=[('FN', 'forenoon'), ('AN', 'afternoon')], default=vethanam.periods.Session['AFTERNOON'], max_length=2)),
                ('recorded_at', models.DateTimeField()),
                ('is_withdrawn', models.BooleanField(default=False)),
                ('guardian', models.CharField(max_length=120)),
                ('guardian_ml', models.CharField(max_length=120)),
                ('proof', models.CharField(choices=[('known_adult', 'Known Adult'), ('court', 'Court'), ('authority', 'Authority'), ('committee', 'Committee'), ('digilocker', 'Digilocker')], max_length=12)),
                ('proof_reference', models.CharField(max_length=60)),
                ('employment', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='people.employment')),
                ('entered_by', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('order', models.ForeignKey(null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='orders.order')),
                ('supersedes', models.OneToOneField(null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='superseded_by', to='service_book.guardianship')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['employment', 'valid_from', 'recorded_at', 'id'], name='guardianship_as_of'), models.Index(condition=models.Q(models.Q(('session', 'FN'), _negated=True), ('valid_until__isnull', False), ('supersedes__isnull', False), ('is_withdrawn', True), _connector='OR'), fields=['employment'], name='guardianship_not_plain')],
            },
        ),
    ]
