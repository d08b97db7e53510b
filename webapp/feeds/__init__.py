"""Feeds of lists."""
