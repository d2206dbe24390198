import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0002_signedact"),
    ]

    operations = [
        migrations.AlterField(
            model_name="signin",
            name="means",
            field=models.CharField(
                choices=[
                    ("password", "Password"),
                    ("password_and_code", "Password And Code"),
                    ("password_and_passkey", "Password And Passkey"),
                    ("passkey", "Passkey"),
                    ("first_code", "First Code"),
                    ("provider", "Provider"),
                ],
                max_length=20,
            ),
        ),
        migrations.CreateModel(
            name="BoundSubject",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("subject", models.CharField(max_length=64)),
                ("bound_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("leaf", models.BigIntegerField(unique=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bound_subjects",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("subject",),
                        name="subject_signs_one_account_in",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("account",),
                        name="account_has_one_subject",
                    ),
                ],
            },
        ),
    ]
