import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Account',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('username', models.CharField(max_length=60, unique=True)),
                ('kind', models.CharField(choices=[('officer', 'Officer'), ('person', 'Person'), ('service', 'Service')], default='person', max_length=10)),
                ('is_active', models.BooleanField(default=True)),
                ('language', models.CharField(default='en', max_length=5)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PersonMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.BigIntegerField(unique=True)),
                ('mark', models.CharField(max_length=32, unique=True)),
            ],
        ),
        migrations.CreateModel(
            name='SigningKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=32, unique=True)),
                ('person', models.BigIntegerField(db_index=True)),
                ('algorithm', models.CharField(max_length=20)),
                ('public_key', models.BinaryField()),
                ('relying_on', models.CharField(blank=True, max_length=120)),
                ('credential', models.BinaryField(default=b'')),
                ('enrolled_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('leaf', models.BigIntegerField(unique=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('revokes', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='revoked_by', to='identity.signingkey')),
            ],
        ),
        migrations.CreateModel(
            name='Token',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60)),
                ('role', models.CharField(blank=True, max_length=24)),
                ('scope', models.CharField(blank=True, max_length=24)),
                ('hash', models.BinaryField(unique=True)),
                ('created_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(null=True)),
                ('last_used_at', models.DateTimeField(null=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
    ]
