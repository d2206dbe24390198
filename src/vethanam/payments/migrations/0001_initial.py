import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('orders', '0001_initial'),
        ('payroll', '0001_initial'),
        ('people', '0001_initial'),
        ('service_book', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.BinaryField()),
                ('is_verified', models.BooleanField()),
                ('name', models.CharField(max_length=120)),
                ('message', models.CharField(blank=True, max_length=35)),
                ('kind', models.CharField(choices=[('report', 'Report'), ('notice', 'Notice'), ('unreadable', 'Unreadable')], max_length=10)),
                ('dated_at', models.DateTimeField(null=True)),
                ('recorded_at', models.DateTimeField()),
                ('taken_at', models.DateTimeField()),
                ('credits_count', models.IntegerField(default=0)),
                ('findings_count', models.IntegerField(default=0)),
                ('leaf', models.BigIntegerField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Bank',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=4, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('name_ml', models.CharField(blank=True, max_length=120)),
            ],
        ),
        migrations.CreateModel(
            name='PaymentFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('message', models.CharField(max_length=35, unique=True)),
                ('ordinal', models.PositiveSmallIntegerField()),
                ('execute_on', models.DateField()),
                ('legs_count', models.IntegerField()),
                ('total', models.BigIntegerField()),
                ('sha256', models.BinaryField()),
                ('state', models.CharField(choices=[('written', 'Written'), ('leaving', 'Leaving'), ('handed_over', 'Handed Over'), ('acknowledged', 'Acknowledged'), ('withdrawn', 'Withdrawn')], default='written', max_length=12)),
                ('created_at', models.DateTimeField()),
                ('handed_over_at', models.DateTimeField(null=True)),
                ('acknowledged_at', models.DateTimeField(null=True)),
                ('leaf', models.BigIntegerField(null=True)),
                ('bill', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='payroll.bill')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Institution',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, unique=True)),
                ('name_ml', models.CharField(blank=True, max_length=120)),
                ('kind', models.CharField(choices=[('court', 'Court'), ('cooperative', 'Cooperative'), ('insurer', 'Insurer'), ('other', 'Other')], max_length=11)),
                ('recorded_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='PaymentLeg',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('end_to_end_id', models.CharField(max_length=35, unique=True)),
                ('payslip', models.BigIntegerField(null=True)),
                ('for_month', models.IntegerField(null=True)),
                ('payee', models.CharField(choices=[('employee', 'Employee'), ('institution', 'Institution'), ('local_body', 'Local Body'), ('fund', 'Fund'), ('government', 'Government')], default='employee', max_length=11)),
                ('schedule', models.CharField(blank=True, max_length=40)),
                ('party', models.CharField(blank=True, max_length=120)),
                ('kind', models.CharField(choices=[('bank', 'Bank'), ('treasury_savings', 'Treasury Savings'), ('provident_fund', 'Provident Fund'), ('book_transfer', 'Book Transfer'), ('money_order', 'Money Order')], max_length=16)),
                ('amount', models.BigIntegerField()),
                ('attempt', models.PositiveSmallIntegerField(default=1)),
                ('state', models.CharField(choices=[('instructed', 'Instructed'), ('settled', 'Settled'), ('rejected', 'Rejected'), ('returned', 'Returned'), ('reissued', 'Reissued'), ('withheld', 'Withheld')], default='instructed', max_length=10)),
                ('recorded_at', models.DateTimeField()),
                ('account_fact', models.ForeignKey(null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='service_book.payeeaccount')),
                ('bill', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='payroll.bill')),
                ('employment', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.employment')),
                ('file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='legs', to='payments.paymentfile')),
            ],
        ),
        migrations.CreateModel(
            name='AnswerBody',
            fields=[
                ('answer', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='payments.answer')),
                ('body', models.BinaryField()),
                ('signature', models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name='BankTerms',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_key', models.CharField(max_length=64)),
                ('channel', models.CharField(blank=True, max_length=200)),
                ('valid_from', models.DateField()),
                ('recorded_at', models.DateTimeField()),
                ('bank', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='payments.bank')),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.order')),
            ],
        ),
        migrations.CreateModel(
            name='Branch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ifsc', models.CharField(max_length=11, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('bank', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='payments.bank')),
            ],
        ),
        migrations.CreateModel(
            name='FileBody',
            fields=[
                ('file', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='payments.paymentfile')),
                ('body', models.BinaryField()),
            ],
        ),
        migrations.AddField(
            model_name='answer',
            name='file',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='payments.paymentfile'),
        ),
        migrations.CreateModel(
            name='InstitutionAccount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField()),
                ('branch', models.CharField(max_length=11)),
                ('number', models.CharField(max_length=20)),
                ('tail', models.CharField(max_length=4)),
                ('holder', models.CharField(max_length=120)),
                ('recorded_at', models.DateTimeField()),
                ('verified_at', models.DateTimeField(null=True)),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='accounts', to='payments.institution')),
                ('verified_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='LegAccount',
            fields=[
                ('leg', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='account', serialize=False, to='payments.paymentleg')),
                ('salt', models.BinaryField()),
                ('account_hash', models.BinaryField()),
                ('onward_hash', models.BinaryField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name='paymentleg',
            name='institution_account',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='payments.institutionaccount'),
        ),
        migrations.AddField(
            model_name='paymentleg',
            name='person',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person'),
        ),
        migrations.AddField(
            model_name='paymentleg',
            name='replaces',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='payments.paymentleg'),
        ),
        migrations.CreateModel(
            name='Credit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('hop', models.PositiveSmallIntegerField(choices=[(1, 'First'), (2, 'Onward')], default=1)),
                ('kind', models.CharField(choices=[('credited', 'Credited'), ('rejected', 'Rejected'), ('returned', 'Returned')], max_length=8)),
                ('amount', models.BigIntegerField()),
                ('on', models.DateField()),
                ('code', models.CharField(blank=True, max_length=35)),
                ('recorded_at', models.DateTimeField()),
                ('answer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='payments.answer')),
                ('leg', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='credits', to='payments.paymentleg')),
            ],
        ),
        migrations.CreateModel(
            name='LegProof',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('leaf', models.BigIntegerField(db_index=True)),
                ('commitment', models.BinaryField()),
                ('salt', models.BinaryField(null=True)),
                ('record', models.JSONField(null=True)),
                ('credit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='payments.credit')),
                ('leg', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='payments.paymentleg')),
            ],
        ),
        migrations.CreateModel(
            name='PaymentFinding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=160, unique=True)),
                ('code', models.CharField(max_length=40)),
                ('record', models.CharField(max_length=80)),
                ('facts', models.JSONField(default=dict)),
                ('officer', models.CharField(default='treasury_officer', max_length=24)),
                ('recorded_at', models.DateTimeField()),
                ('resolved_at', models.DateTimeField(null=True)),
                ('resolution', models.CharField(blank=True, max_length=300)),
                ('answer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='payments.answer')),
                ('bill', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='payroll.bill')),
                ('file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='payments.paymentfile')),
                ('leg', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='payments.paymentleg')),
                ('resolved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('treasury', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.treasury')),
            ],
        ),
        migrations.CreateModel(
            name='Reissue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('office', models.CharField(max_length=24)),
                ('role', models.CharField(max_length=24)),
                ('scope', models.CharField(blank=True, max_length=24)),
                ('asked_at', models.DateTimeField()),
                ('is_sample', models.BooleanField(default=False)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('account_fact', models.ForeignKey(null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='service_book.payeeaccount')),
                ('delegation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.delegation')),
                ('institution_account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='payments.institutionaccount')),
                ('leg', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='payments.paymentleg')),
                ('on_behalf_of', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
        ),
        migrations.CreateModel(
            name='TreasuryDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('is_open', models.BooleanField()),
                ('recorded_at', models.DateTimeField()),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.order')),
            ],
        ),
        migrations.CreateModel(
            name='BankDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('is_open', models.BooleanField()),
                ('recorded_at', models.DateTimeField()),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.order')),
            ],
            options={
                'indexes': [models.Index(fields=['day', 'recorded_at'], name='bank_day_as_of')],
            },
        ),
        migrations.AddConstraint(
            model_name='paymentfile',
            constraint=models.UniqueConstraint(fields=('bill', 'ordinal'), name='file_once_per_bill_and_ordinal'),
        ),
        migrations.AddConstraint(
            model_name='paymentfile',
            constraint=models.CheckConstraint(condition=models.Q(('legs_count__gt', 0), ('total__gt', 0)), name='file_pays_something'),
        ),
        migrations.AddConstraint(
            model_name='answer',
            constraint=models.UniqueConstraint(fields=('sha256', 'is_verified'), name='answer_read_once'),
        ),
        migrations.AddConstraint(
            model_name='institutionaccount',
            constraint=models.CheckConstraint(condition=models.Q(('verified_by__isnull', True), models.Q(('verified_by', models.F('entered_by')), _negated=True), _connector='OR'), name='institution_account_verified_by_another'),
        ),
        migrations.AddIndex(
            model_name='paymentleg',
            index=models.Index(fields=['bill', 'state'], name='payments_pa_bill_id_9ddfec_idx'),
        ),
        migrations.AddIndex(
            model_name='paymentleg',
            index=models.Index(fields=['employment', 'for_month'], name='payments_pa_employm_4b8343_idx'),
        ),
        migrations.AddIndex(
            model_name='paymentleg',
            index=models.Index(condition=models.Q(('state', 'instructed')), fields=['file'], name='legs_without_answer'),
        ),
        migrations.AddConstraint(
            model_name='paymentleg',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['instructed', 'settled'])), fields=('payslip', 'payee'), name='one_live_leg'),
        ),
        migrations.AddConstraint(
            model_name='paymentleg',
            constraint=models.UniqueConstraint(condition=models.Q(('replaces__isnull', True)), fields=('payslip', 'payee'), name='one_first_leg'),
        ),
        migrations.AddConstraint(
            model_name='paymentleg',
            constraint=models.UniqueConstraint(condition=models.Q(('payslip__isnull', True), ('state__in', ['instructed', 'settled'])), fields=('bill', 'schedule', 'party'), name='one_live_leg_of_a_schedule'),
        ),
        migrations.AddConstraint(
            model_name='paymentleg',
            constraint=models.UniqueConstraint(condition=models.Q(('payslip__isnull', True), ('replaces__isnull', True)), fields=('bill', 'schedule', 'party'), name='one_first_leg_of_a_schedule'),
        ),
        migrations.AddConstraint(
            model_name='paymentleg',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='leg_pays_something'),
        ),
        migrations.AddConstraint(
            model_name='paymentleg',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('attempt', 1), ('replaces__isnull', True)), models.Q(('attempt__gt', 1), ('replaces__isnull', False)), _connector='OR'), name='leg_names_what_it_replaces'),
        ),
        migrations.AddConstraint(
            model_name='paymentleg',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('employment__isnull', False), ('for_month__isnull', False), ('payslip__isnull', False), ('person__isnull', False)), models.Q(('employment__isnull', True), ('payslip__isnull', True), ('person__isnull', True), models.Q(('schedule', ''), _negated=True), models.Q(('payee', 'employee'), _negated=True)), _connector='OR'), name='leg_is_of_a_payslip_or_a_schedule'),
        ),
        migrations.AddConstraint(
            model_name='credit',
            constraint=models.UniqueConstraint(fields=('leg', 'hop', 'kind'), name='credit_once'),
        ),
        migrations.AddIndex(
            model_name='paymentfinding',
            index=models.Index(condition=models.Q(('resolved_at__isnull', True)), fields=['recorded_at'], name='open_findings'),
        ),
        migrations.AddConstraint(
            model_name='reissue',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('account_fact__isnull', False), ('institution_account__isnull', True)), models.Q(('account_fact__isnull', True), ('institution_account__isnull', False)), _connector='OR'), name='reissue_names_one_account'),
        ),
    ]
