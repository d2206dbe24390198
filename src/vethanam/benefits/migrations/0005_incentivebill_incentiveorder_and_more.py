import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('benefits', '0004_delivery_listtaken_moneyreturn_alter_check_kind_and_more'),
        ('identity', '0005_confirmedact_putaway'),
        ('people', '0007_alter_appointment_role_and_more'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='IncentiveBill',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField()),
                ('number', models.CharField(max_length=16, unique=True)),
                ('deliveries', models.IntegerField()),
                ('agent', models.BigIntegerField()),
                ('own', models.BigIntegerField()),
                ('total', models.BigIntegerField()),
                ('figure', models.CharField(max_length=200)),
                ('leaf', models.BigIntegerField(unique=True)),
            ],
        ),
        migrations.CreateModel(
            name='IncentiveOrder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField()),
                ('role', models.CharField(max_length=24)),
                ('leaf', models.BigIntegerField(unique=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='leg',
            name='benefit_leg_of_an_award_or_advance',
        ),
        migrations.RemoveConstraint(
            model_name='leg',
            name='only_home_legs_are_listed',
        ),
        migrations.AlterField(
            model_name='leg',
            name='kind',
            field=models.CharField(choices=[('bank', 'Bank'), ('post', 'Post'), ('home', 'Home'), ('society', 'Society'), ('bill', 'Bill')], max_length=8),
        ),
        migrations.AddConstraint(
            model_name='leg',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'bill'), ('state__in', ['instructed', 'credited'])), fields=('advance',), name='one_live_incentive_leg'),
        ),
        migrations.AddConstraint(
            model_name='leg',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'bill'), ('replaces', None)), fields=('advance',), name='one_first_incentive_leg'),
        ),
        migrations.AddConstraint(
            model_name='leg',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('advance__isnull', False), ('award', None), ('kind__in', ['society', 'bill']), ('route', None)), models.Q(models.Q(('kind__in', ['society', 'bill']), _negated=True), ('award__isnull', False), ('route__isnull', False)), _connector='OR'), name='benefit_leg_of_an_award_or_advance'),
        ),
        migrations.AddConstraint(
            model_name='leg',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['home', 'society', 'bill']), ('advance', None), _connector='OR'), name='only_home_legs_are_listed'),
        ),
        migrations.AddField(
            model_name='incentivebill',
            name='advance',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='benefits.advance'),
        ),
        migrations.AddField(
            model_name='incentivebill',
            name='entered_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='incentivebill',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person'),
        ),
        migrations.AddField(
            model_name='incentiveorder',
            name='bill',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='orders', to='benefits.incentivebill'),
        ),
        migrations.AddField(
            model_name='incentiveorder',
            name='entered_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='incentiveorder',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person'),
        ),
        migrations.AddField(
            model_name='incentiveorder',
            name='signed',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.signedact'),
        ),
        migrations.AddConstraint(
            model_name='incentivebill',
            constraint=models.CheckConstraint(condition=models.Q(('total', django.db.models.expressions.CombinedExpression(models.F('deliveries'), '*', django.db.models.expressions.CombinedExpression(models.F('agent'), '+', models.F('own')))), ('total__gt', 0)), name='incentive_of_deliveries'),
        ),
        migrations.AddConstraint(
            model_name='incentiveorder',
            constraint=models.UniqueConstraint(fields=('bill', 'role'), name='incentive_ordered_once_a_role'),
        ),
    ]
