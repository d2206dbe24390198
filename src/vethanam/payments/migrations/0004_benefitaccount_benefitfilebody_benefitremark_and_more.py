import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('benefits', '0002_drawal_rollline_cycle_cyclesecret_cycleapproval_and_more'),
        ('payments', '0003_foundfile_foundfiledecision_foundtransfer'),
    ]

    operations = [
        migrations.CreateModel(
            name='BenefitAccount',
            fields=[
                ('leg', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='benefits.leg')),
                ('salt', models.BinaryField()),
                ('account_hash', models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name='BenefitFileBody',
            fields=[
                ('part', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='benefits.filepart')),
                ('body', models.BinaryField()),
                ('signature', models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name='BenefitRemark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=160, unique=True)),
                ('code', models.CharField(max_length=40)),
                ('recorded_at', models.DateTimeField()),
                ('taken_at', models.DateTimeField(null=True)),
                ('leg', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='benefits.leg')),
                ('part', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='benefits.filepart')),
            ],
        ),
        migrations.CreateModel(
            name='BenefitTree',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('leaf', models.BigIntegerField(unique=True)),
                ('secret', models.BinaryField(max_length=32)),
                ('answer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='payments.answer')),
                ('part', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='benefits.filepart')),
            ],
        ),
        migrations.CreateModel(
            name='FailedBenefit',
            fields=[
                ('leg', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='benefits.leg')),
                ('answer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='payments.answer')),
            ],
        ),
        migrations.CreateModel(
            name='BenefitCredit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('credited', 'Credited'), ('rejected', 'Rejected'), ('returned', 'Returned')], max_length=8)),
                ('amount', models.BigIntegerField()),
                ('on', models.DateField()),
                ('code', models.CharField(blank=True, max_length=35)),
                ('recorded_at', models.DateTimeField()),
                ('answer', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='payments.answer')),
                ('leg', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='benefits.leg')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('leg', 'kind'), name='benefit_credit_once')],
            },
        ),
    ]
