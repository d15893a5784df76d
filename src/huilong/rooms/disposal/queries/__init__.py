"""Reads of disposal (处置查询)."""
