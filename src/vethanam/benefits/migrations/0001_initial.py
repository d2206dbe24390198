import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('orders', '0003_scanwithdrawal_remove_orderscan_scan_of_order_once_and_more'),
        ('people', '0005_delegationdecision_localbody_code_and_more'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CodeSecret',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('secret', models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name='Appeal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField()),
                ('grounds', models.CharField(max_length=600)),
                ('on', models.DateField()),
                ('leaf', models.BigIntegerField(unique=True)),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='AppealOutcome',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField()),
                ('is_allowed', models.BooleanField()),
                ('leaf', models.BigIntegerField(unique=True)),
                ('appeal', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='outcome', to='benefits.appeal')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.order')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Application',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField()),
                ('number', models.CharField(max_length=16, unique=True)),
                ('ward', models.CharField(max_length=8)),
                ('received_on', models.DateField()),
                ('owed_by', models.DateField()),
                ('face', models.CharField(choices=[('counter', 'Counter'), ('portal', 'Portal'), ('post', 'Post'), ('taken_over', 'Taken Over')], max_length=12)),
                ('evidence', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=120), default=list)),
                ('consent_form', models.CharField(blank=True, choices=[('paper', 'Paper'), ('thumb', 'Thumb'), ('online', 'Online')], max_length=8)),
                ('consented_on', models.DateField(null=True)),
                ('leaf', models.BigIntegerField(unique=True)),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('local_body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.localbody')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
        ),
        migrations.CreateModel(
            name='Assessment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField()),
                ('on', models.DateField()),
                ('frame', models.JSONField()),
                ('frame_hash', models.BinaryField(max_length=32)),
                ('outcome', models.CharField(choices=[('eligible', 'Eligible'), ('not_eligible', 'Not Eligible'), ('held', 'Held')], max_length=12)),
                ('reasons', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list)),
                ('tree', models.JSONField()),
                ('rulebook', models.BinaryField(max_length=32)),
                ('leaf', models.BigIntegerField(unique=True)),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assessments', to='benefits.application')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Beneficiary',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=12, unique=True)),
                ('recorded_at', models.DateTimeField()),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
        ),
        migrations.AddField(
            model_name='application',
            name='beneficiary',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='benefits.beneficiary'),
        ),
        migrations.CreateModel(
            name='Death',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField()),
                ('died_on', models.DateField(null=True)),
                ('source', models.CharField(choices=[('relative', 'Relative'), ('society', 'Society'), ('local_body', 'Local Body'), ('register', 'Register'), ('mustering', 'Mustering')], max_length=12)),
                ('certificate', models.CharField(blank=True, max_length=60)),
                ('beneficiary', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='benefits.beneficiary')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('refutes', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='refutations', to='benefits.death')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField()),
                ('outcome', models.CharField(choices=[('sanctioned', 'Sanctioned'), ('refused', 'Refused')], max_length=10)),
                ('from_month', models.IntegerField(null=True)),
                ('reasons', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list)),
                ('words', models.CharField(blank=True, max_length=600)),
                ('words_ml', models.CharField(blank=True, max_length=600)),
                ('appeal_by', models.DateField(null=True)),
                ('leaf', models.BigIntegerField(unique=True)),
                ('allowed_by', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='benefits.appealoutcome')),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='benefits.application')),
                ('assessment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='benefits.assessment')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('order', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.order')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
        ),
        migrations.AddField(
            model_name='appeal',
            name='decision',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='appeal', to='benefits.decision'),
        ),
        migrations.CreateModel(
            name='Guardian',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField()),
                ('name', models.CharField(max_length=120)),
                ('proof', models.CharField(max_length=12)),
                ('proof_reference', models.CharField(max_length=60)),
                ('valid_from', models.DateField()),
                ('valid_until', models.DateField(null=True)),
                ('beneficiary', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='benefits.beneficiary')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='LifeProof',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField()),
                ('on', models.DateField()),
                ('manner', models.CharField(choices=[('centre', 'Centre'), ('home', 'Home'), ('certificate', 'Certificate')], max_length=12)),
                ('reference', models.CharField(max_length=60)),
                ('beneficiary', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='benefits.beneficiary')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Likeness',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField()),
                ('is_one_person', models.BooleanField()),
                ('reason', models.CharField(max_length=300)),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('higher', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='benefits.beneficiary')),
                ('lower', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='benefits.beneficiary')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
        ),
        migrations.CreateModel(
            name='ReferenceCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField()),
                ('mark', models.BinaryField(max_length=32, unique=True)),
                ('beneficiary', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='benefits.beneficiary')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SchemeOffice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20, unique=True)),
                ('title', models.CharField(max_length=120)),
                ('title_ml', models.CharField(max_length=120)),
                ('takes_local_bodies', models.BooleanField(default=True)),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.department')),
                ('head', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.headofaccount')),
            ],
        ),
        migrations.CreateModel(
            name='LifeWindow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField()),
                ('opens', models.DateField()),
                ('closes', models.DateField()),
                ('recorded_at', models.DateTimeField()),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.order')),
                ('scheme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='benefits.schemeoffice')),
            ],
        ),
        migrations.CreateModel(
            name='Award',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=16, unique=True)),
                ('ward', models.CharField(max_length=8)),
                ('from_month', models.IntegerField()),
                ('recorded_at', models.DateTimeField()),
                ('local_body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.localbody')),
                ('beneficiary', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='benefits.beneficiary')),
                ('decision', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='award', to='benefits.decision')),
                ('scheme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='benefits.schemeoffice')),
            ],
        ),
        migrations.AddField(
            model_name='application',
            name='scheme',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='benefits.schemeoffice'),
        ),
        migrations.CreateModel(
            name='Society',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=12, unique=True)),
                ('name', models.CharField(max_length=160)),
                ('name_ml', models.CharField(max_length=160)),
                ('local_body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.localbody')),
            ],
        ),
        migrations.CreateModel(
            name='Route',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField()),
                ('payer', models.CharField(choices=[('state', 'State'), ('centre', 'Centre')], default='state', max_length=6)),
                ('from_month', models.IntegerField()),
                ('kind', models.CharField(choices=[('bank', 'Bank'), ('home', 'Home'), ('post', 'Post')], max_length=4)),
                ('branch', models.CharField(blank=True, max_length=11)),
                ('number', models.CharField(blank=True, max_length=20)),
                ('tail', models.CharField(blank=True, max_length=4)),
                ('holder', models.CharField(blank=True, max_length=120)),
                ('is_joint', models.BooleanField(default=False)),
                ('mark', models.BinaryField(max_length=32, null=True)),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='routes', to='benefits.application')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('supersedes', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='benefits.route')),
                ('society', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='benefits.society')),
            ],
        ),
        migrations.CreateModel(
            name='StandingEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField()),
                ('event', models.CharField(choices=[('suspended', 'Suspended'), ('restored', 'Restored'), ('ended', 'Ended'), ('transferred', 'Transferred')], max_length=12)),
                ('cause', models.CharField(choices=[('not_mustered', 'Not Mustered'), ('not_eligible', 'Not Eligible'), ('court_stay', 'Court Stay'), ('duplicate', 'Duplicate'), ('death_reported', 'Death Reported'), ('death', 'Death'), ('other_pension', 'Other Pension'), ('given_up', 'Given Up'), ('cause_gone', 'Cause Gone'), ('mustered', 'Mustered'), ('alive', 'Alive'), ('moved', 'Moved')], max_length=16)),
                ('from_month', models.IntegerField()),
                ('until_month', models.IntegerField(null=True)),
                ('ward', models.CharField(blank=True, max_length=8)),
                ('leaf', models.BigIntegerField(unique=True)),
                ('award', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='benefits.award')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('lifts', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lifted_by', to='benefits.standingevent')),
                ('local_body', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.localbody')),
                ('order', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.order')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
        ),
        migrations.CreateModel(
            name='AwardNow',
            fields=[
                ('award', models.OneToOneField(on_delete=django.db.models.deletion.DO_NOTHING, primary_key=True, related_name='now', serialize=False, to='benefits.award')),
                ('ward', models.CharField(max_length=8)),
                ('state', models.CharField(choices=[('standing', 'Standing'), ('suspended', 'Suspended'), ('ended', 'Ended')], max_length=10)),
                ('cause', models.CharField(blank=True, max_length=16)),
                ('since_month', models.IntegerField()),
                ('waits', models.BigIntegerField(null=True)),
                ('beneficiary', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='benefits.beneficiary')),
                ('local_body', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='people.localbody')),
                ('scheme', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='benefits.schemeoffice')),
            ],
        ),
        migrations.CreateModel(
            name='Check',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('circumstance', 'Circumstance'), ('standing', 'Standing'), ('route', 'Route'), ('death', 'Death'), ('guardian', 'Guardian'), ('likeness', 'Likeness')], max_length=12)),
                ('entry', models.BigIntegerField()),
                ('is_agreed', models.BooleanField()),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('recorded_at', models.DateTimeField()),
                ('checked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('kind', 'entry'), name='benefit_checked_once'), models.CheckConstraint(condition=models.Q(('is_agreed', True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='benefit_decline_has_reason')],
            },
        ),
        migrations.CreateModel(
            name='Circumstance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField()),
                ('kind', models.CharField(max_length=40)),
                ('value', models.JSONField()),
                ('valid_from', models.DateField()),
                ('valid_until', models.DateField(null=True)),
                ('document', models.CharField(max_length=120)),
                ('is_withdrawn', models.BooleanField(default=False)),
                ('beneficiary', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='benefits.beneficiary')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('supersedes', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='benefits.circumstance')),
            ],
            options={
                'indexes': [models.Index(fields=['beneficiary', 'kind', 'valid_from', 'id'], name='circumstance_as_of')],
            },
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.UniqueConstraint(condition=models.Q(('allowed_by', None)), fields=('application',), name='decided_once'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('from_month__isnull', False), ('order__isnull', False), ('outcome', 'sanctioned')), models.Q(('appeal_by__isnull', False), ('from_month', None), ('outcome', 'refused'), models.Q(('words', ''), _negated=True), models.Q(('words_ml', ''), _negated=True)), _connector='OR'), name='decision_is_whole'),
        ),
        migrations.AddConstraint(
            model_name='likeness',
            constraint=models.CheckConstraint(condition=models.Q(('lower__lt', models.F('higher'))), name='likeness_in_order'),
        ),
        migrations.AddIndex(
            model_name='application',
            index=models.Index(fields=['local_body', 'owed_by'], name='applications_owed'),
        ),
        migrations.AddIndex(
            model_name='route',
            index=models.Index(fields=['mark'], name='routes_of_account'),
        ),
        migrations.AddConstraint(
            model_name='route',
            constraint=models.UniqueConstraint(condition=models.Q(('supersedes', None)), fields=('application', 'payer', 'from_month'), name='one_route_a_month'),
        ),
        migrations.AddConstraint(
            model_name='route',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'bank'), ('society', None), models.Q(('branch', ''), _negated=True), models.Q(('number', ''), _negated=True)), models.Q(('branch', ''), ('kind', 'home'), ('number', ''), ('payer', 'state'), ('society__isnull', False)), models.Q(('kind', 'post'), ('number', ''), ('payer', 'state'), ('society', None), models.Q(('branch', ''), _negated=True)), _connector='OR'), name='route_is_whole'),
        ),
        migrations.AddConstraint(
            model_name='standingevent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('event', 'transferred'), ('local_body__isnull', False), models.Q(('ward', ''), _negated=True)), models.Q(models.Q(('event', 'transferred'), _negated=True), ('local_body', None), ('ward', '')), _connector='OR'), name='transfer_names_a_body'),
        ),
        migrations.AddConstraint(
            model_name='standingevent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('event', 'restored'), ('lifts__isnull', False)), models.Q(models.Q(('event', 'restored'), _negated=True), ('lifts', None)), _connector='OR'), name='restoration_lifts'),
        ),
        migrations.AddIndex(
            model_name='awardnow',
            index=models.Index(fields=['local_body', 'scheme', 'state'], name='awards_of_body'),
        ),
        migrations.AddConstraint(
            model_name='awardnow',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'ended'), _negated=True), fields=('beneficiary', 'scheme'), name='one_open_award'),
        ),
    ]
