import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('benefits', '0006_remove_incentiveorder_incentive_ordered_once_a_role_and_more'),
        ('orders', '0003_scanwithdrawal_remove_orderscan_scan_of_order_once_and_more'),
        ('people', '0009_remove_program_program_has_a_right_and_more'),
        ('privacy', '0016_consentmanager_managercode_consent_manager_and_more'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CompensationLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount', models.BigIntegerField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='demandevent',
            name='demand_event_amount',
        ),
        migrations.RemoveConstraint(
            model_name='demandevent',
            name='demand_event_has_its_paper',
        ),
        migrations.RemoveConstraint(
            model_name='release',
            name='release_has_months',
        ),
        migrations.AddField(
            model_name='listtaken',
            name='answer_key',
            field=models.BinaryField(max_length=32, null=True),
        ),
        migrations.AddField(
            model_name='release',
            name='compensation',
            field=models.CharField(blank=True, db_default='', default='', max_length=32),
        ),
        migrations.AddField(
            model_name='society',
            name='public_key',
            field=models.CharField(blank=True, default='', max_length=64),
        ),
        migrations.AlterField(
            model_name='demandevent',
            name='kind',
            field=models.CharField(choices=[('stayed', 'Stayed'), ('lifted', 'Lifted'), ('waived', 'Waived'), ('repaid', 'Repaid'), ('set_aside', 'Set Aside'), ('interest', 'Interest')], max_length=9),
        ),
        migrations.AddConstraint(
            model_name='demandevent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('amount__gt', 0), ('kind__in', ['waived', 'repaid', 'interest'])), models.Q(models.Q(('kind__in', ['waived', 'repaid', 'interest']), _negated=True), ('amount', None)), _connector='OR'), name='demand_event_amount'),
        ),
        migrations.AddConstraint(
            model_name='demandevent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['stayed', 'repaid', 'interest']), models.Q(('reference', ''), _negated=True)), models.Q(('kind__in', ['lifted', 'waived', 'set_aside']), ('order__isnull', False)), _connector='OR'), name='demand_event_has_its_paper'),
        ),
        migrations.AddConstraint(
            model_name='release',
            constraint=models.CheckConstraint(condition=models.Q(('months', []), ('compensation', ''), _connector='XOR'), name='release_has_months'),
        ),
        migrations.AddField(
            model_name='compensationline',
            name='award',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='benefits.award'),
        ),
        migrations.AddField(
            model_name='compensationline',
            name='line',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='privacy.rollline'),
        ),
        migrations.AddField(
            model_name='compensationline',
            name='release',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='compensation_lines', to='benefits.release'),
        ),
        migrations.AddConstraint(
            model_name='compensationline',
            constraint=models.UniqueConstraint(fields=('release', 'award'), name='compensation_line_of_award'),
        ),
        migrations.AddConstraint(
            model_name='compensationline',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='compensation_line_of_money'),
        ),
    ]
