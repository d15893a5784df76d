"""Tables of the API's memory (接口幂等): what a posted act was answered, so that sending it again does it once."""

from django.db import models

from huilong.rooms.people.models.users import User


class ApiAnswer(models.Model):
    """One answer to one idempotency key of one token's user (幂等键), kept for a day."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=80)
    request_hash = models.CharField(max_length=64)
    status = models.SmallIntegerField(default=0)
    body = models.BinaryField(default=b"")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="api_answer_once_a_key")]
