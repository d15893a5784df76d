"""Drafts that tests replay."""

CALL_AND_TEXT = {
    "name": "calls from day 8",
    "hit": "first",
    "columns": [{"name": "past_due_days", "type": "int"}, {"name": "overdue_fen", "type": "fen"}],
    "outcomes": [
        {"name": "channel", "type": "text"},
        {"name": "tone", "type": "text"},
        {"name": "every_days", "type": "int"},
    ],
    "rules": [
        {"when": {"past_due_days": ">= 8"}, "then": {"channel": "call", "tone": "firm", "every_days": "1"}},
        {"when": {"past_due_days": ">= 1"}, "then": {"channel": "sms", "tone": "gentle", "every_days": "3"}},
    ],
}
"""A call every day from the eighth day past due, before that a text every three days."""
