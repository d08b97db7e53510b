"""Which process of which machine holds something, and whether it still lives."""

import os
import secrets
import socket

_HOST = socket.gethostname()


def new_holder() -> str:
    """A name for one holder in this process: host, process id and a random part."""
    return f"{_HOST}:{os.getpid()}:{secrets.token_hex(4)}"


def is_dead(holder: str) -> bool:
    """Whether a holder's process is known to be gone. Of other machines nothing is known: False, their time must run out."""
    host, process, _ = holder.rsplit(":", 2)
    if host != _HOST:
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
