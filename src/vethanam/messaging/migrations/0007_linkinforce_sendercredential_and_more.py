import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('messaging', '0006_registeredsender_leaf_registerlink_registerlinkend_and_more'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='LinkInForce',
            fields=[
                ('link', models.OneToOneField(on_delete=django.db.models.deletion.DO_NOTHING, primary_key=True, related_name='+', serialize=False, to='messaging.registerlink')),
                ('office', models.CharField(max_length=24)),
                ('number', models.CharField(max_length=40)),
                ('person', models.BigIntegerField()),
                ('counts_from', models.DateTimeField()),
            ],
            options={
                'db_table': 'messaging_link_in_force',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='SenderCredential',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('office', models.CharField(max_length=24)),
                ('place', models.CharField(max_length=12)),
                ('kept', models.CharField(max_length=12)),
                ('turned_by', models.CharField(max_length=120)),
                ('turned_by_ml', models.CharField(max_length=120)),
                ('valid_from', models.DateField()),
                ('recorded_at', models.DateTimeField()),
            ],
        ),
        migrations.RemoveField(
            model_name='registerlink',
            name='counts_from',
        ),
        migrations.CreateModel(
            name='RegisterLinkDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_agreed', models.BooleanField()),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('person', models.BigIntegerField()),
                ('counts_from', models.DateTimeField(null=True)),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('leaf', models.BigIntegerField()),
                ('decided_by', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('link', models.OneToOneField(on_delete=django.db.models.deletion.DO_NOTHING, related_name='decision', to='messaging.registerlink')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('counts_from__isnull', False), ('is_agreed', True), ('reason', '')), models.Q(('counts_from', None), ('is_agreed', False), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='link_decided_with_reason')],
            },
        ),
    ]
