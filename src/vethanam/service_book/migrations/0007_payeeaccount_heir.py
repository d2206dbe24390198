from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('service_book', '0006_obligation_excess_since_obligation_in_spite_of'),
    ]

    operations = [
        migrations.AddField(
            model_name='payeeaccount',
            name='heir',
            field=models.CharField(blank=True, db_default='', default='', max_length=20),
        ),
    ]
