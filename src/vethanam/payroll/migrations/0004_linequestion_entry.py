from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('payroll', '0003_payday_paygroup'),
    ]

    operations = [
        migrations.AddField(
            model_name='linequestion',
            name='entry',
            field=models.CharField(blank=True, default='', max_length=40),
        ),
    ]
