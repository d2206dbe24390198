"""An index of those who died in service: they are looked for at every round of payments."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("service_book", "0006_taxchoice_form_10e")]
    operations = [
        migrations.AddIndex(
            model_name="servicespell",
            index=models.Index(
                condition=models.Q(("end_cause", "death")), fields=["employment"], name="spells_of_the_dead"
            ),
        ),
    ]
