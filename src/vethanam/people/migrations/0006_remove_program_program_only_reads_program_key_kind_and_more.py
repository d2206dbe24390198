from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0005_delegationdecision_localbody_code_and_more'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='program',
            name='program_only_reads',
        ),
        migrations.AddField(
            model_name='program',
            name='key_kind',
            field=models.CharField(blank=True, choices=[('live', 'Live'), ('team', 'Team'), ('test', 'Test')], db_default='', default='', max_length=4),
        ),
        migrations.AddField(
            model_name='program',
            name='purpose',
            field=models.CharField(blank=True, db_default='', default='', max_length=24),
        ),
        migrations.AlterField(
            model_name='program',
            name='role',
            field=models.CharField(choices=[('drawing_officer', 'drawing_officer'), ('treasury_officer', 'treasury_officer'), ('finance_officer', 'finance_officer'), ('purpose_owner', 'purpose_owner'), ('death_registry', 'death_registry'), ('payment_operator', 'payment_operator')], max_length=24),
        ),
        migrations.AddConstraint(
            model_name='program',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ('drawing_officer', 'treasury_officer', 'finance_officer', 'purpose_owner', 'death_registry', 'payment_operator'))), name='program_has_a_right'),
        ),
        migrations.AddConstraint(
            model_name='program',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('key_kind', ''), ('purpose', '')), models.Q(models.Q(('purpose', ''), _negated=True), ('key_kind__in', ('live', 'team', 'test')), ('role', 'purpose_owner')), _connector='OR'), name='program_delivers_by_key'),
        ),
    ]
