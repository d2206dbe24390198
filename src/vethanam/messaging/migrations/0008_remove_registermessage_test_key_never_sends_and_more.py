import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('messaging', '0007_linkinforce_sendercredential_and_more'),
        ('orders', '0003_scanwithdrawal_remove_orderscan_scan_of_order_once_and_more'),
        ('people', '0007_alter_appointment_role_and_more'),
        ('privacy', '0014_roll_rollline_alter_useresume_pause_maderoll_and_more'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='registermessage',
            name='test_key_never_sends',
        ),
        migrations.AddField(
            model_name='campaign',
            name='program',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='people.program'),
        ),
        migrations.AddField(
            model_name='registermessage',
            name='campaign',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='messaging.campaign'),
        ),
        migrations.AddField(
            model_name='registerreport',
            name='state',
            field=models.CharField(blank=True, default='', max_length=12),
        ),
        migrations.AlterField(
            model_name='campaign',
            name='asking_person',
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddConstraint(
            model_name='campaign',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('asking_person__isnull', False), ('program', None)), models.Q(('asking_person', None), ('for_person', None), ('program__isnull', False)), _connector='OR'), name='message_of_person_or_program'),
        ),
        migrations.AddConstraint(
            model_name='registermessage',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('campaign', None), ('key_kind', 'test'), ('use', None)), models.Q(models.Q(('key_kind', 'test'), _negated=True), ('campaign', None), ('use__isnull', False)), models.Q(models.Q(('key_kind', 'test'), _negated=True), ('campaign__isnull', False), ('use', None)), _connector='OR'), name='test_key_never_sends'),
        ),
    ]
