import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('messaging', '0009_portalreport_portalreportline'),
        ('people', '0009_remove_program_program_has_a_right_and_more'),
        ('privacy', '0015_impactassessment_informationrequest_informationseal_and_more'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CanaryPlanting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('root', models.BinaryField()),
                ('person', models.BigIntegerField()),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('leaf', models.BigIntegerField(unique=True)),
                ('agreed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Canary',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('salt', models.BinaryField()),
                ('commitment', models.BinaryField(unique=True)),
                ('subject', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('planting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='canaries', to='messaging.canaryplanting')),
            ],
        ),
        migrations.CreateModel(
            name='CanaryProposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mark', models.CharField(max_length=8, unique=True)),
                ('holder_kind', models.CharField(choices=[('gateway', 'Gateway'), ('processor', 'Processor'), ('office', 'Office'), ('program', 'Program')], max_length=9)),
                ('holder', models.CharField(max_length=24)),
                ('people', models.PositiveSmallIntegerField()),
                ('domain', models.CharField(max_length=120)),
                ('role', models.CharField(max_length=24)),
                ('person', models.BigIntegerField()),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('leaf', models.BigIntegerField(unique=True)),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddField(
            model_name='canaryplanting',
            name='proposal',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='planting', to='messaging.canaryproposal'),
        ),
        migrations.CreateModel(
            name='CanaryReached',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('channel', models.CharField(choices=[('email', 'Email'), ('other', 'Other')], max_length=8)),
                ('words', models.BinaryField()),
                ('person', models.BigIntegerField()),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('leaf', models.BigIntegerField(unique=True)),
                ('canary', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reached', to='messaging.canary')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='privacy.duty')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('canary', 'words'), name='canary_reached_once')],
            },
        ),
    ]
