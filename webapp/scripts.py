"""Scripts go without their comments and indentation: they are written to be read, and are a quarter shorter to send so.

Nothing is built: the files in static/js are what is served, line by line. House rules keep them such that this cannot change what they
do: no text of several lines, and `/**` and lines that begin with `//` are comments only.
"""

import re
from functools import lru_cache

from flask import Flask, Response, request

_TYPES = re.compile(r"/\*\*(?:[^*]|\*(?!/))*\*/ ?")
_OWN_LINES = re.compile(r"^[ \t]*(?://.*)?\n|^[ \t]+", re.MULTILINE)
_OURS = "/static/js/"


def bare(script: str) -> str:
    """A script without JSDoc, lines that are comments, empty lines and indentation."""
    return _OWN_LINES.sub("", _TYPES.sub("", script))


def install(app: Flask) -> None:
    """Serve the site's own scripts bare."""
    app.after_request(_serve_bare)


def _serve_bare(response: Response) -> Response:
    if response.status_code == 200 and request.path.startswith(_OURS) and request.path.endswith(".js"):
        response.direct_passthrough = False  # a file is read rather than handed to the server
        response.set_data(_bare(response.get_data()))
        response.close()  # the file, which may otherwise wait until the answer has been sent
    return response


_bare = lru_cache(maxsize=64)(lambda script: bare(script.decode()).encode())
