import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('orders', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='OrderScan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.BinaryField(max_length=32)),
                ('size', models.PositiveIntegerField()),
                ('media', models.CharField(max_length=40)),
                ('role', models.CharField(max_length=40)),
                ('drawing_code', models.CharField(blank=True, max_length=40)),
                ('recorded_at', models.DateTimeField()),
                ('attached_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.order')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('order', 'sha256'), name='scan_of_order_once'), models.CheckConstraint(condition=models.Q(('media__in', ['application/pdf', 'image/jpeg', 'image/png', 'image/tiff']), ('size__gt', 0), ('size__lte', 2097152)), name='scan_of_safe_type_and_size')],
            },
        ),
    ]
