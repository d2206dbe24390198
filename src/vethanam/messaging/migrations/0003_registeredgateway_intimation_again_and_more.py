import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('messaging', '0002_campaign_repeats_campaign_repeats_because_and_more'),
        ('orders', '0003_scanwithdrawal_remove_orderscan_scan_of_order_once_and_more'),
        ('payments', '0003_foundfile_foundfiledecision_foundtransfer'),
        ('people', '0005_delegationdecision_localbody_code_and_more'),
        ('privacy', '0009_daymap_labelsecret_labeltile_mapline_mapyear_and_more'),
    ]

    operations = [
        migrations.CreateModel(
            name='RegisteredGateway',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=24)),
                ('kind', models.CharField(max_length=4)),
                ('host', models.CharField(max_length=120)),
                ('port', models.PositiveIntegerField()),
                ('run_by', models.CharField(max_length=120)),
                ('valid_from', models.DateField()),
                ('valid_until', models.DateField(null=True)),
                ('recorded_at', models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name='intimation',
            name='again',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='messaging.intimation'),
        ),
        migrations.AlterField(
            model_name='intimation',
            name='corrects',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='messaging.intimation'),
        ),
        migrations.AlterField(
            model_name='intimation',
            name='credit',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='payments.credit'),
        ),
        migrations.AddConstraint(
            model_name='intimation',
            constraint=models.UniqueConstraint(fields=('credit', 'again'), name='credit_told_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='intimation',
            constraint=models.UniqueConstraint(condition=models.Q(('corrects__isnull', False)), fields=('corrects', 'again'), name='corrected_once', nulls_distinct=False),
        ),
        migrations.AddField(
            model_name='registeredgateway',
            name='order',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.order'),
        ),
    ]
