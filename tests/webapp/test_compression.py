"""Pages go packed to browsers that unpack them, and mean the same."""

import gzip
import re

from tests.webapp.stand import Stand

PACKED = {"Accept-Encoding": "br;q=0, gzip"}


def test_a_page_goes_packed_to_who_unpacks_it_and_as_it_is_to_who_does_not(shop: Stand) -> None:
    shop.announce_many(5)
    client = shop.client()
    plain = client.get("/arxiv/cs.CL")
    packed = client.get("/arxiv/cs.CL", headers=PACKED)
    refused = client.get("/arxiv/cs.CL", headers={"Accept-Encoding": "gzip;q=0"})
    assert "Content-Encoding" not in plain.headers
    assert "Content-Encoding" not in refused.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data == refused.data
    assert int(packed.headers["Content-Length"]) == len(packed.data) < len(plain.data) / 3
    assert all("Accept-Encoding" in response.headers["Vary"] for response in (plain, packed, refused))


def test_an_unchanged_page_is_not_sent_again_however_it_was_packed(shop: Stand) -> None:
    shop.announce("2611.00001")
    client = shop.client()
    etag = client.get("/arxiv/cs.CL", headers=PACKED).headers["ETag"]
    for headers in (PACKED, {}):
        again = client.get("/arxiv/cs.CL", headers={**headers, "If-None-Match": etag})
        assert (again.status_code, again.data) == (304, b"")
        assert "Accept-Encoding" in again.headers["Vary"]
        assert "Content-Encoding" not in again.headers


def test_style_sheets_and_scripts_are_packed_and_kept_for_good_all_the_same(shop: Stand) -> None:
    client = shop.client()
    for address in re.findall(r'"(/static/(?:css/base|js/keys)\.[^"]+)"', client.get("/").text):
        with client.get(address) as plain, client.get(address, headers=PACKED) as packed:
            assert gzip.decompress(packed.data) == plain.data
            assert "immutable" in packed.headers["Cache-Control"]
            etag = packed.headers["ETag"]
        with client.get(address, headers={**PACKED, "If-None-Match": etag}) as unchanged:
            assert unchanged.status_code == 304


def test_what_is_short_or_packed_already_stays_as_it_is(shop: Stand) -> None:
    client = shop.client()
    for path in ("/healthz", "/static/img/mark.svg", "/arxiv/search/suggest?q=x"):
        with client.get(path, headers=PACKED) as response:
            assert "Content-Encoding" not in response.headers


def test_a_part_of_a_file_comes_as_it_is(shop: Stand) -> None:
    with shop.client().get("/static/css/base.css", headers={**PACKED, "Range": "bytes=0-1999"}) as part:
        assert part.status_code == 206
        assert "Content-Encoding" not in part.headers
        assert len(part.data) == 2000
