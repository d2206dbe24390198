import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('privacy', '0011_look_lookday_lookgap_alter_duty_asked_lookline_and_more'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='MadeFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=32, unique=True)),
                ('kind', models.CharField(max_length=12)),
                ('about', models.CharField(max_length=120)),
                ('purpose', models.CharField(max_length=24)),
                ('recipient', models.CharField(max_length=12)),
                ('content', models.JSONField()),
                ('entries', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField())),
                ('page', models.TextField()),
                ('program', models.TextField()),
                ('office', models.CharField(max_length=24)),
                ('role', models.CharField(max_length=24)),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('leaf', models.BigIntegerField(unique=True)),
                ('is_sample', models.BooleanField(default=False)),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
    ]
