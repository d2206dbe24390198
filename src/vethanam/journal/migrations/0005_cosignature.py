from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('journal', '0004_epoch'),
    ]

    operations = [
        migrations.CreateModel(
            name='Cosignature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('size', models.BigIntegerField(db_index=True)),
                ('witness', models.CharField(max_length=64)),
                ('line', models.TextField()),
                ('signed_at', models.DateTimeField()),
            ],
        ),
    ]
