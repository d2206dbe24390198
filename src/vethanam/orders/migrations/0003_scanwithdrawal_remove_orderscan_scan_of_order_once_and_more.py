import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('orders', '0002_orderscan'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ScanWithdrawal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.CharField(choices=[('asked', 'Asked'), ('withdrawn', 'Withdrawn'), ('declined', 'Declined')], max_length=12)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('person', models.BigIntegerField(null=True)),
                ('role', models.CharField(max_length=40)),
                ('drawing_code', models.CharField(blank=True, max_length=40)),
                ('recorded_at', models.DateTimeField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='orderscan',
            name='scan_of_order_once',
        ),
        migrations.AddField(
            model_name='orderscan',
            name='times_attached',
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AddConstraint(
            model_name='orderscan',
            constraint=models.UniqueConstraint(fields=('order', 'sha256', 'times_attached'), name='scan_of_order_once'),
        ),
        migrations.AddField(
            model_name='scanwithdrawal',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='scanwithdrawal',
            name='scan',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='orders.orderscan'),
        ),
        migrations.AddConstraint(
            model_name='scanwithdrawal',
            constraint=models.CheckConstraint(condition=models.Q(('step', 'withdrawn'), models.Q(('reason', ''), _negated=True), _connector='OR'), name='scan_step_with_reason'),
        ),
    ]
