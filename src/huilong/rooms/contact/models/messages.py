"""Tables of messages (消息): templates by version, the outbox, bulk sends, delivery reports, the numbers of letters."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from huilong.rooms.contact.models.desk import Activity
from huilong.rooms.contact.terms import (
    LANGUAGES,
    WRITTEN,
    BatchState,
    Delivery,
    MessageState,
    StopReason,
    TemplateState,
)

_CHANNELS = [(one.value, one.value) for one in WRITTEN]


class Template(models.Model):
    """One version of a template in one language (消息模板). What was submitted never changes any more."""

    key = models.CharField(max_length=40)
    version = models.IntegerField()
    channel = models.CharField(max_length=8, choices=_CHANNELS)
    language = models.CharField(max_length=8, choices=[(one, one) for one in LANGUAGES])
    subject = models.CharField(max_length=200, blank=True, default="")
    body = models.TextField()
    layout = models.CharField(max_length=40, blank=True, default="")
    state = models.CharField(
        max_length=8, default=TemplateState.DRAFT, choices=[(one.value, one.value) for one in TemplateState]
    )
    author = models.IntegerField()
    drafted_at = models.DateTimeField()
    approved_by = models.IntegerField(null=True)
    approved_at = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "contact_template"
        constraints = [
            models.UniqueConstraint(fields=["key", "language", "version"], name="contact_template_version_once"),
            models.UniqueConstraint(
                fields=["key", "language"], condition=Q(state="approved"), name="contact_template_one_approved"
            ),
            models.UniqueConstraint(
                fields=["key", "language"], condition=Q(state__in=["draft", "waiting"]),
                name="contact_template_one_in_work",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(approved_at__isnull=False) & ~Q(approved_by=models.F("author")),
                name="contact_template_never_by_its_author",
            ),
        ]  # fmt: skip


class Batch(models.Model):
    """A bulk send (群发). `numbers` are its cases; `permitted` and `refused` what the preview said.

    The worker queues its messages bit by bit: `looked_at` of the cases so far, `skipped` counts those that got none.
    """

    template = models.ForeignKey(Template, on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=8, choices=[(one.value, one.value) for one in BatchState])
    numbers = ArrayField(models.CharField(max_length=16))
    per_minute = models.IntegerField()
    permitted = models.IntegerField()
    refused = models.JSONField(default=dict)
    looked_at = models.IntegerField(default=0)
    skipped = models.JSONField(default=dict)
    user = models.IntegerField()
    organisation = models.IntegerField()
    team = models.IntegerField(null=True)
    made_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    stopped_by = models.IntegerField(null=True)

    class Meta:
        db_table = "contact_batch"
        constraints = [models.CheckConstraint(condition=Q(per_minute__gt=0), name="contact_batch_throttle")]


class Message(models.Model):
    """One message (消息), in order of its id. `key` names it outside; `attempts` fences one worker off from the next.

    `in_hand`: given to the provider, whose answer is not known; then it is asked after before it is ever given again.
    `handed` counts how often it was given or asked after.
    `body` is sealed under `sealed_by` once it was sent: neither text nor number is ever kept in clear.
    """

    key = models.UUIDField(unique=True)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.BigIntegerField()
    role = models.CharField(max_length=20, blank=True, default="")
    shown = models.CharField(max_length=80, blank=True, default="")
    channel = models.CharField(max_length=8, choices=_CHANNELS)
    template = models.ForeignKey(Template, on_delete=models.PROTECT, related_name="+", db_index=False)
    batch = models.ForeignKey(Batch, null=True, on_delete=models.PROTECT, related_name="messages", db_index=False)
    state = models.CharField(max_length=10, choices=[(one.value, one.value) for one in MessageState])
    not_before = models.DateTimeField(null=True)
    due_at = models.DateTimeField()
    attempts = models.IntegerField(default=0)
    handed = models.IntegerField(default=0)
    in_hand = models.BooleanField(default=False)
    tried_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    provider_id = models.CharField(max_length=80, blank=True, default="")
    code = models.CharField(max_length=60, blank=True, default="")
    stopped_why = models.CharField(
        max_length=8, blank=True, default="", choices=[(one.value, one.value) for one in StopReason]
    )
    verdicts = ArrayField(models.BigIntegerField(), default=list)
    stated_fen = models.BigIntegerField(null=True)
    user = models.IntegerField()
    organisation = models.IntegerField()
    queued_at = models.DateTimeField()
    at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    body = models.BinaryField(default=b"")
    sealed_by = models.ForeignKey(
        "vault.DataKey", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    activity = models.OneToOneField(Activity, null=True, on_delete=models.PROTECT, related_name="message")
    file = models.BigIntegerField(null=True)
    lender = models.IntegerField(null=True)
    letter_year = models.SmallIntegerField(null=True)
    letter_number = models.IntegerField(null=True)

    class Meta:
        db_table = "contact_message"
        constraints = [
            models.UniqueConstraint(
                fields=["lender", "letter_year", "letter_number"], condition=Q(letter_number__isnull=False),
                name="contact_letter_number_once",
            ),
            models.CheckConstraint(
                condition=Q(state="sending", lease_until__isnull=False) | ~Q(state="sending") & Q(lease_until=None),
                name="contact_message_leased_while_sending",
            ),
            models.CheckConstraint(
                condition=Q(state="stopped") & ~Q(stopped_why="") | ~Q(state="stopped") & Q(stopped_why=""),
                name="contact_message_stopped_says_why",
            ),
            models.CheckConstraint(
                condition=Q(body=b"") | Q(sent_at__isnull=False, sealed_by__isnull=False),
                name="contact_message_text_only_after_sending",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(state="waiting"), name="contact_messages_due"),
            models.Index(fields=["lease_until"], condition=Q(state="sending"), name="contact_messages_leased"),
            models.Index(fields=["person", "id"], condition=Q(state__in=["waiting", "sending"]),
                         name="contact_messages_in_order"),
            models.Index(fields=["case", "-id"], name="contact_messages_of_case"),
            models.Index(fields=["batch", "state"], condition=Q(batch__isnull=False), name="contact_messages_of_batch"),
            models.Index(fields=["state", "-id"], name="contact_messages_by_state"),
            models.Index(fields=["provider_id"], condition=~Q(provider_id=""), name="contact_messages_by_provider"),
        ]  # fmt: skip


class ReportRow(models.Model):
    """A delivery report as it came (送达回执), once; `message` is null while it speaks of none that we know."""

    channel = models.CharField(max_length=8, choices=_CHANNELS)
    key = models.CharField(max_length=80, blank=True, default="")
    provider_id = models.CharField(max_length=80, blank=True, default="")
    delivery = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Delivery])
    at = models.DateTimeField()
    code = models.CharField(max_length=60, blank=True, default="")
    came_at = models.DateTimeField()
    message = models.ForeignKey(Message, null=True, on_delete=models.PROTECT, related_name="reports")

    class Meta:
        db_table = "contact_report"
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "key", "provider_id", "delivery"], name="contact_report_once"
            )
        ]
        indexes = [models.Index(fields=["id"], condition=Q(message=None), name="contact_reports_unmatched")]


class LetterSeries(models.Model):
    """The last number a lender gave to a letter in a year (函号序列)."""

    lender = models.IntegerField()
    year = models.SmallIntegerField()
    last = models.IntegerField()

    class Meta:
        db_table = "contact_letter_series"
        constraints = [models.UniqueConstraint(fields=["lender", "year"], name="contact_letter_series_once")]
