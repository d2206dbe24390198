from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('privacy', '0015_impactassessment_informationrequest_informationseal_and_more'),
    ]

    operations = [
        migrations.AlterField(
            model_name='duty',
            name='asked',
            field=models.CharField(choices=[('answer_not_enough', 'answer_not_enough'), ('canary_reached', 'canary_reached'), ('contact_wrong', 'contact_wrong'), ('correction', 'correction'), ('data_reached', 'data_reached'), ('device_lost', 'device_lost'), ('did_not_agree', 'did_not_agree'), ('erasure', 'erasure'), ('header_used_elsewhere', 'header_used_elsewhere'), ('keys_differ', 'keys_differ'), ('looked_up_beyond_purpose', 'looked_up_beyond_purpose'), ('looks_unwritten', 'looks_unwritten'), ('nomination', 'nomination'), ('not_about_me', 'not_about_me'), ('processor_told', 'processor_told'), ('summary', 'summary'), ('told_after_stop', 'told_after_stop'), ('too_often', 'too_often'), ('who_and_why', 'who_and_why'), ('wrong_people', 'wrong_people')], max_length=32),
        ),
    ]
