"""One module a source: the address to ask, and the bytes that come back → records. Nothing here reaches the network."""
