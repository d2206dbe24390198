import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('benefits', '0007_compensationline_and_more'),
    ]

    operations = [
        migrations.AddField(
            model_name='paymentorder',
            name='again',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list),
        ),
        migrations.AddField(
            model_name='paymentorder',
            name='department',
            field=models.CharField(blank=True, default='', max_length=40),
        ),
        migrations.AddField(
            model_name='paymentorder',
            name='head',
            field=models.CharField(blank=True, default='', max_length=40),
        ),
    ]
