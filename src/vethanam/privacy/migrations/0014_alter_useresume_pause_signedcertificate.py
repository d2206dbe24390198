import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('privacy', '0013_provenend_remove_holdstep_hold_step_once_and_more'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='useresume',
            name='pause',
            field=models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='resumes', to='privacy.usepause'),
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
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('part_a', models.F('part_b')), _negated=True), name='certificate_of_two_signers')],
            },
        ),
    ]
