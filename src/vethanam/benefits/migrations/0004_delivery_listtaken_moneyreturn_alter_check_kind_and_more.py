import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('benefits', '0003_beneficiarysheet_deathnotice_deathnoticeanswer_and_more'),
        ('people', '0007_alter_appointment_role_and_more'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField()),
                ('outcome', models.CharField(choices=[('delivered', 'Delivered'), ('not_found', 'Not Found'), ('absent', 'Absent'), ('moved', 'Moved'), ('refused', 'Refused'), ('died', 'Died')], max_length=12)),
                ('on', models.DateField()),
                ('proof', models.CharField(blank=True, choices=[('code', 'Code'), ('thumb', 'Thumb'), ('witnesses', 'Witnesses')], max_length=12)),
                ('reference', models.CharField(blank=True, max_length=120)),
                ('leaf', models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='ListTaken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField()),
                ('content', models.BinaryField(max_length=32)),
                ('leaf', models.BigIntegerField(unique=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='MoneyReturn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField()),
                ('amount', models.BigIntegerField()),
                ('on', models.DateField()),
                ('reference', models.CharField(max_length=40)),
                ('leaf', models.BigIntegerField(unique=True)),
            ],
        ),
        migrations.AlterField(
            model_name='check',
            name='kind',
            field=models.CharField(choices=[('circumstance', 'Circumstance'), ('standing', 'Standing'), ('route', 'Route'), ('death', 'Death'), ('guardian', 'Guardian'), ('likeness', 'Likeness'), ('elsewhere', 'Elsewhere'), ('demand', 'Demand'), ('delivery', 'Delivery'), ('money_return', 'Money Return')], max_length=12),
        ),
        migrations.AlterField(
            model_name='leg',
            name='award',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='benefits.award'),
        ),
        migrations.AlterField(
            model_name='leg',
            name='kind',
            field=models.CharField(choices=[('bank', 'Bank'), ('post', 'Post'), ('home', 'Home'), ('society', 'Society')], max_length=8),
        ),
        migrations.AlterField(
            model_name='leg',
            name='route',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='benefits.route'),
        ),
        migrations.CreateModel(
            name='Advance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=16, unique=True)),
                ('people', models.IntegerField()),
                ('total', models.BigIntegerField()),
                ('days', models.PositiveSmallIntegerField()),
                ('recorded_at', models.DateTimeField()),
                ('leaf', models.BigIntegerField(unique=True)),
                ('release', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='benefits.release')),
                ('society', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='benefits.society')),
            ],
        ),
        migrations.AddField(
            model_name='leg',
            name='advance',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='legs', to='benefits.advance'),
        ),
        migrations.AddConstraint(
            model_name='leg',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'society'), ('state__in', ['instructed', 'credited'])), fields=('advance',), name='one_live_advance_leg'),
        ),
        migrations.AddConstraint(
            model_name='leg',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'society'), ('replaces', None)), fields=('advance',), name='one_first_advance_leg'),
        ),
        migrations.AddConstraint(
            model_name='leg',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('advance__isnull', False), ('award', None), ('kind', 'society'), ('route', None)), models.Q(models.Q(('kind', 'society'), _negated=True), ('award__isnull', False), ('route__isnull', False)), _connector='OR'), name='benefit_leg_of_an_award_or_advance'),
        ),
        migrations.AddConstraint(
            model_name='leg',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['home', 'society']), ('advance', None), _connector='OR'), name='only_home_legs_are_listed'),
        ),
        migrations.AddField(
            model_name='delivery',
            name='entered_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='delivery',
            name='leg',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='benefits.leg'),
        ),
        migrations.AddField(
            model_name='delivery',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person'),
        ),
        migrations.AddField(
            model_name='listtaken',
            name='advance',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='benefits.advance'),
        ),
        migrations.AddField(
            model_name='listtaken',
            name='entered_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='listtaken',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person'),
        ),
        migrations.AddField(
            model_name='moneyreturn',
            name='advance',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='benefits.advance'),
        ),
        migrations.AddField(
            model_name='moneyreturn',
            name='entered_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='moneyreturn',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person'),
        ),
        migrations.AddConstraint(
            model_name='advance',
            constraint=models.CheckConstraint(condition=models.Q(('people__gt', 0), ('total__gt', 0)), name='advance_pays_something'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(fields=['leg'], name='deliveries_of_line'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'delivered'), models.Q(('proof', ''), _negated=True), models.Q(('reference', ''), _negated=True)), models.Q(models.Q(('outcome', 'delivered'), _negated=True), ('proof', ''), ('reference', '')), _connector='OR'), name='delivery_has_its_proof'),
        ),
        migrations.AddConstraint(
            model_name='moneyreturn',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='money_return_of_something'),
        ),
    ]
