from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0008_headofaccount_is_charged_alter_statesetting_name'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='program',
            name='program_has_a_right',
        ),
        migrations.AlterField(
            model_name='program',
            name='role',
            field=models.CharField(choices=[('drawing_officer', 'drawing_officer'), ('treasury_officer', 'treasury_officer'), ('finance_officer', 'finance_officer'), ('purpose_owner', 'purpose_owner'), ('death_registry', 'death_registry'), ('payment_operator', 'payment_operator'), ('consent_manager', 'consent_manager')], max_length=24),
        ),
        migrations.AddConstraint(
            model_name='program',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ('drawing_officer', 'treasury_officer', 'finance_officer', 'purpose_owner', 'death_registry', 'payment_operator', 'consent_manager'))), name='program_has_a_right'),
        ),
    ]
