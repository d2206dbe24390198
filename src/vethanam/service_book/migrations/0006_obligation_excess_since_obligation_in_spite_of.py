from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('service_book', '0005_absence_is_not_duty'),
    ]

    operations = [
        migrations.AddField(
            model_name='obligation',
            name='excess_since',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='obligation',
            name='in_spite_of',
            field=models.CharField(blank=True, default='', max_length=300),
        ),
    ]
