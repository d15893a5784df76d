"""What the shell remembers for each reader: saved filters (已存筛选).

Users are kept as plain integers: the shell lies below the room that knows people.
"""

from django.db import models


class SavedFilter(models.Model):
    """One named set of filters of one table, kept by one user."""

    user = models.BigIntegerField()
    table = models.CharField(max_length=40)
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=2000)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "table", "name"], name="shell_one_saved_filter_a_name")
        ]
        ordering = ["name"]
