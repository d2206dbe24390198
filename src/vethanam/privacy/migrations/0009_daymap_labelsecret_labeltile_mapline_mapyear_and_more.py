import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('privacy', '0008_alter_transfer_order'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DayMap',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(unique=True)),
                ('covers', models.BigIntegerField()),
                ('people', models.IntegerField()),
                ('records', models.BigIntegerField()),
                ('root', models.BinaryField()),
                ('firsts', models.BinaryField()),
                ('hashes', models.BinaryField()),
                ('leaf', models.BigIntegerField(unique=True)),
                ('recorded_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='LabelSecret',
            fields=[
                ('person', models.BigIntegerField(primary_key=True, serialize=False)),
                ('inner_key', models.BinaryField(unique=True)),
                ('outer_key', models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name='LabelTile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.IntegerField()),
                ('first', models.BinaryField()),
                ('hash', models.BinaryField()),
                ('leaves', models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name='MapLine',
            fields=[
                ('person', models.BigIntegerField(primary_key=True, serialize=False)),
                ('label', models.BinaryField(unique=True)),
                ('records', models.IntegerField()),
                ('chain', models.BinaryField()),
                ('line', models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name='MapYear',
            fields=[
                ('year', models.IntegerField(primary_key=True, serialize=False)),
                ('key', models.BinaryField()),
                ('filler', models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name='SchemeRegister',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=24, unique=True)),
                ('controller', models.CharField(max_length=24)),
                ('name', models.CharField(max_length=120)),
                ('name_ml', models.CharField(max_length=120)),
                ('recorded_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='UseSecret',
            fields=[
                ('use', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, primary_key=True, related_name='+', serialize=False, to='privacy.use')),
                ('key', models.BinaryField()),
                ('filler', models.BinaryField()),
            ],
        ),
        migrations.RemoveField(
            model_name='usesubject',
            name='position',
        ),
        migrations.AddField(
            model_name='usesubject',
            name='label',
            field=models.BinaryField(null=True),
        ),
        migrations.AddIndex(
            model_name='use',
            index=models.Index(fields=['root'], name='use_of_root'),
        ),
        migrations.AddField(
            model_name='labeltile',
            name='use',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='privacy.use'),
        ),
        migrations.AddField(
            model_name='daymap',
            name='year',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='privacy.mapyear'),
        ),
        migrations.AddConstraint(
            model_name='labeltile',
            constraint=models.UniqueConstraint(fields=('use', 'number'), name='label_tile_once'),
        ),
    ]
