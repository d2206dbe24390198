import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('privacy', '0003_use_text_leaf_alter_approval_of_positionproposal_and_more'),
    ]

    operations = [
        migrations.CreateModel(
            name='RelayHold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('waiting', models.IntegerField()),
                ('is_held', models.BooleanField()),
                ('leaf', models.BigIntegerField(unique=True)),
                ('recorded_at', models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name='useclosing',
            name='accepted',
            field=models.IntegerField(default=0),
        ),
        migrations.AlterField(
            model_name='outbox',
            name='state',
            field=models.CharField(choices=[('queued', 'Queued'), ('sending', 'Sending'), ('accepted', 'Accepted'), ('sent', 'Sent'), ('failed', 'Failed'), ('uncertain', 'Uncertain'), ('cancelled', 'Cancelled')], default='queued', max_length=9),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(('state', '')), fields=['message'], name='delivery_untold'),
        ),
        migrations.AddField(
            model_name='relayhold',
            name='statement',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='relay_hold', to='privacy.queuestatement'),
        ),
    ]
