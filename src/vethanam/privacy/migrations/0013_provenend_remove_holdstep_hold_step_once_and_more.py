import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('privacy', '0012_madefile'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ProvenEnd',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('of', models.CharField(choices=[('hold', 'Hold'), ('case', 'Case'), ('position', 'Position')], max_length=8)),
                ('reference', models.CharField(max_length=32)),
                ('leaf', models.BigIntegerField()),
                ('recorded_at', models.DateTimeField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='holdstep',
            name='hold_step_once',
        ),
        migrations.AddField(
            model_name='holdstep',
            name='case',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='end_steps', to='privacy.duty'),
        ),
        migrations.AlterField(
            model_name='holdstep',
            name='hold',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='privacy.hold'),
        ),
        migrations.AddConstraint(
            model_name='holdstep',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('case__isnull', True), ('hold__isnull', False)), models.Q(('case__isnull', False), ('hold__isnull', True)), _connector='OR'), name='hold_step_of_one'),
        ),
        migrations.AddConstraint(
            model_name='provenend',
            constraint=models.UniqueConstraint(fields=('of', 'reference'), name='end_proven_once'),
        ),
    ]
