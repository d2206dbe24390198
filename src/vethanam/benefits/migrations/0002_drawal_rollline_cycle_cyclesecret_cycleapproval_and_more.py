import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('benefits', '0001_initial'),
        ('identity', '0005_confirmedact_putaway'),
        ('orders', '0003_scanwithdrawal_remove_orderscan_scan_of_order_once_and_more'),
        ('people', '0005_delegationdecision_localbody_code_and_more'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Drawal',
            fields=[
                ('pk', models.CompositePrimaryKey('release_id', 'award_id', 'for_month', 'payer', blank=True, editable=False, primary_key=True, serialize=False)),
                ('for_month', models.IntegerField()),
                ('payer', models.CharField(choices=[('state', 'State'), ('centre', 'Centre')], max_length=6)),
                ('cause', models.CharField(choices=[('month', 'Month'), ('instalment', 'Instalment'), ('difference', 'Difference')], max_length=10)),
                ('amount', models.BigIntegerField()),
            ],
            options={
                'db_table': 'benefits_drawal',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='RollLine',
            fields=[
                ('pk', models.CompositePrimaryKey('cycle_id', 'award_id', 'for_month', blank=True, editable=False, primary_key=True, serialize=False)),
                ('for_month', models.IntegerField()),
                ('state', models.CharField(choices=[('eligible', 'Eligible'), ('not_eligible', 'Not Eligible'), ('held', 'Held'), ('suspended', 'Suspended'), ('ended', 'Ended')], max_length=12)),
                ('reason', models.CharField(max_length=40)),
                ('recheck', models.IntegerField()),
            ],
            options={
                'db_table': 'benefits_rollline',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='Cycle',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField()),
                ('month', models.IntegerField()),
                ('version', models.SmallIntegerField()),
                ('months', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField())),
                ('assessed', models.IntegerField()),
                ('rules_hash', models.BinaryField(max_length=32)),
                ('rulebook', models.BinaryField(max_length=32)),
                ('seen', models.JSONField()),
                ('roll_hash', models.BinaryField(max_length=32)),
                ('result_hash', models.BinaryField(max_length=32)),
                ('leaf', models.BigIntegerField(unique=True)),
                ('base', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='benefits.cycle')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('scheme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='benefits.schemeoffice')),
            ],
        ),
        migrations.CreateModel(
            name='CycleSecret',
            fields=[
                ('cycle', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='benefits.cycle')),
                ('key', models.BinaryField(max_length=32)),
                ('filler', models.BinaryField(max_length=32)),
                ('salts', models.BinaryField(max_length=32)),
            ],
        ),
        migrations.CreateModel(
            name='CycleApproval',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField()),
                ('result_hash', models.BinaryField(max_length=32)),
                ('people', models.IntegerField()),
                ('root', models.BinaryField(max_length=32)),
                ('leaf', models.BigIntegerField(unique=True)),
                ('cycle', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='approval', to='benefits.cycle')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CycleReopening',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField()),
                ('reason', models.CharField(max_length=300)),
                ('leaf', models.BigIntegerField(unique=True)),
                ('cycle', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='reopening', to='benefits.cycle')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.order')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CycleRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.IntegerField()),
                ('is_full', models.BooleanField()),
                ('asked_at', models.DateTimeField()),
                ('office', models.CharField(max_length=24)),
                ('role', models.CharField(max_length=24)),
                ('is_sample', models.BooleanField(default=False)),
                ('state', models.CharField(choices=[('asked', 'Asked'), ('computing', 'Computing'), ('done', 'Done'), ('stopped', 'Stopped')], default='asked', max_length=9)),
                ('outcome', models.TextField(blank=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('cycle', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='benefits.cycle')),
                ('delegation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.delegation')),
                ('on_behalf_of', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('scheme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='benefits.schemeoffice')),
            ],
        ),
        migrations.CreateModel(
            name='CycleTile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.IntegerField()),
                ('first', models.BinaryField()),
                ('hash', models.BinaryField()),
                ('leaves', models.BinaryField()),
                ('cycle', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='benefits.cycle')),
            ],
        ),
        migrations.CreateModel(
            name='DrawnElsewhere',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField()),
                ('for_month', models.IntegerField()),
                ('payer', models.CharField(choices=[('state', 'State'), ('centre', 'Centre')], max_length=6)),
                ('amount', models.BigIntegerField()),
                ('source', models.CharField(choices=[('pfms', 'Pfms'), ('board', 'Board'), ('former_system', 'Former System')], max_length=14)),
                ('reference', models.CharField(max_length=60)),
                ('leaf', models.BigIntegerField(unique=True)),
                ('award', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='benefits.award')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
        ),
        migrations.CreateModel(
            name='FilePart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('message', models.CharField(max_length=35, unique=True)),
                ('ordinal', models.PositiveIntegerField()),
                ('execute_on', models.DateField()),
                ('legs_count', models.IntegerField()),
                ('total', models.BigIntegerField()),
                ('sha256', models.BinaryField(null=True)),
                ('state', models.CharField(choices=[('written', 'Written'), ('leaving', 'Leaving'), ('handed_over', 'Handed Over'), ('acknowledged', 'Acknowledged'), ('withdrawn', 'Withdrawn')], default='written', max_length=12)),
                ('created_at', models.DateTimeField()),
                ('handed_over_at', models.DateTimeField(null=True)),
                ('acknowledged_at', models.DateTimeField(null=True)),
                ('leaf', models.BigIntegerField(null=True)),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Kind',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('age_band', models.CharField(max_length=16)),
                ('disability_band', models.CharField(max_length=16)),
                ('other_pension', models.CharField(max_length=16)),
                ('share_class', models.CharField(max_length=16)),
                ('scheme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='benefits.schemeoffice')),
            ],
        ),
        migrations.CreateModel(
            name='CycleCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('for_month', models.IntegerField()),
                ('state', models.CharField(choices=[('eligible', 'Eligible'), ('not_eligible', 'Not Eligible'), ('held', 'Held'), ('suspended', 'Suspended'), ('ended', 'Ended')], max_length=12)),
                ('reason', models.CharField(max_length=40)),
                ('change', models.CharField(choices=[('same', 'Same'), ('new', 'New'), ('changed', 'Changed'), ('gone', 'Gone')], max_length=8)),
                ('people', models.IntegerField()),
                ('cycle', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='counts', to='benefits.cycle')),
                ('local_body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.localbody')),
                ('kind', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='benefits.kind')),
            ],
        ),
        migrations.CreateModel(
            name='KindMonth',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.IntegerField()),
                ('due', models.BigIntegerField(null=True)),
                ('held', models.BigIntegerField(null=True)),
                ('missing', models.CharField(blank=True, max_length=80)),
                ('state', models.BigIntegerField(null=True)),
                ('centre', models.BigIntegerField(null=True)),
                ('cycle', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='benefits.cycle')),
                ('kind', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='benefits.kind')),
            ],
        ),
        migrations.CreateModel(
            name='Release',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField()),
                ('number', models.CharField(max_length=16, unique=True)),
                ('months', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField())),
                ('instalment', models.CharField(blank=True, max_length=40)),
                ('rate_of', models.IntegerField(null=True)),
                ('payer', models.CharField(choices=[('state', 'State'), ('centre', 'Centre')], max_length=6)),
                ('sum', models.BigIntegerField()),
                ('leaf', models.BigIntegerField(unique=True)),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.order')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('scheme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='benefits.schemeoffice')),
            ],
        ),
        migrations.CreateModel(
            name='PaymentOrder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField()),
                ('role', models.CharField(max_length=24)),
                ('content', models.BinaryField(max_length=32)),
                ('sum', models.BigIntegerField()),
                ('leaf', models.BigIntegerField(unique=True)),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('signed', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.signedact')),
                ('release', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='benefits.release')),
            ],
        ),
        migrations.CreateModel(
            name='Leg',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=35, unique=True)),
                ('kind', models.CharField(choices=[('bank', 'Bank'), ('post', 'Post'), ('home', 'Home')], max_length=4)),
                ('amount', models.BigIntegerField()),
                ('attempt', models.PositiveSmallIntegerField(default=1)),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('instructed', 'Instructed'), ('credited', 'Credited'), ('rejected', 'Rejected'), ('returned', 'Returned'), ('withheld', 'Withheld'), ('reissued', 'Reissued'), ('listed', 'Listed'), ('delivered', 'Delivered'), ('undelivered', 'Undelivered')], max_length=12)),
                ('why', models.CharField(blank=True, max_length=40)),
                ('paid_on', models.DateField(null=True)),
                ('recorded_at', models.DateTimeField()),
                ('award', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='benefits.award')),
                ('part', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='legs', to='benefits.filepart')),
                ('replaces', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='benefits.leg')),
                ('route', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='benefits.route')),
                ('release', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='benefits.release')),
            ],
        ),
        migrations.AddField(
            model_name='filepart',
            name='release',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='benefits.release'),
        ),
        migrations.AddConstraint(
            model_name='cycle',
            constraint=models.UniqueConstraint(fields=('scheme', 'month', 'version'), name='benefit_cycle_version_once'),
        ),
        migrations.AddConstraint(
            model_name='cyclerequest',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['asked', 'computing'])), fields=('scheme', 'month'), name='cycle_asked_once'),
        ),
        migrations.AddConstraint(
            model_name='cyclerequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('cycle__isnull', False), ('state', 'done')), models.Q(models.Q(('state', 'done'), _negated=True), ('cycle__isnull', True)), _connector='OR'), name='cycle_request_done_with_cycle'),
        ),
        migrations.AddConstraint(
            model_name='cycletile',
            constraint=models.UniqueConstraint(fields=('cycle', 'number'), name='cycle_tile_once'),
        ),
        migrations.AddIndex(
            model_name='drawnelsewhere',
            index=models.Index(fields=['award', 'for_month'], name='benefit_drawn_elsewhere'),
        ),
        migrations.AddConstraint(
            model_name='drawnelsewhere',
            constraint=models.UniqueConstraint(fields=('award', 'for_month', 'payer', 'source', 'reference'), name='drawn_elsewhere_once'),
        ),
        migrations.AddConstraint(
            model_name='drawnelsewhere',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='drawn_elsewhere_amount'),
        ),
        migrations.AddConstraint(
            model_name='kind',
            constraint=models.UniqueConstraint(fields=('scheme', 'age_band', 'disability_band', 'other_pension', 'share_class'), name='benefit_kind_once'),
        ),
        migrations.AddConstraint(
            model_name='kindmonth',
            constraint=models.UniqueConstraint(fields=('cycle', 'kind', 'month'), name='kind_month_once'),
        ),
        migrations.AddConstraint(
            model_name='kindmonth',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('due', None), ('held', None)), ('due', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('state'), '+', models.F('centre')), '+', models.F('held'))), _connector='OR'), name='kind_month_adds_up'),
        ),
        migrations.AddConstraint(
            model_name='release',
            constraint=models.CheckConstraint(condition=models.Q(('sum__gt', 0)), name='release_of_money'),
        ),
        migrations.AddConstraint(
            model_name='release',
            constraint=models.CheckConstraint(condition=models.Q(('months', []), _negated=True), name='release_has_months'),
        ),
        migrations.AddConstraint(
            model_name='paymentorder',
            constraint=models.UniqueConstraint(fields=('release', 'role'), name='payment_ordered_once_a_role'),
        ),
        migrations.AddIndex(
            model_name='leg',
            index=models.Index(fields=['award', 'release'], name='benefit_legs_of_award'),
        ),
        migrations.AddIndex(
            model_name='leg',
            index=models.Index(fields=['release', 'state'], name='benefit_legs_of_release'),
        ),
        migrations.AddIndex(
            model_name='leg',
            index=models.Index(condition=models.Q(('state', 'instructed')), fields=['part'], name='benefit_legs_unanswered'),
        ),
        migrations.AddConstraint(
            model_name='leg',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['waiting', 'instructed', 'credited', 'listed', 'delivered'])), fields=('release', 'award'), name='one_live_benefit_leg'),
        ),
        migrations.AddConstraint(
            model_name='leg',
            constraint=models.UniqueConstraint(condition=models.Q(('replaces', None)), fields=('release', 'award'), name='one_first_benefit_leg'),
        ),
        migrations.AddConstraint(
            model_name='leg',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='benefit_leg_pays_something'),
        ),
        migrations.AddConstraint(
            model_name='leg',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('paid_on__isnull', False), ('state__in', ['credited', 'delivered'])), models.Q(('state__in', ['credited', 'delivered']), _negated=True), _connector='OR'), name='benefit_leg_paid_on_a_day'),
        ),
        migrations.AddConstraint(
            model_name='leg',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'home'), ('part', None)), models.Q(('kind', 'home'), _negated=True), _connector='OR'), name='benefit_leg_of_a_part'),
        ),
        migrations.AddConstraint(
            model_name='filepart',
            constraint=models.UniqueConstraint(fields=('release', 'ordinal'), name='benefit_part_once'),
        ),
        migrations.AddConstraint(
            model_name='filepart',
            constraint=models.CheckConstraint(condition=models.Q(('legs_count__gt', 0), ('total__gt', 0)), name='benefit_part_pays_something'),
        ),
    ]
