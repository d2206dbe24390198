import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('orders', '0003_scanwithdrawal_remove_orderscan_scan_of_order_once_and_more'),
        ('privacy', '0007_policyproposal_policyset_and_more'),
    ]

    operations = [
        migrations.AlterField(
            model_name='transfer',
            name='order',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.order'),
        ),
    ]
