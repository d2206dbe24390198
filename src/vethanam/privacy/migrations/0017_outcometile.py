import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('privacy', '0016_consentmanager_managercode_consent_manager_and_more'),
    ]

    operations = [
        migrations.CreateModel(
            name='OutcomeTile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.IntegerField()),
                ('first', models.BinaryField()),
                ('hash', models.BinaryField()),
                ('leaves', models.BinaryField()),
                ('closing', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='privacy.useclosing')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('closing', 'number'), name='outcome_tile_once')],
            },
        ),
    ]
