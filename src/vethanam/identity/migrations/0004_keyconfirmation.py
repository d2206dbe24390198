import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('identity', '0003_boundsubject'),
    ]

    operations = [
        migrations.CreateModel(
            name='KeyConfirmation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.BigIntegerField()),
                ('administers', models.BooleanField(default=False)),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('leaf', models.BigIntegerField(unique=True)),
                ('key', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='confirmation', to='identity.signingkey')),
            ],
        ),
    ]
