import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0003_appointment_leaf_delegation_leaf'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Program',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=24, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('name_ml', models.CharField(blank=True, max_length=120)),
                ('office', models.CharField(max_length=24)),
                ('role', models.CharField(choices=[('drawing_officer', 'drawing_officer'), ('treasury_officer', 'treasury_officer'), ('finance_officer', 'finance_officer'), ('purpose_owner', 'purpose_owner')], max_length=24)),
                ('scope', models.CharField(blank=True, max_length=24)),
                ('valid_from', models.DateField()),
                ('valid_until', models.DateField()),
                ('recorded_at', models.DateTimeField()),
                ('account', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('role__in', ('drawing_officer', 'treasury_officer', 'finance_officer', 'purpose_owner'))), name='program_only_reads'), models.CheckConstraint(condition=models.Q(models.Q(('role', 'finance_officer'), ('scope', '')), models.Q(models.Q(('scope', ''), _negated=True), models.Q(('role', 'finance_officer'), _negated=True)), _connector='OR'), name='program_has_scope')],
            },
        ),
    ]
