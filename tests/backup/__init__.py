"""Packs (备份包) on their own; whole homes are restored in tests/drills."""
