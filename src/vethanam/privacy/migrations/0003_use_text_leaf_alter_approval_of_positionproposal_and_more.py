import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('privacy', '0002_use_department'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='use',
            name='text_leaf',
            field=models.BigIntegerField(null=True),
        ),
        migrations.AlterField(
            model_name='approval',
            name='of',
            field=models.CharField(choices=[('campaign', 'Campaign'), ('purpose', 'Purpose'), ('asked', 'Asked Use'), ('recipient', 'Recipient'), ('position', 'Position'), ('text', 'Text Class')], max_length=9),
        ),
        migrations.CreateModel(
            name='PositionProposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=32, unique=True)),
                ('state', models.CharField(max_length=9)),
                ('until', models.DateTimeField(null=True)),
                ('leave_purposes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list)),
                ('leave_senders', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list)),
                ('leave_channels', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list)),
                ('dated', models.DateField(null=True)),
                ('document_hash', models.BinaryField(null=True)),
                ('says', models.CharField(blank=True, max_length=500)),
                ('commitment', models.BinaryField()),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('office', models.CharField(max_length=24)),
                ('role', models.CharField(max_length=24)),
                ('leaf', models.BigIntegerField()),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('restraint', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='privacy.restraint')),
            ],
        ),
        migrations.AddField(
            model_name='restraintposition',
            name='proposal',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='position', to='privacy.positionproposal'),
        ),
        migrations.CreateModel(
            name='TextClassProposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=32, unique=True)),
                ('template', models.CharField(max_length=48)),
                ('template_hash', models.BinaryField()),
                ('values_hash', models.BinaryField(null=True)),
                ('kind', models.CharField(choices=[('neutral', 'Neutral'), ('achievements', 'Achievements'), ('service_benefit_announcements', 'Benefits')], max_length=32)),
                ('content', models.JSONField()),
                ('office', models.CharField(max_length=24)),
                ('asking_person', models.BigIntegerField()),
                ('for_person', models.BigIntegerField(null=True)),
                ('commitment', models.BinaryField()),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('leaf', models.BigIntegerField(unique=True)),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['template_hash'], name='classes_of_text')],
            },
        ),
    ]
