from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("papers", "0002_when_files_expire")]

    operations = [
        migrations.AlterField(
            model_name="job",
            name="state",
            field=models.CharField(
                choices=[
                    ("DRAFT", "待确认"),
                    ("LOOKING", "试读中"),
                    ("WAITING", "排队中"),
                    ("WORKING", "进行中"),
                    ("DONE", "已完成"),
                    ("STOPPED", "已停止"),
                    ("FAILED", "没有完成"),
                ],
                default="WAITING",
                max_length=10,
                verbose_name="状态",
            ),
        ),
    ]
