import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('payments', '0001_initial'),
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
        migrations.AddField(
            model_name='answer',
            name='said',
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name='filebody',
            name='signature',
            field=models.BinaryField(null=True),
        ),
        migrations.AlterField(
            model_name='paymentfile',
            name='sha256',
            field=models.BinaryField(null=True),
        ),
        migrations.CreateModel(
            name='FailedLeg',
            fields=[
                ('leg', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='payments.paymentleg')),
                ('answer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='payments.answer')),
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
        migrations.CreateModel(
            name='PaymasterRemark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=160, unique=True)),
                ('code', models.CharField(max_length=40)),
                ('facts', models.JSONField(default=dict)),
                ('recorded_at', models.DateTimeField()),
                ('taken_at', models.DateTimeField(null=True)),
                ('file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='payments.paymentfile')),
                ('leg', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='payments.paymentleg')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('taken_at__isnull', True)), fields=['id'], name='remarks_to_take')],
            },
        ),
    ]
