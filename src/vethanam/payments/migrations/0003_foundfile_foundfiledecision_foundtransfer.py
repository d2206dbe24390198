import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('payments', '0002_answer_said_filebody_signature_and_more'),
    ]

    operations = [
        migrations.CreateModel(
            name='FoundFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('message', models.CharField(max_length=35, unique=True)),
                ('sha256', models.BinaryField()),
                ('treasury', models.CharField(blank=True, max_length=35)),
                ('mark', models.CharField(blank=True, db_index=True, max_length=35)),
                ('legs_count', models.IntegerField()),
                ('total', models.BigIntegerField()),
                ('execute_on', models.DateField()),
                ('created_at', models.DateTimeField()),
                ('found_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='FoundFileDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('message', models.CharField(max_length=35)),
                ('outcome', models.CharField(choices=[('bill_follows', 'Bill Follows'), ('void', 'Void')], max_length=12)),
                ('reason', models.CharField(max_length=300)),
                ('recorded_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='FoundTransfer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=35, unique=True)),
                ('replaces', models.CharField(blank=True, max_length=35)),
                ('amount', models.BigIntegerField()),
                ('employee', models.CharField(blank=True, db_index=True, max_length=24)),
                ('schedule', models.CharField(blank=True, max_length=40)),
                ('tail', models.CharField(blank=True, max_length=4)),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='transfers', to='payments.foundfile')),
                ('leg', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='payments.paymentleg')),
            ],
        ),
    ]
