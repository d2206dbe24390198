"""Whether relief on arrears of earlier years is asked, with the choices of tax."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("service_book", "0005_verified_when")]
    operations = [
        migrations.AddField("taxchoice", "form_10e", models.BooleanField(default=False)),
    ]
