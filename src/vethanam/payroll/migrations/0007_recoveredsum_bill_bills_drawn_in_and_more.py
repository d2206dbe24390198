import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('orders', '0003_scanwithdrawal_remove_orderscan_scan_of_order_once_and_more'),
        ('payroll', '0006_alter_bill_kind'),
        ('people', '0005_delegationdecision_localbody_code_and_more'),
    ]

    operations = [
        migrations.CreateModel(
            name='RecoveredSum',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('obligation', models.BigIntegerField()),
                ('period', models.IntegerField()),
                ('amount', models.BigIntegerField()),
            ],
        ),
        migrations.AddIndex(
            model_name='bill',
            index=models.Index(fields=['drawn_in'], name='bills_drawn_in'),
        ),
        migrations.AddIndex(
            model_name='claim',
            index=models.Index(fields=['for_month'], name='claims_of_month'),
        ),
        migrations.AddIndex(
            model_name='drawnelsewhere',
            index=models.Index(condition=models.Q(('is_withdrawn', False)), fields=['for_month'], name='elsewhere_for_month'),
        ),
        migrations.AddIndex(
            model_name='presentation',
            index=models.Index(condition=models.Q(('outcome', 'passed')), fields=['voucher_date'], name='vouchers_by_date'),
        ),
        migrations.AddField(
            model_name='recoveredsum',
            name='employment',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='people.employment'),
        ),
        migrations.AddIndex(
            model_name='recoveredsum',
            index=models.Index(fields=['period'], name='recovered_in_period'),
        ),
        migrations.AddConstraint(
            model_name='recoveredsum',
            constraint=models.UniqueConstraint(fields=('employment', 'obligation', 'period'), name='recovered_sum_once'),
        ),
    ]
