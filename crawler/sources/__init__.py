"""One module a source: get bytes, then parse them to records."""
