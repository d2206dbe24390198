import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0004_program'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DelegationDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_agreed', models.BooleanField()),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('decided_at', models.DateTimeField()),
                ('leaf', models.BigIntegerField(unique=True)),
            ],
        ),
        migrations.AddField(
            model_name='localbody',
            name='code',
            field=models.CharField(blank=True, default='', max_length=12),
        ),
        migrations.AlterField(
            model_name='appointment',
            name='role',
            field=models.CharField(choices=[('clerk', 'Clerk'), ('drawing_officer', 'Drawing Officer'), ('countersigning_officer', 'Countersigning Officer'), ('treasury_officer', 'Treasury Officer'), ('data_protection_officer', 'Data Protection Officer'), ('law_officer', 'Law Officer'), ('purpose_owner', 'Purpose Owner'), ('communicating_officer', 'Communicating Officer'), ('finance_officer', 'Finance Officer'), ('local_body_clerk', 'Local Body Clerk'), ('local_body_secretary', 'Local Body Secretary'), ('scheme_officer', 'Scheme Officer'), ('administrator', 'Administrator'), ('service', 'Service'), ('employee', 'Employee')], max_length=24),
        ),
        migrations.AlterField(
            model_name='appointmentproposal',
            name='role',
            field=models.CharField(choices=[('clerk', 'Clerk'), ('drawing_officer', 'Drawing Officer'), ('countersigning_officer', 'Countersigning Officer'), ('treasury_officer', 'Treasury Officer'), ('data_protection_officer', 'Data Protection Officer'), ('law_officer', 'Law Officer'), ('purpose_owner', 'Purpose Owner'), ('communicating_officer', 'Communicating Officer'), ('finance_officer', 'Finance Officer'), ('local_body_clerk', 'Local Body Clerk'), ('local_body_secretary', 'Local Body Secretary'), ('scheme_officer', 'Scheme Officer'), ('administrator', 'Administrator'), ('service', 'Service'), ('employee', 'Employee')], max_length=24),
        ),
        migrations.AlterField(
            model_name='statesetting',
            name='name',
            field=models.CharField(choices=[('state', 'State'), ('data_protection_office', 'Data Protection Office'), ('data_protection_address', 'Data Protection Address'), ('rule_pack', 'Rule Pack')], max_length=40),
        ),
        migrations.AddConstraint(
            model_name='localbody',
            constraint=models.UniqueConstraint(condition=models.Q(('code', ''), _negated=True), fields=('code',), name='local_body_code_once'),
        ),
        migrations.AddField(
            model_name='delegationdecision',
            name='decided_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='delegationdecision',
            name='decided_by_person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person'),
        ),
        migrations.AddField(
            model_name='delegationdecision',
            name='delegation',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='decision', to='people.delegation'),
        ),
    ]
