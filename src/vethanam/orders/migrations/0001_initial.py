import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Order',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('government', 'Government'), ('office', 'Office'), ('court', 'Court'), ('pay_slip', 'Pay Slip'), ('sanction', 'Sanction')], default='government', max_length=12)),
                ('number', models.CharField(max_length=120)),
                ('dated', models.DateField()),
                ('with_effect_from', models.DateField(null=True)),
                ('first_drawn_month', models.IntegerField(null=True)),
                ('paragraph', models.CharField(blank=True, max_length=60)),
                ('title', models.CharField(blank=True, max_length=300)),
                ('title_ml', models.CharField(blank=True, max_length=300)),
                ('document_hash', models.BinaryField(null=True)),
                ('case_number', models.CharField(blank=True, max_length=80)),
                ('payment_mode', models.CharField(choices=[('cash', 'Cash'), ('provident_fund', 'Provident Fund')], default='cash', max_length=16)),
                ('instalments', models.PositiveSmallIntegerField(default=1)),
                ('locked_until', models.DateField(null=True)),
                ('recorded_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('number', 'dated'), name='order_number_and_date')],
            },
        ),
        migrations.CreateModel(
            name='OrderEffect',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('in_force', 'In Force'), ('stayed', 'Stayed'), ('vacated', 'Vacated'), ('set_aside', 'Set Aside'), ('superseded', 'Superseded')], max_length=12)),
                ('employment', models.BigIntegerField(null=True)),
                ('valid_from', models.DateField()),
                ('recorded_at', models.DateTimeField()),
                ('case_number', models.CharField(blank=True, max_length=80)),
                ('by_order', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.order')),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.order')),
            ],
        ),
        migrations.CreateModel(
            name='Figure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pack', models.CharField(max_length=40)),
                ('parameter', models.CharField(max_length=80)),
                ('key', models.CharField(blank=True, max_length=60)),
                ('with_effect_from', models.DateField()),
                ('content', models.JSONField()),
                ('recorded_at', models.DateTimeField()),
                ('agreed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.order')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('entered_by', models.F('agreed_by')), _negated=True), name='figure_agreed_by_another')],
            },
        ),
    ]
