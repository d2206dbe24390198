from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('benefits', '0008_paymentorder_again_paymentorder_department_and_more'),
    ]

    operations = [
        migrations.AddField(
            model_name='moneyreturn',
            name='is_interest',
            field=models.BooleanField(default=False),
        ),
    ]
