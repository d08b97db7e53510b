"""Selects only, without Flask: what a page shows, as plain values."""
