from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0002_drawingcode_department'),
    ]

    operations = [
        migrations.AddField(
            model_name='appointment',
            name='leaf',
            field=models.BigIntegerField(null=True, unique=True),
        ),
        migrations.AddField(
            model_name='delegation',
            name='leaf',
            field=models.BigIntegerField(null=True, unique=True),
        ),
    ]
