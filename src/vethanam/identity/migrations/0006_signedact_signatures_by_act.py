from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('identity', '0005_confirmedact_putaway'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='signedact',
            index=models.Index(fields=['act'], name='signatures_by_act'),
        ),
    ]
