from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0006_remove_program_program_only_reads_program_key_kind_and_more'),
    ]

    operations = [
        migrations.AlterField(
            model_name='appointment',
            name='role',
            field=models.CharField(choices=[('clerk', 'Clerk'), ('drawing_officer', 'Drawing Officer'), ('countersigning_officer', 'Countersigning Officer'), ('treasury_officer', 'Treasury Officer'), ('data_protection_officer', 'Data Protection Officer'), ('law_officer', 'Law Officer'), ('purpose_owner', 'Purpose Owner'), ('communicating_officer', 'Communicating Officer'), ('finance_officer', 'Finance Officer'), ('local_body_clerk', 'Local Body Clerk'), ('local_body_secretary', 'Local Body Secretary'), ('scheme_officer', 'Scheme Officer'), ('society_agent', 'Society Agent'), ('society_secretary', 'Society Secretary'), ('administrator', 'Administrator'), ('service', 'Service'), ('employee', 'Employee')], max_length=24),
        ),
        migrations.AlterField(
            model_name='appointmentproposal',
            name='role',
            field=models.CharField(choices=[('clerk', 'Clerk'), ('drawing_officer', 'Drawing Officer'), ('countersigning_officer', 'Countersigning Officer'), ('treasury_officer', 'Treasury Officer'), ('data_protection_officer', 'Data Protection Officer'), ('law_officer', 'Law Officer'), ('purpose_owner', 'Purpose Owner'), ('communicating_officer', 'Communicating Officer'), ('finance_officer', 'Finance Officer'), ('local_body_clerk', 'Local Body Clerk'), ('local_body_secretary', 'Local Body Secretary'), ('scheme_officer', 'Scheme Officer'), ('society_agent', 'Society Agent'), ('society_secretary', 'Society Secretary'), ('administrator', 'Administrator'), ('service', 'Service'), ('employee', 'Employee')], max_length=24),
        ),
    ]
