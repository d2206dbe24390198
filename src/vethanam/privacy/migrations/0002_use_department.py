from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('privacy', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='use',
            name='department',
            field=models.CharField(blank=True, default='', max_length=24),
        ),
    ]
