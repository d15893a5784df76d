"""What the tests of agencies share (委外测试的人物)."""

from .rating_world import cases_placed, desk, firms, loans_of_the_book, people, store_at

__all__ = ["cases_placed", "desk", "firms", "loans_of_the_book", "people", "store_at"]
