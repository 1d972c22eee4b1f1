from django.apps import AppConfig


class FormsConfig(AppConfig):
    name = "lianxin.forms"
    label = "questions"  # Django itself has an app "forms"
    verbose_name = "表单"
