import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('benefits', '0002_drawal_rollline_cycle_cyclesecret_cycleapproval_and_more'),
        ('identity', '0005_confirmedact_putaway'),
        ('orders', '0003_scanwithdrawal_remove_orderscan_scan_of_order_once_and_more'),
        ('people', '0006_remove_program_program_only_reads_program_key_kind_and_more'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='BeneficiarySheet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField()),
                ('file_name', models.CharField(max_length=120)),
                ('file_hash', models.BinaryField(max_length=32)),
                ('rows', models.IntegerField()),
                ('accounts', models.IntegerField()),
                ('totals', models.JSONField(default=dict)),
                ('root', models.BinaryField(max_length=32)),
                ('account_root', models.BinaryField(max_length=32)),
                ('salt', models.BinaryField(max_length=32)),
                ('leaf', models.BigIntegerField(unique=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='DeathNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('died_on', models.DateField()),
                ('record_number', models.CharField(blank=True, max_length=60)),
                ('transaction', models.CharField(max_length=99)),
                ('reference', models.CharField(max_length=60)),
                ('recorded_at', models.DateTimeField()),
                ('leaf', models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='DeathNoticeAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField()),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('leaf', models.BigIntegerField(unique=True)),
            ],
        ),
        migrations.CreateModel(
            name='Demand',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField()),
                ('number', models.CharField(max_length=16, unique=True)),
                ('cause', models.CharField(choices=[('death', 'Death'), ('two_pensions', 'Two Pensions'), ('wrong_rate', 'Wrong Rate'), ('not_eligible', 'Not Eligible'), ('false_statement', 'False Statement')], max_length=16)),
                ('addressee', models.CharField(choices=[('person', 'Person'), ('heirs', 'Heirs'), ('payee', 'Payee')], max_length=8)),
                ('notice_on', models.DateField()),
                ('answer_by', models.DateField()),
                ('leaf', models.BigIntegerField(unique=True)),
            ],
        ),
        migrations.CreateModel(
            name='DemandAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField()),
                ('received_on', models.DateField()),
                ('is_heard', models.BooleanField()),
                ('words', models.CharField(max_length=600)),
                ('leaf', models.BigIntegerField(unique=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='DemandDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField()),
                ('outcome', models.CharField(choices=[('upheld', 'Upheld'), ('dropped', 'Dropped')], max_length=8)),
                ('words', models.CharField(max_length=600)),
                ('words_ml', models.CharField(max_length=600)),
                ('interest', models.BigIntegerField()),
                ('form', models.CharField(blank=True, max_length=8)),
                ('from_month', models.IntegerField(null=True)),
                ('instalment', models.BigIntegerField(null=True)),
                ('most_rate', models.IntegerField(null=True)),
                ('leaf', models.BigIntegerField(unique=True)),
            ],
        ),
        migrations.CreateModel(
            name='DemandEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField()),
                ('kind', models.CharField(choices=[('stayed', 'Stayed'), ('lifted', 'Lifted'), ('waived', 'Waived'), ('repaid', 'Repaid'), ('set_aside', 'Set Aside')], max_length=9)),
                ('on', models.DateField()),
                ('by', models.CharField(blank=True, choices=[('appeal', 'Appeal'), ('court', 'Court')], max_length=6)),
                ('amount', models.BigIntegerField(null=True)),
                ('reference', models.CharField(blank=True, max_length=60)),
                ('leaf', models.BigIntegerField(unique=True)),
            ],
        ),
        migrations.CreateModel(
            name='DemandLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('for_month', models.IntegerField()),
                ('amount', models.BigIntegerField()),
                ('paid_on', models.DateField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Recovery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('for_month', models.IntegerField()),
                ('amount', models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='SheetDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField()),
                ('is_agreed', models.BooleanField()),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('leaf', models.BigIntegerField(unique=True)),
            ],
        ),
        migrations.CreateModel(
            name='SheetRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.IntegerField()),
                ('former_number', models.CharField(max_length=24)),
                ('from_month', models.IntegerField()),
                ('sanctioned_on', models.DateField()),
                ('stated', models.JSONField()),
                ('commitment', models.BinaryField(max_length=32)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='drawnelsewhere',
            name='drawn_elsewhere_once',
        ),
        migrations.AddField(
            model_name='drawnelsewhere',
            name='reason',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='drawnelsewhere',
            name='takes_back',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='taking_back', to='benefits.drawnelsewhere'),
        ),
        migrations.AlterField(
            model_name='application',
            name='leaf',
            field=models.BigIntegerField(),
        ),
        migrations.AlterField(
            model_name='check',
            name='kind',
            field=models.CharField(choices=[('circumstance', 'Circumstance'), ('standing', 'Standing'), ('route', 'Route'), ('death', 'Death'), ('guardian', 'Guardian'), ('likeness', 'Likeness'), ('elsewhere', 'Elsewhere'), ('demand', 'Demand')], max_length=12),
        ),
        migrations.AlterField(
            model_name='decision',
            name='assessment',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='benefits.assessment'),
        ),
        migrations.AlterField(
            model_name='decision',
            name='leaf',
            field=models.BigIntegerField(),
        ),
        migrations.AlterField(
            model_name='drawnelsewhere',
            name='leaf',
            field=models.BigIntegerField(),
        ),
        migrations.AlterField(
            model_name='standingevent',
            name='leaf',
            field=models.BigIntegerField(),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.UniqueConstraint(condition=models.Q(('assessment__isnull', False)), fields=('leaf',), name='decision_leaf_once'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(('assessment__isnull', False), models.Q(('allowed_by', None), ('outcome', 'sanctioned')), _connector='OR'), name='only_a_sanction_is_taken_over'),
        ),
        migrations.AddField(
            model_name='beneficiarysheet',
            name='entered_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='beneficiarysheet',
            name='local_body',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.localbody'),
        ),
        migrations.AddField(
            model_name='beneficiarysheet',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person'),
        ),
        migrations.AddField(
            model_name='beneficiarysheet',
            name='scheme',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='benefits.schemeoffice'),
        ),
        migrations.AddField(
            model_name='application',
            name='sheet',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='benefits.beneficiarysheet'),
        ),
        migrations.AddField(
            model_name='drawnelsewhere',
            name='sheet',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='benefits.beneficiarysheet'),
        ),
        migrations.AddField(
            model_name='standingevent',
            name='sheet',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='benefits.beneficiarysheet'),
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.UniqueConstraint(condition=models.Q(('sheet', None)), fields=('leaf',), name='application_leaf_once'),
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.CheckConstraint(condition=models.Q(('sheet', None), ('face', 'taken_over'), _connector='OR'), name='sheet_is_taken_over'),
        ),
        migrations.AddConstraint(
            model_name='drawnelsewhere',
            constraint=models.UniqueConstraint(condition=models.Q(('sheet', None)), fields=('leaf',), name='drawn_elsewhere_leaf_once'),
        ),
        migrations.AddConstraint(
            model_name='drawnelsewhere',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('reason', ''), ('takes_back', None)), models.Q(('takes_back__isnull', False), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='drawn_elsewhere_reason'),
        ),
        migrations.AddConstraint(
            model_name='standingevent',
            constraint=models.UniqueConstraint(condition=models.Q(('sheet', None)), fields=('leaf',), name='standing_leaf_once'),
        ),
        migrations.AddField(
            model_name='deathnotice',
            name='account',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='deathnotice',
            name='beneficiary',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='benefits.beneficiary'),
        ),
        migrations.AddField(
            model_name='deathnoticeanswer',
            name='death',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='benefits.death'),
        ),
        migrations.AddField(
            model_name='deathnoticeanswer',
            name='entered_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='deathnoticeanswer',
            name='notice',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='answer', to='benefits.deathnotice'),
        ),
        migrations.AddField(
            model_name='deathnoticeanswer',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person'),
        ),
        migrations.AddField(
            model_name='demand',
            name='award',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='benefits.award'),
        ),
        migrations.AddField(
            model_name='demand',
            name='entered_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='demand',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person'),
        ),
        migrations.AddField(
            model_name='demandanswer',
            name='demand',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='benefits.demand'),
        ),
        migrations.AddField(
            model_name='demandanswer',
            name='entered_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='demandanswer',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person'),
        ),
        migrations.AddField(
            model_name='demanddecision',
            name='demand',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='decision', to='benefits.demand'),
        ),
        migrations.AddField(
            model_name='demanddecision',
            name='entered_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='demanddecision',
            name='order',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.order'),
        ),
        migrations.AddField(
            model_name='demanddecision',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person'),
        ),
        migrations.AddField(
            model_name='demanddecision',
            name='source',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='benefits.award'),
        ),
        migrations.AddField(
            model_name='demandevent',
            name='demand',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='benefits.demand'),
        ),
        migrations.AddField(
            model_name='demandevent',
            name='entered_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='demandevent',
            name='lifts',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='benefits.demandevent'),
        ),
        migrations.AddField(
            model_name='demandevent',
            name='order',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.order'),
        ),
        migrations.AddField(
            model_name='demandevent',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person'),
        ),
        migrations.AddField(
            model_name='demandline',
            name='demand',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='benefits.demand'),
        ),
        migrations.AddField(
            model_name='recovery',
            name='award',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='benefits.award'),
        ),
        migrations.AddField(
            model_name='recovery',
            name='demand',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='benefits.demand'),
        ),
        migrations.AddField(
            model_name='recovery',
            name='release',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='benefits.release'),
        ),
        migrations.AddField(
            model_name='sheetdecision',
            name='entered_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='sheetdecision',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person'),
        ),
        migrations.AddField(
            model_name='sheetdecision',
            name='sheet',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='decision', to='benefits.beneficiarysheet'),
        ),
        migrations.AddField(
            model_name='sheetdecision',
            name='signed',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.signedact'),
        ),
        migrations.AddField(
            model_name='sheetrow',
            name='application',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='taken_over', to='benefits.application'),
        ),
        migrations.AddField(
            model_name='sheetrow',
            name='order',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.order'),
        ),
        migrations.AddField(
            model_name='sheetrow',
            name='sheet',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='benefits.beneficiarysheet'),
        ),
        migrations.AddConstraint(
            model_name='deathnotice',
            constraint=models.UniqueConstraint(fields=('account', 'transaction', 'reference', 'beneficiary'), name='death_notice_once'),
        ),
        migrations.AddConstraint(
            model_name='deathnoticeanswer',
            constraint=models.CheckConstraint(condition=models.Q(('death__isnull', False), models.Q(('reason', ''), _negated=True), _connector='OR'), name='death_notice_settled'),
        ),
        migrations.AddIndex(
            model_name='demand',
            index=models.Index(fields=['award'], name='demands_of_award'),
        ),
        migrations.AddConstraint(
            model_name='demand',
            constraint=models.CheckConstraint(condition=models.Q(('answer_by__gt', models.F('notice_on'))), name='demand_leaves_time_to_answer'),
        ),
        migrations.AddConstraint(
            model_name='demanddecision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('from_month', None), ('instalment', None), ('most_rate', None), ('source', None)), models.Q(('from_month__isnull', False), ('instalment__gt', 0), ('most_rate__gt', 0), ('outcome', 'upheld'), ('source__isnull', False)), _connector='OR'), name='demand_source_is_whole'),
        ),
        migrations.AddConstraint(
            model_name='demanddecision',
            constraint=models.CheckConstraint(condition=models.Q(('interest', 0), models.Q(('interest__gt', 0), ('outcome', 'upheld')), _connector='OR'), name='demand_interest_is_upheld'),
        ),
        migrations.AddConstraint(
            model_name='demanddecision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('words', ''), _negated=True), models.Q(('words_ml', ''), _negated=True)), name='demand_decided_with_words'),
        ),
        migrations.AddConstraint(
            model_name='demandevent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('amount__gt', 0), ('kind__in', ['waived', 'repaid'])), models.Q(models.Q(('kind__in', ['waived', 'repaid']), _negated=True), ('amount', None)), _connector='OR'), name='demand_event_amount'),
        ),
        migrations.AddConstraint(
            model_name='demandevent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'stayed'), models.Q(('by', ''), _negated=True)), models.Q(models.Q(('kind', 'stayed'), _negated=True), ('by', '')), _connector='OR'), name='demand_stayed_by'),
        ),
        migrations.AddConstraint(
            model_name='demandevent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['stayed', 'repaid']), models.Q(('reference', ''), _negated=True)), models.Q(('kind__in', ['lifted', 'waived', 'set_aside']), ('order__isnull', False)), _connector='OR'), name='demand_event_has_its_paper'),
        ),
        migrations.AddConstraint(
            model_name='demandevent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'lifted'), ('lifts__isnull', False)), models.Q(models.Q(('kind', 'lifted'), _negated=True), ('lifts', None)), _connector='OR'), name='demand_stay_is_lifted'),
        ),
        migrations.AddConstraint(
            model_name='demandline',
            constraint=models.UniqueConstraint(fields=('demand', 'for_month'), name='demand_month_once'),
        ),
        migrations.AddConstraint(
            model_name='demandline',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='demand_of_money'),
        ),
        migrations.AddIndex(
            model_name='recovery',
            index=models.Index(fields=['award', 'for_month'], name='recoveries_of_month'),
        ),
        migrations.AddConstraint(
            model_name='recovery',
            constraint=models.UniqueConstraint(fields=('release', 'award', 'for_month', 'demand'), name='recovered_once_a_release'),
        ),
        migrations.AddConstraint(
            model_name='recovery',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='recovery_of_money'),
        ),
        migrations.AddConstraint(
            model_name='sheetdecision',
            constraint=models.CheckConstraint(condition=models.Q(('is_agreed', True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='sheet_decline_has_reason'),
        ),
        migrations.AddIndex(
            model_name='sheetrow',
            index=models.Index(fields=['former_number'], name='benefit_former_numbers'),
        ),
        migrations.AddConstraint(
            model_name='sheetrow',
            constraint=models.UniqueConstraint(fields=('sheet', 'line'), name='sheet_row_once'),
        ),
    ]
