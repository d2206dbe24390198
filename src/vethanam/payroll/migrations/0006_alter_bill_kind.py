from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('payroll', '0005_outsidevoucher_outsidevoucherdecision'),
    ]

    operations = [
        migrations.AlterField(
            model_name='bill',
            name='kind',
            field=models.CharField(choices=[('monthly', 'Monthly'), ('supplementary', 'Supplementary'), ('arrear', 'Arrear'), ('surrender', 'Surrender'), ('festival', 'Festival'), ('deceased', 'Deceased')], max_length=13),
        ),
    ]
