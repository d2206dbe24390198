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
                ('assessed_by', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
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
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
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
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='seals', to='privacy.informationrequest')),
            ],
        ),
        migrations.CreateModel(
            name='NominationEnd',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('leaf', models.BigIntegerField(unique=True)),
                ('nomination', models.OneToOneField(on_delete=django.db.models.deletion.DO_NOTHING, related_name='end', to='privacy.nomination')),
            ],
        ),
    ]
