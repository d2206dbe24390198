from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('benefits', '0006_remove_incentiveorder_incentive_ordered_once_a_role_and_more'),
    ]

    operations = [
        migrations.AddField(
            model_name='listtaken',
            name='answer_key',
            field=models.BinaryField(max_length=32, null=True),
        ),
        migrations.AddField(
            model_name='society',
            name='public_key',
            field=models.CharField(blank=True, default='', max_length=64),
        ),
    ]
