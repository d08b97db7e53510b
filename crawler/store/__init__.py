"""The schema, and every read and write by subject."""
