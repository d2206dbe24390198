import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('benefits', '0002_drawal_rollline_cycle_cyclesecret_cycleapproval_and_more'),
        ('messaging', '0003_registeredgateway_intimation_again_and_more'),
        ('orders', '0003_scanwithdrawal_remove_orderscan_scan_of_order_once_and_more'),
        ('people', '0005_delegationdecision_localbody_code_and_more'),
        ('privacy', '0010_destruction_alter_duty_asked_and_more'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='OperatorHold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('office', models.CharField(max_length=24)),
                ('text', models.CharField(max_length=40)),
                ('version', models.PositiveSmallIntegerField()),
                ('language', models.CharField(max_length=2)),
                ('status', models.CharField(max_length=40)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='OperatorText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=40)),
                ('version', models.PositiveSmallIntegerField()),
                ('office', models.CharField(max_length=24)),
                ('language', models.CharField(max_length=2)),
                ('template_id', models.CharField(max_length=19)),
                ('category', models.CharField(max_length=20)),
                ('words', models.TextField()),
                ('valid_from', models.DateField()),
                ('valid_until', models.DateField(null=True)),
                ('recorded_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='SenderManager',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('office', models.CharField(max_length=24)),
                ('post', models.CharField(max_length=120)),
                ('post_ml', models.CharField(max_length=120)),
                ('signs_in', models.CharField(max_length=20)),
                ('valid_from', models.DateField()),
                ('valid_until', models.DateField(null=True)),
                ('recorded_at', models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name='registeredsender',
            name='owner',
            field=models.CharField(blank=True, default='', max_length=160),
        ),
        migrations.AddField(
            model_name='registeredsender',
            name='telemarketers',
            field=models.CharField(blank=True, default='', max_length=120),
        ),
        migrations.CreateModel(
            name='CountFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=32, unique=True)),
                ('hash', models.BinaryField(unique=True)),
                ('office', models.CharField(max_length=24)),
                ('lines', models.JSONField()),
                ('over', models.PositiveIntegerField()),
                ('person', models.BigIntegerField()),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('leaf', models.BigIntegerField(unique=True)),
                ('case', models.ForeignKey(null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='privacy.duty')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='OperatorTariff',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('gateway', models.CharField(max_length=24)),
                ('thousand_paise', models.BigIntegerField()),
                ('valid_from', models.DateField()),
                ('recorded_at', models.DateTimeField()),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.order')),
            ],
        ),
        migrations.CreateModel(
            name='BenefitIntimation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('leg', models.BigIntegerField(unique=True)),
                ('values', models.JSONField()),
                ('code', models.CharField(max_length=10, unique=True)),
                ('recorded_at', models.DateTimeField()),
                ('award', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='benefits.award')),
                ('person', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='people.person')),
                ('text', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='messaging.messagetext')),
                ('use', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='privacy.use')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('use', 'person'), name='benefit_told_once_per_use')],
            },
        ),
        migrations.CreateModel(
            name='FactNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('values', models.JSONField()),
                ('code', models.CharField(max_length=10, unique=True)),
                ('kind', models.CharField(max_length=12)),
                ('source', models.BigIntegerField()),
                ('recorded_at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='people.person')),
                ('text', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='messaging.messagetext')),
                ('use', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='privacy.use')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('kind', 'source', 'person'), name='event_told_once'), models.UniqueConstraint(fields=('use', 'person'), name='fact_told_once_per_use')],
            },
        ),
    ]
