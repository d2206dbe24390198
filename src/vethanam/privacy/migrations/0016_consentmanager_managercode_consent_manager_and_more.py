import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('orders', '0003_scanwithdrawal_remove_orderscan_scan_of_order_once_and_more'),
        ('privacy', '0015_impactassessment_informationrequest_informationseal_and_more'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
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
        migrations.AlterField(
            model_name='duty',
            name='asked',
            field=models.CharField(choices=[('answer_not_enough', 'answer_not_enough'), ('canary_reached', 'canary_reached'), ('contact_wrong', 'contact_wrong'), ('correction', 'correction'), ('data_reached', 'data_reached'), ('device_lost', 'device_lost'), ('did_not_agree', 'did_not_agree'), ('erasure', 'erasure'), ('header_used_elsewhere', 'header_used_elsewhere'), ('keys_differ', 'keys_differ'), ('looked_up_beyond_purpose', 'looked_up_beyond_purpose'), ('looks_unwritten', 'looks_unwritten'), ('nomination', 'nomination'), ('not_about_me', 'not_about_me'), ('processor_told', 'processor_told'), ('summary', 'summary'), ('told_after_stop', 'told_after_stop'), ('too_often', 'too_often'), ('who_and_why', 'who_and_why'), ('wrong_people', 'wrong_people')], max_length=32),
        ),
        migrations.CreateModel(
            name='ElectionClearance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(max_length=24)),
                ('text_hash', models.CharField(max_length=64)),
                ('until', models.DateField(null=True)),
                ('recorded_at', models.DateTimeField()),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.order')),
            ],
            options={
                'abstract': False,
            },
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
        migrations.CreateModel(
            name='WindowAgreement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('person', models.BigIntegerField()),
                ('role', models.CharField(max_length=24)),
                ('leaf', models.BigIntegerField(unique=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('window', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='agreements', to='privacy.recordedwindow')),
            ],
        ),
    ]
