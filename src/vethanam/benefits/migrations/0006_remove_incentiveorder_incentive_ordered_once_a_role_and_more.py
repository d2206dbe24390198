from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('benefits', '0005_incentivebill_incentiveorder_and_more'),
        ('identity', '0006_signedact_signatures_by_act'),
        ('people', '0008_headofaccount_is_charged_alter_statesetting_name'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='incentiveorder',
            name='incentive_ordered_once_a_role',
        ),
        migrations.RemoveConstraint(
            model_name='paymentorder',
            name='payment_ordered_once_a_role',
        ),
        migrations.AddIndex(
            model_name='incentiveorder',
            index=models.Index(fields=['bill', 'role'], name='incentive_orders_of_role'),
        ),
        migrations.AddIndex(
            model_name='paymentorder',
            index=models.Index(fields=['release', 'role'], name='payment_orders_of_role'),
        ),
    ]
