"""The shell (外壳) as a Django app: frame, tables, filters, charts, refusals and languages of every page."""

from django.apps import AppConfig


class ShellConfig(AppConfig):
    """Registers the shell under the label `shell`."""

    name = "huilong.shell"
    label = "shell"
    default_auto_field = "django.db.models.BigAutoField"
