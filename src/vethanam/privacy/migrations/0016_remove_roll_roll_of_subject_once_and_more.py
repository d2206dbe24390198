from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('privacy', '0015_keyday_alter_duty_asked_keycomparison_openedcount_and_more'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='roll',
            name='roll_of_subject_once',
        ),
        migrations.AddIndex(
            model_name='roll',
            index=models.Index(fields=['of', 'subject'], name='rolls_of_subject'),
        ),
    ]
