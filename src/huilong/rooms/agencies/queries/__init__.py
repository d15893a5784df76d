"""Reads of agencies (委外查询)."""
