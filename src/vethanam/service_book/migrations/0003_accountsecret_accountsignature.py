import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('identity', '0003_boundsubject'),
        ('service_book', '0002_alter_absence_employment_alter_absence_entered_by_and_more'),
    ]

    operations = [
        migrations.CreateModel(
            name='AccountSecret',
            fields=[
                ('id', models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('secret', models.BinaryField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='account_secret_is_one_row')],
            },
        ),
        migrations.CreateModel(
            name='AccountSignature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=24)),
                ('fact', models.BigIntegerField()),
                ('recorded_at', models.DateTimeField()),
                ('signed', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.signedact')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('kind', 'fact', 'signed'), name='account_signed_once_by_an_act')],
            },
        ),
    ]
