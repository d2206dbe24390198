from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('benefits', '0007_listtaken_answer_key_society_public_key'),
        ('orders', '0003_scanwithdrawal_remove_orderscan_scan_of_order_once_and_more'),
        ('people', '0009_remove_program_program_has_a_right_and_more'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='demandevent',
            name='demand_event_amount',
        ),
        migrations.RemoveConstraint(
            model_name='demandevent',
            name='demand_event_has_its_paper',
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
    ]
