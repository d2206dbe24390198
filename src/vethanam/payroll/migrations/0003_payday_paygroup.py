import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('orders', '0001_initial'),
        ('payroll', '0002_alter_drawnelsewhere_entered_by_and_more'),
        ('people', '0003_appointment_leaf_delegation_leaf'),
    ]

    operations = [
        migrations.CreateModel(
            name='PayDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pay_group', models.CharField(default='general', max_length=12)),
                ('month', models.IntegerField()),
                ('opens_on', models.DateField()),
                ('cut_off_on', models.DateField()),
                ('pays_on', models.DateField()),
                ('recorded_at', models.DateTimeField()),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.order')),
            ],
            options={
                'indexes': [models.Index(fields=['month', 'pay_group'], name='pay_day_of_month')],
                'constraints': [models.CheckConstraint(condition=models.Q(('cut_off_on__lte', models.F('pays_on')), ('opens_on__lte', models.F('cut_off_on'))), name='pay_day_in_order')],
            },
        ),
        migrations.CreateModel(
            name='PayGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pay_group', models.CharField(max_length=12)),
                ('first_month', models.IntegerField()),
                ('recorded_at', models.DateTimeField()),
                ('drawing_code', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.drawingcode')),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.order')),
            ],
            options={
                'indexes': [models.Index(fields=['drawing_code', 'first_month'], name='pay_group_of_code')],
            },
        ),
    ]
