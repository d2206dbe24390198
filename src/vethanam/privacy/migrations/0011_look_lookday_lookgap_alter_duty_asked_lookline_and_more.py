import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('privacy', '0010_destruction_alter_duty_asked_and_more'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Look',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.BigIntegerField()),
                ('page', models.CharField(max_length=24)),
                ('reason', models.CharField(blank=True, max_length=40)),
                ('office', models.CharField(max_length=24)),
                ('role', models.CharField(max_length=24)),
                ('scope', models.CharField(blank=True, max_length=24)),
                ('at', models.DateTimeField()),
                ('account', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='LookDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(unique=True)),
                ('looks', models.PositiveIntegerField()),
                ('outside', models.PositiveIntegerField()),
                ('unwritten', models.PositiveIntegerField()),
                ('people', models.PositiveIntegerField()),
                ('root', models.BinaryField()),
                ('leaf', models.BigIntegerField(unique=True)),
                ('recorded_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='LookGap',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('count', models.PositiveIntegerField()),
                ('at', models.DateTimeField()),
                ('case', models.BigIntegerField(null=True)),
            ],
        ),
        migrations.AlterField(
            model_name='duty',
            name='asked',
            field=models.CharField(choices=[('answer_not_enough', 'answer_not_enough'), ('contact_wrong', 'contact_wrong'), ('correction', 'correction'), ('data_reached', 'data_reached'), ('device_lost', 'device_lost'), ('did_not_agree', 'did_not_agree'), ('erasure', 'erasure'), ('header_used_elsewhere', 'header_used_elsewhere'), ('looked_up_beyond_purpose', 'looked_up_beyond_purpose'), ('looks_unwritten', 'looks_unwritten'), ('nomination', 'nomination'), ('not_about_me', 'not_about_me'), ('processor_told', 'processor_told'), ('summary', 'summary'), ('told_after_stop', 'told_after_stop'), ('too_often', 'too_often'), ('who_and_why', 'who_and_why'), ('wrong_people', 'wrong_people')], max_length=32),
        ),
        migrations.CreateModel(
            name='LookLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.BigIntegerField(db_index=True)),
                ('number', models.PositiveIntegerField()),
                ('salt', models.BinaryField()),
                ('head', models.BinaryField()),
                ('commitment', models.BinaryField()),
                ('day', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='privacy.lookday')),
            ],
        ),
        migrations.CreateModel(
            name='MonthReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField(unique=True)),
                ('figures', models.JSONField()),
                ('says', models.CharField(max_length=1000)),
                ('person', models.BigIntegerField()),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('leaf', models.BigIntegerField(unique=True)),
                ('signed_by', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='LookEntry',
            fields=[
                ('look', models.OneToOneField(on_delete=django.db.models.deletion.DO_NOTHING, primary_key=True, related_name='entry', serialize=False, to='privacy.look')),
                ('person', models.BigIntegerField()),
                ('number', models.PositiveIntegerField()),
                ('head', models.BinaryField()),
                ('is_outside', models.BooleanField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('person', 'number'), name='look_number_once')],
            },
        ),
        migrations.AddIndex(
            model_name='look',
            index=models.Index(fields=['person', 'at'], name='looks_at_person'),
        ),
        migrations.AddIndex(
            model_name='look',
            index=models.Index(fields=['at'], name='looks_by_time'),
        ),
        migrations.AddConstraint(
            model_name='lookline',
            constraint=models.UniqueConstraint(fields=('day', 'person'), name='look_line_once'),
        ),
    ]
