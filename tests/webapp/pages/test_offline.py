"""The site as an app: its manifest, its service worker, and the lists worth keeping."""

import json
import re
from pathlib import Path
from typing import Any

from tests.webapp.stand import FRIDAY, MONDAY, Stand

STATIC = Path(__file__).parents[3] / "static"
TOKENS = (STATIC / "css" / "tokens.css").read_text(encoding="utf-8")


def shell(worker: str) -> dict[str, Any]:
    """What the service worker is started with."""
    started = re.fullmatch(r'import \{ start \} from "/static/js/worker\.js\?v=[0-9a-f]+";\nstart\((.+)\);\n', worker)
    assert started is not None
    found: dict[str, Any] = json.loads(started[1])
    return found


def test_the_manifest_names_icons_and_places_that_there_are(shop: Stand) -> None:
    client = shop.client()
    answer = client.get("/manifest.webmanifest")
    assert answer.mimetype == "application/manifest+json"
    manifest = json.loads(answer.data)
    assert (manifest["start_url"], manifest["scope"], manifest["display"]) == ("/", "/", "standalone")
    icons = {(icon["sizes"], icon.get("purpose", "any")) for icon in manifest["icons"]}
    assert {("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")} <= icons
    for icon in manifest["icons"]:
        with client.get(icon["src"]) as image:
            assert (image.status_code, image.mimetype) == (200, icon["type"])
            if icon["sizes"] != "any":  # a PNG's head holds its width and height: https://www.w3.org/TR/png/#11IHDR
                width, height = (int.from_bytes(image.data[place : place + 4]) for place in (16, 20))
                assert icon["sizes"] == f"{width}x{height}"
    for shortcut in manifest["shortcuts"]:
        assert client.get(shortcut["url"]).status_code == 200


def test_the_manifest_speaks_the_browser_s_language_and_has_the_reader_s_colours(shop: Stand) -> None:
    client = shop.client()
    chinese = json.loads(client.get("/manifest.webmanifest", headers={"Accept-Language": "zh-CN"}).data)
    assert (chinese["lang"], chinese["shortcuts"][2]["name"]) == ("zh", "搜索")
    light = json.loads(client.get("/manifest.webmanifest").data)["theme_color"]
    client.post("/reader/settings", json={"theme": "dark"})
    dark = json.loads(client.get("/manifest.webmanifest").data)["theme_color"]
    assert f"--paper: light-dark({light}, {dark});" in TOKENS
    page = client.get("/").text
    assert re.findall(r'<meta name="theme-color" content="(#\w+)"', page) == [light, dark]


def test_the_worker_may_serve_all_of_the_site_and_is_asked_for_anew_each_time(shop: Stand) -> None:
    answer = shop.client().get("/sw.js")
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.vary


def test_the_worker_holds_every_file_that_pages_are_made_of(shop: Stand) -> None:
    shop.announce("2611.00001")
    client = shop.client()
    held = shell(client.get("/sw.js").text)
    for address in [*held["files"], *held["fonts"], *held["pages"].values()]:
        with client.get(address) as file:
            assert file.status_code == 200, address
    paths = ("/", "/arxiv/cs.CL", "/arxiv/2611.00001", "/arxiv/2611.00001/answers", "/articles", "/reader", "/offline")
    linked = {link for path in paths for link in re.findall(r'"(/static/[^"]+)"', client.get(path).text)}
    assert linked
    assert linked <= {*held["files"], *held["fonts"]}
    imported = {
        f"/static/js/{name}"
        for script in (STATIC / "js").glob("*.js")
        for name in re.findall(r'(?:from|import\() ?"\./([\w.]+)"', script.read_text(encoding="utf-8"))
    }
    assert imported <= {address.partition("?")[0] for address in held["files"]}


def test_the_worker_changes_with_any_file_and_with_nothing_else(shop: Stand, tmp_path: Path) -> None:
    client = shop.client()
    first = client.get("/sw.js").text
    shop.announce("2611.00001")
    assert client.get("/sw.js").text == first
    (tmp_path / "css").mkdir()
    client.application.static_folder = str(tmp_path)
    versions = set()
    for style in ("a {}", "b {}"):
        (tmp_path / "css" / "base.css").write_text(style)
        versions.add(re.search(r'"version": "(\w+)"', client.get("/sw.js").text)[1])  # type: ignore[index]
    assert len(versions) == 2


def test_the_lists_worth_keeping_are_the_latest_days_in_all_their_pages(shop: Stand) -> None:
    shop.announce_many(120, "cs.CL")
    shop.announce("2610.00001", "cs.LG", MONDAY)
    client = shop.client()
    first = client.get("/offline/lists").get_json()["lists"]
    assert [each["address"] for each in first] == [
        "/",
        f"/arxiv/cs.CL?date={FRIDAY}",
        f"/arxiv/cs.LG?date={MONDAY}",
        f"/arxiv/cs.CL?date={FRIDAY}&skip=50",
        f"/arxiv/cs.CL?date={FRIDAY}&skip=100",
    ]
    for each in first:
        assert client.get(each["address"]).status_code == 200
    client.post("/reader/follow", data={"follow": "cs.LG"})
    assert [each["address"] for each in client.get("/offline/lists").get_json()["lists"]] == [
        "/",
        f"/arxiv/cs.LG?date={MONDAY}",
    ]


def test_a_list_s_stamp_changes_with_what_is_on_it_and_how_it_looks(shop: Stand) -> None:
    shop.announce("2611.00001", "cs.CL")
    shop.announce("2611.00002", "cs.LG")
    client = shop.client()

    def stamps() -> list[str]:
        return [each["stamp"] for each in client.get("/offline/lists").get_json()["lists"]]

    first = stamps()
    assert stamps() == first
    shop.announce("2611.00003", "cs.LG")
    more = stamps()
    assert [one == other for one, other in zip(first, more, strict=True)] == [False, True, False]
    client.post("/reader/settings", json={"density": "titles"})
    assert not set(stamps()) & set(more)


def test_a_browser_is_told_whose_page_it_keeps_without_learning_who_that_is(shop: Stand) -> None:
    one, other = shop.client(), shop.client()
    assert "Paperstand-Reader" not in one.get("/").headers
    names = set()
    for client in (one, other):
        client.post("/reader/marks", data={"star": "2611.00001"})
        names.add(client.get("/").headers["Paperstand-Reader"])
    assert len(names) == 2
    assert all(re.fullmatch(r"[0-9a-f]{16}", name) for name in names)


def test_who_is_forgotten_leaves_nothing_in_the_browser(shop: Stand) -> None:
    client = shop.client()
    client.post("/reader/marks", data={"star": "2611.00001"})
    assert client.post("/reader/forget").headers["Clear-Site-Data"] == '"cache", "storage"'
