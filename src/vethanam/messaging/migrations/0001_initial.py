import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('orders', '0001_initial'),
        ('payments', '0001_initial'),
        ('people', '0001_initial'),
        ('privacy', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='MessageText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40)),
                ('version', models.PositiveSmallIntegerField()),
                ('purpose', models.CharField(max_length=24)),
                ('content', models.JSONField()),
                ('hash', models.BinaryField()),
                ('leaf', models.BigIntegerField()),
                ('registered_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('code', 'version'), name='text_version_once')],
            },
        ),
        migrations.CreateModel(
            name='ContactNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(max_length=20)),
                ('values', models.JSONField()),
                ('recorded_at', models.DateTimeField()),
                ('code', models.ForeignKey(null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='privacy.contactcode')),
                ('contact', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='privacy.contact')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='people.person')),
                ('use', models.OneToOneField(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='privacy.use')),
                ('text', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='messaging.messagetext')),
            ],
        ),
        migrations.CreateModel(
            name='Campaign',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asking_person', models.BigIntegerField()),
                ('for_person', models.BigIntegerField(null=True)),
                ('reference', models.CharField(max_length=32, unique=True)),
                ('purpose', models.CharField(max_length=24)),
                ('purpose_hash', models.BinaryField()),
                ('values', models.JSONField()),
                ('office', models.CharField(max_length=24)),
                ('sender', models.CharField(max_length=24)),
                ('channels', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20))),
                ('source', models.CharField(default='SPARK', max_length=24)),
                ('rule', models.JSONField()),
                ('cohort', models.CharField(max_length=300)),
                ('members', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField())),
                ('secret', models.BinaryField()),
                ('root', models.BinaryField()),
                ('classes', models.JSONField()),
                ('left_out', models.JSONField(default=dict)),
                ('sanction', models.JSONField(null=True)),
                ('send_from', models.DateTimeField()),
                ('send_until', models.DateTimeField()),
                ('role', models.CharField(max_length=24)),
                ('commitment', models.BinaryField(unique=True)),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('leaf', models.BigIntegerField(unique=True)),
                ('is_sample', models.BooleanField(default=False)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('order', models.ForeignKey(null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='orders.order')),
                ('text', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='messaging.messagetext')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CampaignUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_allowed', models.BooleanField()),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='uses', to='messaging.campaign')),
                ('use', models.OneToOneField(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='privacy.use')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('is_allowed', True)), fields=('campaign',), name='campaign_sent_once')],
            },
        ),
        migrations.CreateModel(
            name='CohortCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(max_length=24)),
                ('rule', models.JSONField()),
                ('source', models.CharField(default='SPARK', max_length=24)),
                ('count', models.IntegerField()),
                ('is_told', models.BooleanField()),
                ('at', models.DateTimeField()),
                ('leaf', models.BigIntegerField(unique=True)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['asked_by', 'at'], name='counts_of_officer')],
            },
        ),
        migrations.CreateModel(
            name='Intimation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('for_month', models.IntegerField()),
                ('values', models.JSONField()),
                ('code', models.CharField(max_length=10, unique=True)),
                ('recorded_at', models.DateTimeField()),
                ('corrects', models.OneToOneField(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='messaging.intimation')),
                ('credit', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='payments.credit')),
                ('employment', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='people.employment')),
                ('person', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='people.person')),
                ('use', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='privacy.use')),
                ('text', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='messaging.messagetext')),
            ],
            options={
                'indexes': [models.Index(fields=['person', 'for_month'], name='told_of_month')],
                'constraints': [models.UniqueConstraint(fields=('use', 'person'), name='told_once_per_use')],
            },
        ),
    ]
