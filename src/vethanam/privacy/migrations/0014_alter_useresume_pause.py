import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('privacy', '0013_provenend_remove_holdstep_hold_step_once_and_more'),
    ]

    operations = [
        migrations.AlterField(
            model_name='useresume',
            name='pause',
            field=models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='resumes', to='privacy.usepause'),
        ),
    ]
