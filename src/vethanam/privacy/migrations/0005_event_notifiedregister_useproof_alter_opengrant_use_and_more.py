import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('orders', '0001_initial'),
        ('privacy', '0004_relayhold_useclosing_accepted_alter_outbox_state_and_more'),
    ]

    operations = [
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=24)),
                ('hazard', models.CharField(max_length=60)),
                ('area', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40))),
                ('begins_on', models.DateField()),
                ('ends_on', models.DateField(null=True)),
                ('recorded_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='NotifiedRegister',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=24)),
                ('gazette_number', models.CharField(max_length=80)),
                ('notified_on', models.DateField()),
                ('recorded_at', models.DateTimeField()),
            ],
        ),
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
            name='HighCourtApproval',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(max_length=24)),
                ('text_hash', models.CharField(max_length=64)),
                ('until', models.DateField(null=True)),
                ('recorded_at', models.DateTimeField()),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.order')),
            ],
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
