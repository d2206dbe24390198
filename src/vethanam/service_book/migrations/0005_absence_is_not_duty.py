from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('service_book', '0004_guardianship'),
    ]

    operations = [
        migrations.AddField(
            model_name='absence',
            name='is_not_duty',
            field=models.BooleanField(default=False),
        ),
    ]
