"""A lender that does not exist (合成放贷机构): its nightly feed, with the truth beside it. The open benchmark book."""

from huilong.integrations.synthetic_lender.book import SynthReport, write_book

__all__ = ["SynthReport", "write_book"]
