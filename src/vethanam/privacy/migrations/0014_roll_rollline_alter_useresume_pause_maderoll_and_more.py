import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('privacy', '0013_provenend_remove_holdstep_hold_step_once_and_more'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Roll',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=32, unique=True)),
                ('of', models.CharField(choices=[('message', 'Message'), ('restraint', 'Restraint'), ('case', 'Case')], max_length=9)),
                ('subject', models.CharField(max_length=40)),
                ('person', models.BigIntegerField()),
                ('office', models.CharField(max_length=24)),
                ('role', models.CharField(max_length=24)),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('leaf', models.BigIntegerField(unique=True)),
                ('is_sample', models.BooleanField(default=False)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='RollLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.BigIntegerField()),
                ('number', models.IntegerField()),
                ('class_of', models.CharField(max_length=40)),
                ('district', models.CharField(max_length=60)),
                ('uses', models.IntegerField()),
                ('messages', models.IntegerField()),
                ('first', models.DateField()),
                ('last', models.DateField()),
                ('label', models.BinaryField()),
                ('commitment', models.BinaryField()),
                ('roll', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='privacy.roll')),
            ],
        ),
        migrations.AlterField(
            model_name='useresume',
            name='pause',
            field=models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='resumes', to='privacy.usepause'),
        ),
        migrations.CreateModel(
            name='MadeRoll',
            fields=[
                ('roll', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='made', serialize=False, to='privacy.roll')),
                ('lines', models.IntegerField()),
                ('uses', models.BigIntegerField()),
                ('messages', models.BigIntegerField()),
                ('classes', models.JSONField()),
                ('districts', models.JSONField()),
                ('root', models.BinaryField(unique=True)),
                ('key', models.BinaryField()),
                ('filler', models.BinaryField()),
                ('salts', models.BinaryField()),
                ('recorded_at', models.DateTimeField()),
                ('leaf', models.BigIntegerField(unique=True)),
            ],
        ),
        migrations.CreateModel(
            name='RollClaim',
            fields=[
                ('line', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='claim', serialize=False, to='privacy.rollline')),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('leaf', models.BigIntegerField(unique=True)),
            ],
        ),
        migrations.CreateModel(
            name='RollTile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.IntegerField()),
                ('first', models.BinaryField()),
                ('hash', models.BinaryField()),
                ('leaves', models.BinaryField()),
                ('roll', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='privacy.roll')),
            ],
        ),
        migrations.CreateModel(
            name='SignedCertificate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('hash', models.BinaryField(unique=True)),
                ('part_a', models.BinaryField()),
                ('part_b', models.BinaryField()),
                ('office', models.CharField(max_length=24)),
                ('role', models.CharField(max_length=24)),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('leaf', models.BigIntegerField(unique=True)),
                ('is_sample', models.BooleanField(default=False)),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='certificates', to='privacy.madefile')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='RollConfirmation',
            fields=[
                ('roll', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='confirmation', serialize=False, to='privacy.roll')),
                ('person', models.BigIntegerField()),
                ('office', models.CharField(max_length=24)),
                ('role', models.CharField(max_length=24)),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('leaf', models.BigIntegerField(unique=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddConstraint(
            model_name='roll',
            constraint=models.UniqueConstraint(fields=('of', 'subject'), name='roll_of_subject_once'),
        ),
        migrations.AddField(
            model_name='rollclaim',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='rollline',
            index=models.Index(fields=['person'], name='rolls_of_person'),
        ),
        migrations.AddConstraint(
            model_name='rollline',
            constraint=models.UniqueConstraint(fields=('roll', 'person'), name='roll_person_once'),
        ),
        migrations.AddConstraint(
            model_name='rollline',
            constraint=models.UniqueConstraint(fields=('roll', 'number'), name='roll_number_once'),
        ),
        migrations.AddConstraint(
            model_name='rolltile',
            constraint=models.UniqueConstraint(fields=('roll', 'number'), name='roll_tile_once'),
        ),
        migrations.AddConstraint(
            model_name='signedcertificate',
            constraint=models.CheckConstraint(condition=models.Q(('part_a', models.F('part_b')), _negated=True), name='certificate_of_two_signers'),
        ),
    ]
