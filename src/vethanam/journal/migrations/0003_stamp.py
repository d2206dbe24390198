from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('journal', '0002_check'),
    ]

    operations = [
        migrations.CreateModel(
            name='Stamp',
            fields=[
                ('index', models.BigIntegerField(primary_key=True, serialize=False)),
                ('anchor', models.BinaryField(null=True)),
            ],
        ),
    ]
