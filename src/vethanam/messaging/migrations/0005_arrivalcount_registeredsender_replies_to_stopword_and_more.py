import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('messaging', '0004_operatorhold_operatortext_sendermanager_and_more'),
        ('privacy', '0011_look_lookday_lookgap_alter_duty_asked_lookline_and_more'),
    ]

    operations = [
        migrations.CreateModel(
            name='ArrivalCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(unique=True)),
                ('stops', models.PositiveIntegerField(default=0)),
                ('unknown', models.PositiveIntegerField(default=0)),
                ('others', models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.AddField(
            model_name='registeredsender',
            name='replies_to',
            field=models.CharField(blank=True, default='', max_length=6),
        ),
        migrations.CreateModel(
            name='StopWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('message', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='privacy.outbox')),
            ],
        ),
        migrations.CreateModel(
            name='StopWordEnd',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.BigIntegerField()),
                ('purpose', models.CharField(max_length=24)),
                ('outcome', models.CharField(choices=[('withdrawn', 'Withdrawn'), ('stopped', 'Stopped'), ('before', 'Before'), ('cannot', 'Cannot')], max_length=9)),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('stop', models.OneToOneField(on_delete=django.db.models.deletion.DO_NOTHING, related_name='end', to='messaging.stopword')),
            ],
        ),
        migrations.CreateModel(
            name='NumberMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('office', models.CharField(max_length=24)),
                ('mark', models.BinaryField()),
                ('message', models.BigIntegerField()),
                ('at', models.DateTimeField()),
                ('contact', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='privacy.contact')),
            ],
            options={
                'indexes': [models.Index(fields=['mark'], name='marks_of_number')],
                'constraints': [models.UniqueConstraint(fields=('contact', 'office'), name='mark_of_contact_once')],
            },
        ),
    ]
