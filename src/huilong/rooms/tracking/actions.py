"""Verbs of tracking (定位)."""
