import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('messaging', '0005_arrivalcount_registeredsender_replies_to_stopword_and_more'),
        ('people', '0006_remove_program_program_only_reads_program_key_kind_and_more'),
        ('privacy', '0012_madefile'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='registeredsender',
            name='leaf',
            field=models.BigIntegerField(null=True, unique=True),
        ),
        migrations.CreateModel(
            name='RegisterLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('office', models.CharField(max_length=24)),
                ('number', models.CharField(max_length=40)),
                ('officer', models.BigIntegerField()),
                ('at', models.DateTimeField()),
                ('counts_from', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('leaf', models.BigIntegerField()),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='people.person')),
            ],
        ),
        migrations.CreateModel(
            name='RegisterLinkEnd',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.BigIntegerField()),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('leaf', models.BigIntegerField(unique=True)),
                ('ended_by', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('link', models.OneToOneField(on_delete=django.db.models.deletion.DO_NOTHING, related_name='end', to='messaging.registerlink')),
            ],
        ),
        migrations.CreateModel(
            name='RegisterMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=32, unique=True)),
                ('key_kind', models.CharField(choices=[('live', 'Live'), ('team', 'Team'), ('test', 'Test')], max_length=4)),
                ('office', models.CharField(max_length=24)),
                ('purpose', models.CharField(max_length=24)),
                ('is_allowed', models.BooleanField()),
                ('not_before', models.DateTimeField(null=True)),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('program', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='people.program')),
                ('text', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='messaging.messagetext')),
                ('use', models.OneToOneField(null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='privacy.use')),
            ],
        ),
        migrations.CreateModel(
            name='RegisterRecipient',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=40)),
                ('person', models.BigIntegerField(null=True)),
                ('values', models.JSONField()),
                ('code', models.CharField(blank=True, max_length=10)),
                ('simulated', models.CharField(blank=True, max_length=40)),
                ('message', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='recipients', to='messaging.registermessage')),
            ],
        ),
        migrations.CreateModel(
            name='RegisterReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('counts', models.JSONField()),
                ('is_final', models.BooleanField()),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('message', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='reports', to='messaging.registermessage')),
            ],
        ),
        migrations.CreateModel(
            name='Tester',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('office', models.CharField(max_length=24)),
                ('is_tester', models.BooleanField()),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('leaf', models.BigIntegerField(unique=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='people.person')),
            ],
        ),
        migrations.AddIndex(
            model_name='registerlink',
            index=models.Index(fields=['office', 'number'], name='link_by_number'),
        ),
        migrations.AddIndex(
            model_name='registerlink',
            index=models.Index(fields=['person'], name='links_of_person'),
        ),
        migrations.AddIndex(
            model_name='registermessage',
            index=models.Index(fields=['program', '-id'], name='messages_of_program'),
        ),
        migrations.AddConstraint(
            model_name='registermessage',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('key_kind', 'test'), ('use__isnull', True)), models.Q(models.Q(('key_kind', 'test'), _negated=True), ('use__isnull', False)), _connector='OR'), name='test_key_never_sends'),
        ),
        migrations.AddConstraint(
            model_name='registerrecipient',
            constraint=models.UniqueConstraint(fields=('message', 'number'), name='number_once_a_message'),
        ),
        migrations.AddConstraint(
            model_name='registerrecipient',
            constraint=models.UniqueConstraint(fields=('message', 'person'), name='person_once_a_message'),
        ),
        migrations.AddIndex(
            model_name='tester',
            index=models.Index(fields=['office', 'person', '-id'], name='tester_of_office'),
        ),
    ]
