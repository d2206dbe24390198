import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('privacy', '0015_impactassessment_informationrequest_informationseal_and_more'),
    ]

    operations = [
        migrations.CreateModel(
            name='ConsentManager',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=24)),
                ('name', models.CharField(max_length=120)),
                ('name_ml', models.CharField(blank=True, max_length=120)),
                ('valid_from', models.DateField()),
                ('valid_until', models.DateField()),
                ('recorded_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='ManagerCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.BigIntegerField()),
                ('manager', models.CharField(max_length=24)),
                ('hash', models.BinaryField(unique=True)),
                ('ends_at', models.DateTimeField()),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('leaf', models.BigIntegerField(unique=True)),
            ],
        ),
        migrations.AddField(
            model_name='consent',
            name='manager',
            field=models.CharField(blank=True, db_default='', default='', max_length=24),
        ),
        migrations.AddField(
            model_name='consentwithdrawal',
            name='manager',
            field=models.CharField(blank=True, db_default='', default='', max_length=24),
        ),
        migrations.CreateModel(
            name='ManagerLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.BigIntegerField(db_index=True)),
                ('manager', models.CharField(max_length=24)),
                ('handle_hash', models.BinaryField(unique=True)),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('leaf', models.BigIntegerField(unique=True)),
                ('code', models.OneToOneField(on_delete=django.db.models.deletion.DO_NOTHING, related_name='link', to='privacy.managercode')),
            ],
        ),
        migrations.CreateModel(
            name='ManagerCall',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('manager', models.CharField(max_length=24)),
                ('does', models.CharField(choices=[('redeem', 'Redeem'), ('read', 'Read'), ('give', 'Give'), ('withdraw', 'Withdraw')], max_length=8)),
                ('purpose', models.CharField(blank=True, max_length=24)),
                ('controller', models.CharField(blank=True, max_length=24)),
                ('refusal', models.CharField(blank=True, max_length=40)),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('leaf', models.BigIntegerField(unique=True)),
                ('link', models.ForeignKey(null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='calls', to='privacy.managerlink')),
            ],
        ),
        migrations.CreateModel(
            name='ManagerLinkEnd',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('leaf', models.BigIntegerField(unique=True)),
                ('link', models.OneToOneField(on_delete=django.db.models.deletion.DO_NOTHING, related_name='end', to='privacy.managerlink')),
            ],
        ),
    ]
