from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("environments", "0003_people"),
    ]

    operations = [
        migrations.AddField(
            model_name="connection",
            name="pulled_at",
            field=models.DateTimeField(null=True),
        ),
    ]
