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
    ]
