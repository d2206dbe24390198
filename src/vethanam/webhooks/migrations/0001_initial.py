import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='EventCursor',
            fields=[
                ('event', models.CharField(max_length=24, primary_key=True, serialize=False)),
                ('floor', models.BigIntegerField()),
                ('ahead', models.BigIntegerField()),
                ('ahead_transaction', models.BigIntegerField()),
                ('ahead_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Webhook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=24, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('url', models.CharField(max_length=300)),
                ('events', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=24))),
                ('within', models.CharField(choices=[('state', 'State'), ('drawing_code', 'Drawing Code'), ('treasury', 'Treasury'), ('department', 'Department')], max_length=12)),
                ('scope', models.CharField(blank=True, max_length=24)),
            ],
        ),
        migrations.CreateModel(
            name='WebhookMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('gone', 'Gone'), ('resumed', 'Resumed'), ('ended', 'Ended')], max_length=8)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('at', models.DateTimeField()),
                ('made_at', models.DateTimeField()),
                ('account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('webhook', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='marks', to='webhooks.webhook')),
            ],
        ),
        migrations.CreateModel(
            name='WebhookSecret',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('secret', models.BinaryField()),
                ('ends_others', models.BooleanField(default=False)),
                ('at', models.DateTimeField()),
                ('made_at', models.DateTimeField()),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('webhook', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='secrets', to='webhooks.webhook')),
            ],
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=40, unique=True)),
                ('event', models.CharField(max_length=24)),
                ('source', models.BigIntegerField()),
                ('part', models.PositiveIntegerField(default=1)),
                ('body', models.TextField()),
                ('made_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('waits', 'Waits'), ('delivered', 'Delivered'), ('failed', 'Failed'), ('ended', 'Ended')], default='waits', max_length=9)),
                ('next_at', models.DateTimeField(null=True)),
                ('failures', models.PositiveSmallIntegerField(default=0)),
                ('tries', models.JSONField(default=list)),
                ('delivered_at', models.DateTimeField(null=True)),
                ('webhook', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='webhooks.webhook')),
            ],
            options={
                'indexes': [models.Index(fields=['event', 'source'], name='delivery_of_event'), models.Index(condition=models.Q(('state', 'waits')), fields=['next_at'], name='delivery_that_waits')],
                'constraints': [models.UniqueConstraint(fields=('webhook', 'event', 'source', 'part'), name='one_delivery_of_an_event')],
            },
        ),
    ]
