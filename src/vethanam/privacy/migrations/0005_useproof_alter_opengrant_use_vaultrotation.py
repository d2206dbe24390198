import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('privacy', '0004_relayhold_useclosing_accepted_alter_outbox_state_and_more'),
    ]

    operations = [
        migrations.CreateModel(
            name='UseProof',
            fields=[
                ('use', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, primary_key=True, related_name='+', serialize=False, to='privacy.use')),
                ('proven_at', models.DateTimeField()),
            ],
        ),
        migrations.AlterField(
            model_name='opengrant',
            name='use',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='privacy.use'),
        ),
        migrations.CreateModel(
            name='VaultRotation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('epoch', models.PositiveIntegerField()),
                ('step', models.CharField(choices=[('begun', 'Begun'), ('closing', 'Closing'), ('resealed', 'Resealed'), ('ended', 'Ended')], max_length=8)),
                ('old_key', models.BinaryField()),
                ('new_key', models.BinaryField()),
                ('contacts', models.PositiveIntegerField(null=True)),
                ('leaf', models.BigIntegerField(null=True, unique=True)),
                ('at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('epoch', 'step'), name='rotation_step_once')],
            },
        ),
    ]
