"""Reads of scores (评分): panels, models, scores of borrowers, early warnings."""
