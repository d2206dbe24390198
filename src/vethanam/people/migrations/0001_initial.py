import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('orders', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='BillClass',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=24, unique=True)),
                ('title', models.CharField(max_length=120)),
                ('title_ml', models.CharField(blank=True, max_length=120)),
                ('signing', models.CharField(choices=[('maker_checker', 'Maker Checker'), ('self_drawn', 'Self Drawn'), ('countersigned', 'Countersigned')], max_length=14)),
            ],
        ),
        migrations.CreateModel(
            name='Department',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=24, unique=True)),
                ('name', models.CharField(max_length=160)),
                ('name_ml', models.CharField(blank=True, max_length=160)),
            ],
        ),
        migrations.CreateModel(
            name='District',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40, unique=True)),
                ('name_ml', models.CharField(blank=True, max_length=40)),
            ],
        ),
        migrations.CreateModel(
            name='DrawingCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=12, unique=True)),
                ('kind', models.CharField(choices=[('ddo', 'Drawing Officer'), ('sdo', 'Self Drawing')], default='ddo', max_length=4)),
                ('title', models.CharField(max_length=160)),
                ('title_ml', models.CharField(blank=True, max_length=160)),
            ],
        ),
        migrations.CreateModel(
            name='HeadOfAccount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40, unique=True)),
                ('title', models.CharField(max_length=160)),
            ],
        ),
        migrations.CreateModel(
            name='LocalBody',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, unique=True)),
                ('name_ml', models.CharField(blank=True, max_length=80)),
                ('kind', models.CharField(max_length=14)),
                ('district', models.CharField(max_length=40)),
            ],
        ),
        migrations.CreateModel(
            name='Post',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=24, unique=True)),
                ('designation', models.CharField(max_length=120)),
                ('designation_ml', models.CharField(blank=True, max_length=120)),
                ('is_gazetted', models.BooleanField(default=False)),
                ('is_vacation', models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name='StateSetting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(choices=[('state', 'State'), ('data_protection_office', 'Data Protection Office'), ('data_protection_address', 'Data Protection Address')], max_length=40)),
                ('text', models.CharField(max_length=300)),
                ('text_ml', models.CharField(max_length=300)),
                ('recorded_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Treasury',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=12, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('name_ml', models.CharField(blank=True, max_length=120)),
            ],
        ),
        migrations.CreateModel(
            name='Appointment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('clerk', 'Clerk'), ('drawing_officer', 'Drawing Officer'), ('countersigning_officer', 'Countersigning Officer'), ('treasury_officer', 'Treasury Officer'), ('data_protection_officer', 'Data Protection Officer'), ('law_officer', 'Law Officer'), ('purpose_owner', 'Purpose Owner'), ('communicating_officer', 'Communicating Officer'), ('finance_officer', 'Finance Officer'), ('administrator', 'Administrator'), ('service', 'Service'), ('employee', 'Employee')], max_length=24)),
                ('scope', models.CharField(blank=True, max_length=24)),
                ('office', models.CharField(max_length=24)),
                ('valid_from', models.DateField()),
                ('valid_until', models.DateField(null=True)),
                ('recorded_at', models.DateTimeField()),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ends', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='ended_by', to='people.appointment')),
            ],
        ),
        migrations.CreateModel(
            name='BillArrangement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField()),
                ('valid_until', models.DateField(null=True)),
                ('bill_class', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.billclass')),
                ('drawing_code', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='arrangements', to='people.drawingcode')),
                ('head', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.headofaccount')),
            ],
        ),
        migrations.CreateModel(
            name='Office',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=12, unique=True)),
                ('name', models.CharField(max_length=160)),
                ('name_ml', models.CharField(blank=True, max_length=160)),
                ('district', models.CharField(max_length=40)),
                ('taluk', models.CharField(blank=True, max_length=40)),
                ('local_body', models.CharField(max_length=80)),
                ('local_body_kind', models.CharField(choices=[('panchayat', 'Panchayat'), ('municipality', 'Municipality'), ('corporation', 'Corporation')], max_length=14)),
                ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.office')),
            ],
        ),
        migrations.CreateModel(
            name='OfficeClass',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place_class', models.CharField(max_length=2)),
                ('valid_from', models.DateField()),
                ('recorded_at', models.DateTimeField()),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.office')),
                ('order', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.order')),
            ],
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('name_ml', models.CharField(blank=True, max_length=120)),
                ('born', models.DateField()),
                ('language', models.CharField(default='en', max_length=5)),
                ('recorded_at', models.DateTimeField()),
                ('account', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='MasterProposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(blank=True, max_length=160)),
                ('source', models.CharField(blank=True, max_length=120)),
                ('digest', models.BinaryField()),
                ('recorded_at', models.DateTimeField()),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposed_person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
        ),
        migrations.CreateModel(
            name='MasterDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.CharField(choices=[('agreed', 'Agreed'), ('declined', 'Declined'), ('withdrawn', 'Withdrawn')], max_length=9)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('recorded_at', models.DateTimeField()),
                ('decided_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposal', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='decision', to='people.masterproposal')),
                ('decided_person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
        ),
        migrations.CreateModel(
            name='Employment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=20, unique=True)),
                ('is_temporary', models.BooleanField(default=False)),
                ('category', models.CharField(choices=[('state', 'State'), ('ugc', 'Ugc'), ('judicial', 'Judicial'), ('all_india_service', 'All India Service'), ('central', 'Central'), ('aided', 'Aided'), ('part_time_contingent', 'Part Time Contingent'), ('temporary', 'Temporary')], max_length=24)),
                ('recorded_at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='employments', to='people.person')),
            ],
        ),
        migrations.CreateModel(
            name='Delegation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('power', models.CharField(choices=[('view', 'View'), ('prepare', 'Prepare'), ('present', 'Present')], max_length=8)),
                ('valid_from', models.DateField()),
                ('valid_until', models.DateField()),
                ('recorded_at', models.DateTimeField()),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('appointment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.appointment')),
                ('revokes', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='revoked_by', to='people.delegation')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
        ),
        migrations.CreateModel(
            name='AppointmentProposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('clerk', 'Clerk'), ('drawing_officer', 'Drawing Officer'), ('countersigning_officer', 'Countersigning Officer'), ('treasury_officer', 'Treasury Officer'), ('data_protection_officer', 'Data Protection Officer'), ('law_officer', 'Law Officer'), ('purpose_owner', 'Purpose Owner'), ('communicating_officer', 'Communicating Officer'), ('finance_officer', 'Finance Officer'), ('administrator', 'Administrator'), ('service', 'Service'), ('employee', 'Employee')], max_length=24)),
                ('scope', models.CharField(blank=True, max_length=24)),
                ('office', models.CharField(max_length=24)),
                ('valid_from', models.DateField()),
                ('valid_until', models.DateField(null=True)),
                ('order', models.CharField(max_length=120)),
                ('proposed_at', models.DateTimeField()),
                ('leaf', models.BigIntegerField(unique=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('replaces', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.appointment')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('proposed_by_person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
        ),
        migrations.CreateModel(
            name='AppointmentDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_agreed', models.BooleanField()),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('decided_at', models.DateTimeField()),
                ('leaf', models.BigIntegerField(unique=True)),
                ('appointment', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.appointment')),
                ('decided_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposal', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='decision', to='people.appointmentproposal')),
                ('decided_by_person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
        ),
        migrations.AddField(
            model_name='appointment',
            name='person',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person'),
        ),
        migrations.AddField(
            model_name='drawingcode',
            name='treasury',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.treasury'),
        ),
        migrations.CreateModel(
            name='MasterClosing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=24)),
                ('key', models.CharField(max_length=160)),
                ('last_day', models.DateField()),
                ('recorded_at', models.DateTimeField()),
                ('order', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.order')),
            ],
            options={
                'indexes': [models.Index(fields=['kind', 'key'], name='master_closing_of')],
            },
        ),
        migrations.CreateModel(
            name='MasterChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveIntegerField()),
                ('row', models.CharField(blank=True, max_length=60)),
                ('kind', models.CharField(max_length=24)),
                ('verb', models.CharField(choices=[('enter', 'Enter'), ('correct', 'Correct'), ('close', 'Close')], max_length=8)),
                ('key', models.CharField(max_length=160)),
                ('given', models.JSONField()),
                ('before', models.JSONField(null=True)),
                ('order', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.order')),
                ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='people.masterproposal')),
            ],
            options={
                'indexes': [models.Index(fields=['kind', 'key'], name='master_change_of')],
                'constraints': [models.UniqueConstraint(fields=('proposal', 'place'), name='master_change_place')],
            },
        ),
        migrations.AddIndex(
            model_name='appointment',
            index=models.Index(fields=['account', 'role', 'scope'], name='people_appo_account_a8f3d9_idx'),
        ),
    ]
