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
            name='Device',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key_hash', models.CharField(max_length=64)),
                ('name', models.CharField(max_length=60)),
                ('first_used_at', models.DateTimeField()),
                ('last_used_at', models.DateTimeField()),
                ('wrong', models.SmallIntegerField(default=0)),
                ('forgotten_at', models.DateTimeField(null=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='devices', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='FirstCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(choices=[('invitation', 'Invitation'), ('reset', 'Reset')], max_length=10)),
                ('code_hash', models.CharField(max_length=200)),
                ('made_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('leaf', models.BigIntegerField(unique=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='first_codes', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Activation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('leaf', models.BigIntegerField(unique=True)),
                ('first_code', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='activation', to='identity.firstcode')),
            ],
        ),
        migrations.CreateModel(
            name='ResetRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_by_person', models.BigIntegerField()),
                ('reason', models.CharField(max_length=200)),
                ('at', models.DateTimeField()),
                ('leaf', models.BigIntegerField(unique=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reset_requests', to=settings.AUTH_USER_MODEL)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='ResetAgreement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('agreed_by_person', models.BigIntegerField()),
                ('at', models.DateTimeField()),
                ('leaf', models.BigIntegerField(unique=True)),
                ('agreed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('first_code', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.firstcode')),
                ('request', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='agreement', to='identity.resetrequest')),
            ],
        ),
        migrations.CreateModel(
            name='SignIn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('means', models.CharField(choices=[('password', 'Password'), ('password_and_code', 'Password And Code'), ('password_and_passkey', 'Password And Passkey'), ('passkey', 'Passkey'), ('first_code', 'First Code')], max_length=20)),
                ('is_strong', models.BooleanField()),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sign_ins', to=settings.AUTH_USER_MODEL)),
                ('device', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.device')),
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
            name='Slowdown',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(max_length=64, unique=True)),
                ('wrong', models.SmallIntegerField(default=0)),
                ('rounds', models.SmallIntegerField(default=0)),
                ('last_wrong_at', models.DateTimeField(db_index=True)),
                ('until', models.DateTimeField(null=True)),
                ('untold', models.IntegerField(default=0)),
                ('account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Token',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60)),
                ('role', models.CharField(blank=True, max_length=24)),
                ('scope', models.CharField(blank=True, max_length=24)),
                ('is_strong', models.BooleanField(default=True)),
                ('hash', models.BinaryField(unique=True)),
                ('created_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(null=True)),
                ('last_used_at', models.DateTimeField(null=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='UsedCode',
            fields=[
                ('generator', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('counter', models.BigIntegerField()),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddConstraint(
            model_name='device',
            constraint=models.UniqueConstraint(fields=('account', 'key_hash'), name='one_row_a_device'),
        ),
        migrations.AddIndex(
            model_name='signin',
            index=models.Index(fields=['account', '-at'], name='identity_si_account_7451e4_idx'),
        ),
    ]
