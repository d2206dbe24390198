import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('orders', '0003_scanwithdrawal_remove_orderscan_scan_of_order_once_and_more'),
        ('payroll', '0007_recoveredsum_bill_bills_drawn_in_and_more'),
        ('people', '0008_headofaccount_is_charged_alter_statesetting_name'),
        ('privacy', '0015_impactassessment_informationrequest_informationseal_and_more'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CompensatedLine',
            fields=[
                ('claim', models.OneToOneField(on_delete=django.db.models.deletion.DO_NOTHING, primary_key=True, related_name='compensated', serialize=False, to='payroll.claim')),
            ],
        ),
        migrations.CreateModel(
            name='Compensation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.BigIntegerField()),
                ('office', models.CharField(max_length=24)),
                ('role', models.CharField(max_length=24)),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('leaf', models.BigIntegerField(unique=True)),
                ('reference', models.CharField(max_length=32, unique=True)),
                ('amounts', models.JSONField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CompensationTax',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.BigIntegerField()),
                ('office', models.CharField(max_length=24)),
                ('role', models.CharField(max_length=24)),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('leaf', models.BigIntegerField(unique=True)),
                ('rate', models.PositiveIntegerField()),
                ('basis', models.CharField(max_length=300)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='occasion',
            name='surrender_has_days',
        ),
        migrations.AlterField(
            model_name='bill',
            name='kind',
            field=models.CharField(choices=[('monthly', 'Monthly'), ('supplementary', 'Supplementary'), ('arrear', 'Arrear'), ('surrender', 'Surrender'), ('festival', 'Festival'), ('deceased', 'Deceased'), ('compensation', 'Compensation')], max_length=13),
        ),
        migrations.AlterField(
            model_name='occasion',
            name='kind',
            field=models.CharField(choices=[('surrender', 'Surrender'), ('festival', 'Festival'), ('compensation', 'Compensation')], max_length=12),
        ),
        migrations.AddConstraint(
            model_name='occasion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('days__isnull', True), ('kind__in', ['festival', 'compensation']), ('most__isnull', True)), models.Q(('days__gt', 0), ('kind', 'surrender'), ('most__gte', models.F('days'))), _connector='OR'), name='surrender_has_days'),
        ),
        migrations.AddField(
            model_name='compensatedline',
            name='line',
            field=models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='privacy.rollline'),
        ),
        migrations.AddField(
            model_name='compensation',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='compensation',
            name='head',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.headofaccount'),
        ),
        migrations.AddField(
            model_name='compensation',
            name='order',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.order'),
        ),
        migrations.AddField(
            model_name='compensation',
            name='roll',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='privacy.roll'),
        ),
        migrations.AddField(
            model_name='compensatedline',
            name='compensation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='lines', to='payroll.compensation'),
        ),
        migrations.AddField(
            model_name='compensationtax',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='compensationtax',
            name='compensation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='taxes', to='payroll.compensation'),
        ),
        migrations.CreateModel(
            name='CompensationDecision',
            fields=[
                ('person', models.BigIntegerField()),
                ('office', models.CharField(max_length=24)),
                ('role', models.CharField(max_length=24)),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('leaf', models.BigIntegerField(unique=True)),
                ('compensation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='decision', serialize=False, to='payroll.compensation')),
                ('outcome', models.CharField(choices=[('approved', 'Approved'), ('declined', 'Declined')], max_length=8)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddConstraint(
            model_name='compensationtax',
            constraint=models.CheckConstraint(condition=models.Q(('rate__lt', 10000)), name='compensation_tax_below_whole'),
        ),
    ]
