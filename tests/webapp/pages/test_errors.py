"""What people and programs are told when an address cannot be answered."""

import pytest

from tests.webapp.stand import Stand


def test_an_error_is_a_page_that_says_what_would_be_right(shop: Stand) -> None:
    response = shop.client().get("/arxiv/cs.LC")
    assert response.status_code == 404
    assert response.mimetype == "text/html"
    assert "Did you mean cs.CL" in response.text
    assert 'href="/arxiv/cs.LG"' in response.text


@pytest.mark.parametrize("accepted", ["application/json", "application/problem+json"])
def test_programs_get_problem_json(shop: Stand, accepted: str) -> None:
    response = shop.client().get("/arxiv/cs.LC", headers={"Accept": accepted})
    assert response.mimetype == "application/problem+json"
    assert response.json is not None
    assert (response.json["status"], response.json["suggestions"][0]) == (404, "/arxiv/cs.CL")
    assert "Accept" in response.headers["Vary"]


def test_a_browser_that_takes_anything_gets_the_page(shop: Stand) -> None:
    response = shop.client().get("/nowhere", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert (response.status_code, response.mimetype) == (404, "text/html")


def test_writing_where_one_can_only_read_says_what_is_allowed(shop: Stand) -> None:
    response = shop.client().post("/arxiv/cs.CL")
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]
    assert "only be read" in response.text


def test_head_and_options_are_answered(shop: Stand) -> None:
    client = shop.client()
    head = client.head("/arxiv/cs.CL")
    assert (head.status_code, head.data) == (200, b"")
    assert client.options("/arxiv/cs.CL").status_code == 200


def test_a_fault_of_ours_is_a_page_without_a_traceback(shop: Stand, caplog: pytest.LogCaptureFixture) -> None:
    client = shop.client()

    def break_down() -> str:
        raise RuntimeError("a secret of the inside")

    client.application.view_functions["home.help_page"] = break_down
    response = client.get("/help")
    assert response.status_code == 500
    assert "not yours" in response.text
    assert "secret" not in response.text
    assert "a secret of the inside" in caplog.text
