import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('payroll', '0004_linequestion_entry'),
        ('people', '0003_appointment_leaf_delegation_leaf'),
    ]

    operations = [
        migrations.CreateModel(
            name='OutsideVoucher',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('for_month', models.IntegerField()),
                ('components', django.contrib.postgres.fields.ArrayField(base_field=models.SmallIntegerField())),
                ('amounts', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField())),
                ('source', models.CharField(choices=[('manual_bill', 'Manual Bill'), ('before_system', 'Before System'), ('other_employer', 'Other Employer'), ('provident_fund', 'Provident Fund')], max_length=16)),
                ('voucher_number', models.CharField(max_length=40)),
                ('voucher_date', models.DateField()),
                ('recorded_at', models.DateTimeField()),
                ('drawing_code', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='people.drawingcode')),
                ('employment', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='people.employment')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='people.person')),
                ('entered_for', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='people.person')),
                ('replaces', models.ForeignKey(null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='payroll.drawnelsewhere')),
            ],
        ),
        migrations.CreateModel(
            name='OutsideVoucherDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.CharField(choices=[('verified', 'Verified'), ('declined', 'Declined'), ('withdrawn', 'Withdrawn')], max_length=9)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('recorded_at', models.DateTimeField()),
                ('decided_by', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='people.person')),
                ('decided_for', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='people.person')),
                ('drawn', models.OneToOneField(null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='payroll.drawnelsewhere')),
                ('voucher', models.OneToOneField(on_delete=django.db.models.deletion.DO_NOTHING, related_name='decision', to='payroll.outsidevoucher')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('drawn__isnull', False), ('outcome', 'verified')), models.Q(models.Q(('outcome', 'verified'), _negated=True), ('drawn__isnull', True)), _connector='OR'), name='only_a_verified_voucher_counts')],
            },
        ),
    ]
