"""Fills the database and owns its schema. Knows nothing of Flask."""

__version__ = "0.1.0"
