import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('privacy', '0014_roll_rollline_alter_useresume_pause_maderoll_and_more'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ImpactAssessment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(max_length=24)),
                ('version', models.PositiveSmallIntegerField()),
                ('assessed_on', models.DateField()),
                ('review_by', models.DateField()),
                ('document_hash', models.CharField(max_length=64)),
                ('risks', models.CharField(max_length=1000)),
                ('measures', models.CharField(max_length=1000)),
                ('person', models.BigIntegerField()),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('leaf', models.BigIntegerField(unique=True)),
            ],
        ),
        migrations.CreateModel(
            name='InformationRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=32, unique=True)),
                ('ground', models.CharField(choices=[('sovereignty', 'Sovereignty'), ('function', 'Function'), ('assessment', 'Assessment')], max_length=12)),
                ('requested_by', models.CharField(max_length=160)),
                ('order_number', models.CharField(max_length=80)),
                ('dated', models.DateField()),
                ('field_names', models.CharField(max_length=300)),
                ('people', models.PositiveIntegerField()),
                ('opens_on', models.DateField(null=True)),
                ('person', models.BigIntegerField()),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('leaf', models.BigIntegerField(unique=True)),
            ],
        ),
        migrations.CreateModel(
            name='InformationSeal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('opens_on', models.DateField()),
                ('order_number', models.CharField(max_length=80)),
                ('person', models.BigIntegerField()),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('leaf', models.BigIntegerField(unique=True)),
            ],
        ),
        migrations.CreateModel(
            name='KeyDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(unique=True)),
                ('opened', models.PositiveIntegerField()),
                ('begun', models.PositiveIntegerField()),
                ('let_go', models.PositiveIntegerField()),
                ('resealed', models.PositiveIntegerField()),
                ('leaf', models.BigIntegerField(unique=True)),
                ('recorded_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='KeyLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('opened', models.PositiveIntegerField()),
                ('begun', models.PositiveIntegerField()),
                ('let_go', models.PositiveIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='Nomination',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=32, unique=True)),
                ('person', models.BigIntegerField(db_index=True)),
                ('nominee', models.BigIntegerField(db_index=True)),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('leaf', models.BigIntegerField(unique=True)),
            ],
        ),
        migrations.CreateModel(
            name='NominationEnd',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('leaf', models.BigIntegerField(unique=True)),
            ],
        ),
        migrations.CreateModel(
            name='OpenedCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('opened', models.PositiveIntegerField(default=0)),
                ('begun', models.PositiveIntegerField(default=0)),
                ('let_go', models.PositiveIntegerField(default=0)),
                ('at', models.DateTimeField(db_index=True)),
                ('recorded_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='ProcessorContract',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('processor', models.CharField(max_length=24)),
                ('number', models.CharField(max_length=80)),
                ('last_day', models.DateField()),
                ('country', models.CharField(max_length=2)),
                ('sub_processors', models.CharField(blank=True, max_length=300)),
                ('clauses', models.CharField(max_length=200)),
                ('recorded_at', models.DateTimeField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='roll',
            name='roll_of_subject_once',
        ),
        migrations.AlterField(
            model_name='duty',
            name='asked',
            field=models.CharField(choices=[('answer_not_enough', 'answer_not_enough'), ('contact_wrong', 'contact_wrong'), ('correction', 'correction'), ('data_reached', 'data_reached'), ('device_lost', 'device_lost'), ('did_not_agree', 'did_not_agree'), ('erasure', 'erasure'), ('header_used_elsewhere', 'header_used_elsewhere'), ('keys_differ', 'keys_differ'), ('looked_up_beyond_purpose', 'looked_up_beyond_purpose'), ('looks_unwritten', 'looks_unwritten'), ('nomination', 'nomination'), ('not_about_me', 'not_about_me'), ('processor_told', 'processor_told'), ('summary', 'summary'), ('told_after_stop', 'told_after_stop'), ('too_often', 'too_often'), ('who_and_why', 'who_and_why'), ('wrong_people', 'wrong_people')], max_length=32),
        ),
        migrations.AddIndex(
            model_name='roll',
            index=models.Index(fields=['of', 'subject'], name='rolls_of_subject'),
        ),
        migrations.AddField(
            model_name='impactassessment',
            name='assessed_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='informationrequest',
            name='entered_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='informationseal',
            name='entered_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='informationseal',
            name='request',
            field=models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='seals', to='privacy.informationrequest'),
        ),
        migrations.CreateModel(
            name='KeyComparison',
            fields=[
                ('day', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='comparison', serialize=False, to='privacy.keyday')),
                ('differing', models.PositiveIntegerField()),
                ('case', models.BigIntegerField(null=True)),
                ('recorded_at', models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name='keyline',
            name='day',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='privacy.keyday'),
        ),
        migrations.AddField(
            model_name='keyline',
            name='use',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='privacy.use'),
        ),
        migrations.AddField(
            model_name='nominationend',
            name='nomination',
            field=models.OneToOneField(on_delete=django.db.models.deletion.DO_NOTHING, related_name='end', to='privacy.nomination'),
        ),
        migrations.AddField(
            model_name='openedcount',
            name='use',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='privacy.use'),
        ),
        migrations.AddConstraint(
            model_name='keyline',
            constraint=models.UniqueConstraint(fields=('day', 'use'), name='key_line_once'),
        ),
    ]
