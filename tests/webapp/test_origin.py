"""What changes something is taken from this site's own pages, and from programs that are no browsers."""

import pytest

from tests.webapp.stand import Stand

STAR = {"star": "2611.00001"}


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "http://localhost"},
        {},
    ],
)
def test_our_own_pages_and_programs_may_change_something(shop: Stand, headers: dict[str, str]) -> None:
    assert shop.client().post("/reader/marks", data=STAR, headers=headers).status_code == 303


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://other.localhost"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://localhost:8000"},
        {"Origin": "http://localhost.evil.example"},
        {"Origin": "null"},
        {"Origin": ""},
    ],
)
@pytest.mark.parametrize("path", ["/reader/marks", "/reader/settings", "/reader/forget", "/reader/devices"])
def test_what_another_sites_page_sends_is_refused_and_changes_nothing(
    shop: Stand, headers: dict[str, str], path: str
) -> None:
    client = shop.client()
    refused = client.post(path, data=STAR, headers=headers)
    assert refused.status_code == 403
    assert "Set-Cookie" not in refused.headers
    assert "from a page of this site" in refused.text


def test_reading_is_open_to_everyone(shop: Stand) -> None:
    headers = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}
    assert shop.client().get("/arxiv/cs.CL", headers=headers).status_code == 200
