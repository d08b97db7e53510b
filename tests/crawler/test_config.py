"""Settings: what is read from where, and that nonsense is refused by name."""

from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.config import Settings
from crawler.errors import SettingsError

NONSENSE = {
    "DATA_DIR": ["~nobody-of-that-name/data"],
    "DATABASE_URL": ["papers", "mysql://localhost/papers", "sqlite://", "sqlite:///:memory:", "postgresql://host:port/papers"],
    "CATEGORIES": ["cs.XX", ",", "cs.CL;cs.LG", "cs.CL <script>"],
    "CONTACT": ["me@example.org\r\nX-Evil: 1", "mé@example.org"],
    "ARXIV_DELAY": ["soon", "-1", "nan", "inf", "3601", "3 s"],
    "ARXIV_RSS_URL": ["rss.arxiv.org", "ftp://rss.arxiv.org", "https://", "http://[", "http://host:port/", "http://a b/"],
    "ARXIV_LIST_URL": ["https://arxiv.org/?page=1", "file:///etc/passwd"],
    "ARXIV_OAI_URL": ["https://oaipmh.arxiv.org/oai#top", "javascript:alert(1)"],
    "ARXIV_API_URL": ["//export.arxiv.org/api/query", "http://host:99999/"],
    "ARXIV_FILES_URL": ["arxiv", "http://:8000/"],
    "LLM_BASE_URL": ["api.example.org/v1", "ftp://api.example.org"],
    "LLM_API_KEY": ["two words", "sk-é", "sk\r\nX-Evil: 1"],
    "LLM_LANGUAGES": ["de", "en,fr", ";"],
    "LLM_AHEAD": ["everything", "q1"],
    "LLM_TRANSLATE": ["de", "en,fr"],
    "LLM_DAILY_TOKENS": ["many", "0", "-1", "1.5"],
    "LLM_DAILY_COST": ["$5", "-1", "nan"],
    "LLM_RESERVE": ["1.1", "-0.1", "20%"],
    "LLM_PRICES": ["small=1/2", "small", "=1/2/3", "small=1/2/x", "small=1/2/3/4"],
    "LLM_CONTEXT": ["32k", "100", "-1"],
    "LLM_PARALLEL": ["0", "65", "two"],
    "LLM_TIMEOUT": ["0", "3601", "soon"],
    "BLOG_FEEDS": ["kexue.fm/feed", "ftp://kexue.fm/feed", "https://", "https://kexue.fm/feed#new", "http://[", "none,none", ","],
    "PORT": ["http", "-1", "65536", "8000.0", "８０００", "9" * 5000],
    "SECRET_KEY": ["short", "x" * 65, "é" * 33],
    "NOW": ["yesterday", "2026-11-20T09:00", "2026-13-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-05:00"],
}  # fmt: skip
ANYTHING_GOES = {"HOST", "LLM_MODEL"}  # names that are only known to be wrong when they are used
NO_FILE = Path("/nonexistent/.env")


def settings(**given: str) -> Settings:
    return Settings.from_environment({f"PAPERSTAND_{name}": value for name, value in given.items()}, NO_FILE)


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in NONSENSE.items() for value in values])
def test_nonsense_is_refused_with_the_settings_name(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"^PAPERSTAND_{name}\\b"):
        settings(**{name: value})


@pytest.mark.parametrize(
    ("misspelt", "meant"),
    [
        ("CATEGORYS", "PAPERSTAND_CATEGORIES"),
        ("ARXIV_DELAI", "PAPERSTAND_ARXIV_DELAY"),
        ("DATABASE_URL_FIEL", "PAPERSTAND_DATABASE_URL_FILE"),
    ],
)
def test_a_misspelt_name_is_refused_with_the_one_that_was_meant(misspelt: str, meant: str) -> None:
    with pytest.raises(SettingsError, match=rf"^PAPERSTAND_{misspelt} is no setting .* did you mean {meant}\?$"):
        settings(**{misspelt: "1"})


def test_a_name_like_no_other_is_refused_with_where_to_find_them_all() -> None:
    with pytest.raises(SettingsError, match="crawler config"):
        settings(XYZZY="1")


def test_a_misspelt_name_in_the_file_is_refused_too(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("PAPERSTAND_PROT=81\n")
    with pytest.raises(SettingsError, match="PAPERSTAND_PORT"):
        Settings.from_environment({}, file)


def test_names_that_only_tests_read_are_let_pass() -> None:
    assert settings(SHARED="/srv/arxiv", KILLS="3") == Settings()


def test_no_setting_is_left_out_of_these_tests() -> None:
    assert {setting.name.upper() for setting in fields(Settings)} == NONSENSE.keys() | ANYTHING_GOES


def test_nothing_given_means_the_defaults() -> None:
    assert settings() == Settings()
    assert settings(ARXIV_DELAY="", PORT="") == Settings(), "an empty variable is one that was not set"


def test_everything_given_is_taken() -> None:
    taken = settings(
        DATA_DIR="/srv/papers", DATABASE_URL="postgres://ada@db/papers", CATEGORIES="hep-th, CS.cl  cs.SY", CONTACT=" me@example.org ",
        ARXIV_DELAY="0.5", ARXIV_RSS_URL="http://127.0.0.1:81/rss/", HOST="::1", PORT=" 81 ", NOW="2026-11-20T09:00:00-05:00",
    )  # fmt: skip
    assert taken.data_dir == Path("/srv/papers")
    assert taken.database == "postgresql+psycopg://ada@db/papers"
    assert taken.categories == ("hep-th", "cs.CL", "eess.SY")
    assert taken.contact == "me@example.org"
    assert (taken.arxiv_delay, taken.page_delay) == (0.5, 2.5)
    assert taken.arxiv_rss_url == "http://127.0.0.1:81/rss"
    assert (taken.host, taken.port) == ("::1", 81)
    assert abs(taken.clock.now() - datetime(2026, 11, 20, 14, tzinfo=UTC)).total_seconds() < 60


def test_an_archive_means_its_categories_each_once() -> None:
    carried = settings(CATEGORIES="cs.CL,stat,stat.ML").categories
    assert carried[0] == "cs.CL"
    assert {"stat.ML", "stat.ME", "math.ST"} <= set(carried)
    assert len(carried) == len(set(carried))


def test_several_feeds_may_be_named_with_queries_and_none_at_all() -> None:
    named = "https://kexue.fm/feed, https://example.org/?feed=rss2 https://kexue.fm/feed"
    assert settings(BLOG_FEEDS=named).blog_feeds == ("https://kexue.fm/feed", "https://example.org/?feed=rss2")
    assert settings(BLOG_FEEDS="none").blog_feeds == ()
    assert settings(BLOG_FEEDS="none").masked()["PAPERSTAND_BLOG_FEEDS"] == "none"
    assert (
        settings(BLOG_FEEDS="https://me:pw@example.org/feed").masked()["PAPERSTAND_BLOG_FEEDS"]
        == "https://***@example.org/feed"
    )


def test_without_an_address_the_database_is_a_file_in_the_data_folder() -> None:
    assert settings(DATA_DIR="/srv/papers").database == "sqlite:////srv/papers/paperstand.sqlite3"


def test_a_setting_may_come_from_the_file_that_name_file_names(tmp_path: Path) -> None:
    secret = tmp_path / "address"
    secret.write_text("postgresql://ada:hush@db/papers\n")
    assert settings(DATABASE_URL_FILE=str(secret)).database == "postgresql+psycopg://ada:hush@db/papers"
    assert settings(DATABASE_URL_FILE=str(secret), DATABASE_URL="sqlite:////srv/a.db").database == "sqlite:////srv/a.db"


def test_what_a_file_says_is_held_to_the_same_rules(tmp_path: Path) -> None:
    (tmp_path / "delay").write_text("soon\n")
    with pytest.raises(SettingsError, match=r"^PAPERSTAND_ARXIV_DELAY"):
        settings(ARXIV_DELAY_FILE=str(tmp_path / "delay"))


@pytest.mark.parametrize("content", [None, b"\xff\xfe"])
def test_a_named_file_that_cannot_be_read_is_an_error_that_names_both(tmp_path: Path, content: bytes | None) -> None:
    secret = tmp_path / "secret"
    if content is not None:
        secret.write_bytes(content)
    with pytest.raises(SettingsError, match=f"^PAPERSTAND_CONTACT_FILE names {secret}"):
        settings(CONTACT_FILE=str(secret))


def test_an_env_file_is_read_and_the_environment_goes_before_it(tmp_path: Path) -> None:
    env_file = tmp_path / ".env"
    env_file.write_text("# ours\nPAPERSTAND_PORT=8001\nexport PAPERSTAND_CATEGORIES='hep-th'\nOTHER=1\n")
    assert Settings.from_environment({}, env_file) == Settings(port=8001, categories=("hep-th",))
    assert Settings.from_environment({"PAPERSTAND_PORT": "8002"}, env_file).port == 8002


def test_an_env_file_that_is_no_text_is_an_error_that_names_it(tmp_path: Path) -> None:
    env_file = tmp_path / ".env"
    env_file.write_bytes(b"PAPERSTAND_CONTACT=\xff\xfe\n")
    with pytest.raises(SettingsError, match=str(env_file)):
        Settings.from_environment({}, env_file)


@pytest.mark.parametrize(
    "address", ["postgresql://ada:hush@db/papers", "postgresql://ada@db/papers?password=hush", "postgresql://db/papers?sslpassword=hush"]
)  # fmt: skip
def test_what_is_shown_names_every_setting_and_hides_passwords(address: str) -> None:
    taken = settings(
        DATABASE_URL=address, ARXIV_OAI_URL="https://ada:hush@mirror.example.org/oai", SECRET_KEY="hush, hush, hush"
    )
    shown = taken.masked()
    assert set(shown) == {f"PAPERSTAND_{setting.name.upper()}" for setting in fields(Settings)}
    assert not any("hush" in value for value in shown.values())
    assert shown["PAPERSTAND_ARXIV_OAI_URL"].endswith("@mirror.example.org/oai")
    assert shown["PAPERSTAND_CATEGORIES"] == "cs.CL,cs.LG,cs.AI,cs.CV"


def test_prices_are_per_million_tokens_read_cached_and_written() -> None:
    taken = settings(LLM_MODEL="vendor/small:8b", LLM_PRICES="vendor/small:8b=0.5/0.05/1.5, large=2/0.2/8")
    price = taken.price("vendor/small:8b")
    assert price is not None
    assert price.of(1_000_000, 400_000, 100_000) == pytest.approx(0.6 * 0.5 + 0.4 * 0.05 + 0.1 * 1.5)
    assert taken.price("other") is None
    assert taken.masked()["PAPERSTAND_LLM_PRICES"] == "vendor/small:8b=0.5/0.05/1.5,large=2/0.2/8"


def test_a_limit_in_money_needs_the_models_price() -> None:
    with pytest.raises(
        SettingsError, match=r"PAPERSTAND_LLM_DAILY_COST needs the price of small.*PAPERSTAND_LLM_PRICES"
    ):
        settings(LLM_MODEL="small", LLM_DAILY_COST="2.50")
    assert settings(LLM_MODEL="small", LLM_DAILY_COST="2.50", LLM_PRICES="small=1/1/1").llm_daily_cost == 2.5


def test_the_key_is_never_printed(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("sk-hush\n")
    taken = settings(LLM_API_KEY_FILE=str(tmp_path / "key"))
    assert taken.llm_api_key == "sk-hush"
    assert "sk-hush" not in str(taken.masked())
    assert "sk-hush" not in repr(taken)
