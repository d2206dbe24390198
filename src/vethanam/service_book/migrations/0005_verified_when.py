"""Whether a fact is verified, and since when, is told by the index alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("service_book", "0004_accounts_that_send_on")]
    operations = [
        migrations.RemoveConstraint("verification", "fact_verified_once"),
        migrations.AddConstraint(
            "verification",
            models.UniqueConstraint(
                fields=["kind", "fact"], include=["recorded_at"], name="fact_verified_once"
            ),
        ),
    ]
