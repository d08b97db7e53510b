"""Headers of every response: what a page may load, and how long it may be kept."""

import re
from urllib.parse import quote, urlsplit

from flask import Flask, Response, current_app, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from webapp.links import content_version

# Nothing from anywhere else, no script or style sheet in the page itself. Only formulas carry style attributes: `crawler.tex`
# lets none through but its own. PDFs open in a frame, from where they are: that is added.
_CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "style-src-attr 'unsafe-inline'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_HOST = re.compile(r"[A-Za-z0-9.:\[\]-]+")
_ARXIV = ("arxiv.org", "export.arxiv.org")
_FOR_GOOD = "public, max-age=31536000, immutable"
# Files made by others lie under NAME@VERSION. Their style sheets load fonts from beside them, without our hash in the address.
_OF_ONE_VERSION = re.compile(r"/static/vendor/[^/]+@[^/]+/")


def install(app: Flask, files_url: str) -> None:
    """Give every response of the app its headers, and send addresses with a slash at their end to those without.

    files_url: where papers' PDFs are, from where alone frames are filled.
    """
    policy = f"{_CONTENT_SECURITY_POLICY}; frame-src {_frame_sources(files_url)}"

    def guard(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "same-origin"
        return response

    app.before_request(_without_slash_at_the_end)
    app.after_request(guard)
    app.after_request(_keep)


def moved(path: str) -> BaseResponse:
    """A permanent redirect to a path of this site, the query string kept."""
    # One slash at the beginning only: two would lead to another host.
    location = "/" + quote(path.lstrip("/"), safe="/,+:@")
    query = quote(request.query_string, safe="%&=+,:;/?@!$'()*~")
    return redirect(f"{location}?{query}" if query else location, code=301)


def _without_slash_at_the_end() -> BaseResponse | None:
    if request.path.endswith("/") and request.path.strip("/"):
        return moved(request.path.rstrip("/"))
    return None


def _frame_sources(files_url: str) -> str:
    """The origin of an address; arXiv's own sites send to each other."""
    parts = urlsplit(files_url)
    if not _HOST.fullmatch(parts.netloc):
        return "'none'"  # an odd name would be read as the policy's next rule
    if parts.netloc in _ARXIV:
        return " ".join(f"https://{host}" for host in _ARXIV)
    return f"{parts.scheme}://{parts.netloc}"


def _keep(response: Response) -> Response:
    """How long it may be kept. A page may be kept but is asked for again; that costs little while it is unchanged (304)."""
    if request.endpoint == "static" and (response.status_code == 304 or request.method == "HEAD"):
        response.close()  # the file: a server takes nothing of an answer without a body, and so does not close it either
    if request.endpoint == "static" and response.status_code in (200, 304):
        if _OF_ONE_VERSION.match(request.path) or request.args.get("v") == _static_version():
            response.headers["Cache-Control"] = _FOR_GOOD
    elif response.is_streamed:
        response.headers.setdefault(
            "Cache-Control", "no-store"
        )  # it is still being written, and a hash would wait for its end
    elif response.status_code == 200 and request.method in ("GET", "HEAD"):
        response.headers.setdefault("Cache-Control", "no-cache")
        response.add_etag(weak=True)
        response.make_conditional(request)
    elif response.status_code == 301:
        response.headers["Cache-Control"] = "public, max-age=86400"
    else:
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def _static_version() -> str | None:
    return content_version(f"{current_app.static_folder}/{request.path.removeprefix('/static/')}")
