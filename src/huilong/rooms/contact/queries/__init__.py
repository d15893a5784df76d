"""Reads of contact (触达)."""
