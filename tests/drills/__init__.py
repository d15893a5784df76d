"""Drills (演练): kill -9 at random moments, and nothing is lost, nothing is done twice, every chain is whole."""

KILLS = {"night": 14, "web": 14, "journal": 14, "database": 8}
"""How many kills each drill makes; test_count.py sees to it that they are enough."""
