from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0007_alter_appointment_role_and_more'),
    ]

    operations = [
        migrations.AddField(
            model_name='headofaccount',
            name='is_charged',
            field=models.BooleanField(default=False),
        ),
        migrations.AlterField(
            model_name='statesetting',
            name='name',
            field=models.CharField(choices=[('state', 'State'), ('data_protection_office', 'Data Protection Office'), ('data_protection_address', 'Data Protection Address'), ('rule_pack', 'Rule Pack'), ('significant_fiduciary', 'Significant Fiduciary')], max_length=40),
        ),
    ]
