import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
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
        migrations.CreateModel(
            name='SigningTicket',
            fields=[
                ('hash', models.BinaryField(primary_key=True, serialize=False)),
                ('role', models.CharField(blank=True, max_length=24)),
                ('scope', models.CharField(blank=True, max_length=24)),
                ('asks', models.BinaryField()),
                ('site', models.CharField(max_length=300)),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
    ]
