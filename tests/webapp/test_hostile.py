"""Nothing that a person types, or a program sends, is answered with a fault.

PAPERSTAND_EXAMPLES sets how many of each are tried (default 100).
"""

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, unquote, unquote_to_bytes

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.store.session import open_database
from tests.webapp.searching import searchable
from tests.webapp.stand import FRIDAY, Stand

EXAMPLES = int(os.environ.get("PAPERSTAND_EXAMPLES", "100"))

ODD = [
    "\x00",
    "%",
    "%zz",
    "%ff",
    "%C0%AF",
    "..",
    "//",
    "\\",
    "٣",
    "²",
    "🙂",
    "\u202e",
    "'",
    '"',
    "<b>",
    "{{7*7}}",
    "\r\n",
    "9" * 40,
]
PIECES = [
    *"csCLhep-th.90128/,+v ",
    "cs.CL",
    "cs",
    "hep-th",
    "2402.12354",
    "2611.00001",
    "feed",
    "search",
    "/answers",
    ".bib",
    ".md",
    "/answers/part",
    "/answers/stream",
    "kimi",
    *ODD,
]
PATHS = st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=8).map("".join)
NAMES = st.sampled_from(
    [
        "date",
        "kind",
        "sort",
        "show",
        "skip",
        "unread",
        "format",
        "answers",
        "query",
        "category",
        "from",
        "to",
        "window",
        "forms",
        "q",
        "lang",
        "paper",
    ]
) | st.text(max_size=5)
VALUES = (
    st.lists(
        st.sampled_from([*ODD, "2026-11-20", "..", "new", "replace", ",", "0", "1", "50", "default"]), max_size=4
    ).map("".join)
    | st.integers().map(str)
    | st.dates().map(str)
    | st.text(max_size=12)
)

LISTS = [
    "/arxiv/cs.CL",
    "/arxiv/cs.CL/feed",
    "/arxiv/2611.00001",
    "/arxiv/search",
    "/arxiv/search/feed",
    "/author/Ada Invented",
    "/month/2026-11",
    "/hot",
]


@pytest.fixture(scope="module")
def client(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A browser before a site with one indexed paper, which all examples share."""
    folder = tmp_path_factory.mktemp("hostile")
    path = folder / "paperstand.sqlite3"
    path.write_bytes(migrated_file.read_bytes())
    engine = open_database(f"sqlite:///{path}")
    stand = Stand(engine)
    stand.announce("2611.00001", day=FRIDAY)
    yield searchable(stand, folder)
    engine.dispose()


def status(client: FlaskClient, path: str, query: str = "") -> int:
    """The status of the answer to a path and query just as they come off the wire, percent escapes and broken UTF-8 included."""
    raw = {
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": query.encode("utf-8", "replace").decode("latin-1"),
    }
    return client.get("/", environ_overrides=raw).status_code


@settings(max_examples=EXAMPLES)
@given(PATHS)
def test_no_path_is_answered_with_a_fault(client: FlaskClient, path: str) -> None:
    assert status(client, "/arxiv/" + path) < 500
    assert status(client, "/" + path) < 500
    assert status(client, "/arxiv/" + quote(path, errors="replace")) < 500


SYNTAX = [
    "ti:",
    "au:",
    "cat:",
    "date:",
    "in:stars",
    "has:",
    "(",
    ")",
    '"',
    "-",
    "*",
    " OR ",
    " NOT ",
    "..",
    "[a TO b]",
    "paper",
    "低秩",
    "$x^2$",
]
SEARCHED = st.lists(st.sampled_from([*SYNTAX, *ODD]) | st.text(max_size=6), max_size=10).map("".join)


@settings(max_examples=EXAMPLES)
@given(SEARCHED)
def test_no_search_is_answered_with_a_fault(client: FlaskClient, typed: str) -> None:
    encoded = quote(typed, errors="replace")
    assert status(client, "/arxiv/search", f"query={encoded}") < 500
    assert status(client, "/arxiv/search", f"query={unquote(encoded)}") < 500


@settings(max_examples=EXAMPLES)
@given(SEARCHED)
def test_nothing_typed_into_the_search_box_is_answered_with_a_fault(client: FlaskClient, typed: str) -> None:
    encoded = quote(typed, errors="replace")
    for path, name in (
        ("/arxiv/search/feed", "query"),
        ("/arxiv/search/suggest", "q"),
        ("/arxiv/search", "category"),
    ):
        assert status(client, path, f"{name}={encoded}") < 500
        assert status(client, path, f"{name}={unquote(encoded)}") < 500
    for path in (
        f"/author/{encoded}",
        f"/month/{encoded}",
        f"/arxiv/{encoded}/related",
        f"/arxiv/{encoded}/related/list",
    ):
        assert status(client, path) < 500


@settings(max_examples=EXAMPLES)
@given(st.lists(st.tuples(NAMES, VALUES), max_size=5), st.sampled_from(LISTS))
def test_no_query_is_answered_with_a_fault(client: FlaskClient, query: list[tuple[str, str]], path: str) -> None:
    encoded = "&".join(f"{quote(name)}={quote(value)}" for name, value in query)
    assert status(client, path, encoded) < 500
    assert status(client, path, unquote(encoded)) < 500
    assert status(client, path + "/", unquote(encoded)) < 500


@pytest.mark.parametrize(
    "path",
    [
        "/arxiv/cs.CL%00",
        "/arxiv/%00",
        "/arxiv/%ff%fe",
        "/arxiv/2402.12354%0a",
        "/arxiv/cs.CL?date=%00",
        "/arxiv/cs.CL?skip=" + "9" * 5000,
        "/arxiv/cs.CL?show=1e3",
        "/arxiv/cs.CL?date=0001-01-01",
        "/arxiv/cs.CL?date=0001-01-01..0001-01-31",
        "/arxiv/cs.CL?date=9999-12-31",
        "/arxiv/" + "cs.AI," * 1700,
        "/arxiv/" + "2402.12354," * 900,
        "/arxiv/" + "-" * 10_000,
        "/static/../webapp/__init__.py",
        "/static/%2e%2e/%2e%2e/etc/passwd",
        "/static/%00",
    ],
)  # fmt: skip
def test_known_traps_are_no_faults(client: FlaskClient, path: str) -> None:
    assert status(client, *path.split("?")) < 500


@pytest.mark.parametrize(
    "headers",
    [
        {"Accept": "☃;q=x,,,"},
        {"Accept": "application/json;q=9e999"},
        {"If-None-Match": '"unclosed'},
        {"If-Modified-Since": "yesterday"},
        {"If-Modified-Since": "Fri, 99 Nov 99999 99:99:99 GMT"},
        {"Range": "bytes=5-1"},
        {"Host": "evil.example:x"},
        {"Host": ""},
        {"X-Forwarded-For": "\t", "Cookie": "a=\x01;;=;"},
    ],
)
def test_odd_headers_are_no_faults(client: FlaskClient, headers: dict[str, str]) -> None:
    for path in ("/arxiv/cs.CL", "/arxiv/cs.CL/feed", "/arxiv/cs.XX", "/"):
        assert (
            client.get(
                path, headers={name: value.encode().decode("latin-1") for name, value in headers.items()}
            ).status_code
            < 500
        )
