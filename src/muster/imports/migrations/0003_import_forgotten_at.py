from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("imports", "0002_import_progress"),
    ]

    operations = [
        migrations.AddField(
            model_name="import",
            name="forgotten_at",
            field=models.DateTimeField(null=True),
        ),
    ]
