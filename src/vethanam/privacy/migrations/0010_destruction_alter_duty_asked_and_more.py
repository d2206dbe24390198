import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('privacy', '0009_daymap_labelsecret_labeltile_mapline_mapyear_and_more'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Destruction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose_code', models.CharField(max_length=40)),
                ('month', models.DateField()),
                ('of_log', models.BooleanField()),
                ('of_record', models.BooleanField()),
                ('log_days', models.IntegerField()),
                ('record_days', models.IntegerField()),
                ('uses', models.IntegerField()),
                ('openings', models.IntegerField()),
                ('records', models.IntegerField()),
                ('leaf', models.BigIntegerField(unique=True)),
                ('recorded_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.AlterField(
            model_name='duty',
            name='asked',
            field=models.CharField(choices=[('answer_not_enough', 'answer_not_enough'), ('contact_wrong', 'contact_wrong'), ('correction', 'correction'), ('data_reached', 'data_reached'), ('device_lost', 'device_lost'), ('did_not_agree', 'did_not_agree'), ('erasure', 'erasure'), ('header_used_elsewhere', 'header_used_elsewhere'), ('looked_up_beyond_purpose', 'looked_up_beyond_purpose'), ('nomination', 'nomination'), ('not_about_me', 'not_about_me'), ('processor_told', 'processor_told'), ('summary', 'summary'), ('told_after_stop', 'told_after_stop'), ('too_often', 'too_often'), ('who_and_why', 'who_and_why'), ('wrong_people', 'wrong_people')], max_length=32),
        ),
        migrations.AlterField(
            model_name='subjectoutcome',
            name='record',
            field=models.JSONField(null=True),
        ),
        migrations.AlterField(
            model_name='subjectoutcome',
            name='salt',
            field=models.BinaryField(null=True),
        ),
        migrations.AlterField(
            model_name='usesecret',
            name='key',
            field=models.BinaryField(null=True),
        ),
        migrations.AlterField(
            model_name='usesubject',
            name='record',
            field=models.JSONField(null=True),
        ),
        migrations.AlterField(
            model_name='usesubject',
            name='salt',
            field=models.BinaryField(null=True),
        ),
        migrations.CreateModel(
            name='EventDeclaration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=24, unique=True)),
                ('office', models.CharField(max_length=24)),
                ('hazard', models.CharField(max_length=24)),
                ('place', models.CharField(max_length=40)),
                ('begins_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('person', models.BigIntegerField()),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('leaf', models.BigIntegerField(unique=True)),
                ('declared_by', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='EventClosing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.BigIntegerField()),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('leaf', models.BigIntegerField(unique=True)),
                ('closed_by', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('declaration', models.OneToOneField(on_delete=django.db.models.deletion.DO_NOTHING, related_name='closing', to='privacy.eventdeclaration')),
            ],
        ),
        migrations.CreateModel(
            name='Forgotten',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('destruction', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='privacy.destruction')),
                ('use', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='privacy.use')),
            ],
        ),
        migrations.CreateModel(
            name='Hold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=32, unique=True)),
                ('ground', models.CharField(choices=[('court_order', 'Court Order'), ('restraint', 'Restraint'), ('breach', 'Breach'), ('roll', 'Roll'), ('audit', 'Audit')], max_length=12)),
                ('named', models.CharField(max_length=120)),
                ('asked_by', models.CharField(max_length=160)),
                ('purposes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list)),
                ('offices', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list)),
                ('uses', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list)),
                ('since', models.DateField(null=True)),
                ('until', models.DateField(null=True)),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('office', models.CharField(max_length=24)),
                ('role', models.CharField(max_length=24)),
                ('leaf', models.BigIntegerField(unique=True)),
                ('is_sample', models.BooleanField(default=False)),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='HoldStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('proposed', 'Proposed'), ('ended', 'Ended')], max_length=8)),
                ('says', models.CharField(blank=True, max_length=500)),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('person', models.BigIntegerField(null=True)),
                ('office', models.CharField(max_length=24)),
                ('role', models.CharField(max_length=24)),
                ('leaf', models.BigIntegerField(unique=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('hold', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='privacy.hold')),
            ],
        ),
        migrations.CreateModel(
            name='UsePause',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(max_length=24)),
                ('reason', models.CharField(max_length=300)),
                ('waiting', models.PositiveIntegerField()),
                ('person', models.BigIntegerField()),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('leaf', models.BigIntegerField(unique=True)),
                ('paused_by', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('use', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='pauses', to='privacy.use')),
            ],
        ),
        migrations.CreateModel(
            name='UseResume',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(max_length=24)),
                ('waiting', models.PositiveIntegerField()),
                ('person', models.BigIntegerField()),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('leaf', models.BigIntegerField(unique=True)),
                ('pause', models.OneToOneField(on_delete=django.db.models.deletion.DO_NOTHING, related_name='resume', to='privacy.usepause')),
                ('resumed_by', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='UseReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('was_due', models.BooleanField()),
                ('says', models.CharField(max_length=300)),
                ('person', models.BigIntegerField()),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('leaf', models.BigIntegerField(unique=True)),
                ('reviewed_by', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('use', models.OneToOneField(on_delete=django.db.models.deletion.DO_NOTHING, related_name='review', to='privacy.use')),
            ],
        ),
        migrations.AddConstraint(
            model_name='eventdeclaration',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('begins_at'))), name='event_ends_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='forgotten',
            constraint=models.UniqueConstraint(fields=('use', 'destruction'), name='forgotten_once'),
        ),
        migrations.AddConstraint(
            model_name='holdstep',
            constraint=models.UniqueConstraint(fields=('hold', 'kind'), name='hold_step_once'),
        ),
    ]
