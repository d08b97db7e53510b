"""Settings from the environment or a `.env` file, refusing nonsense with a sentence that says what would be right."""

import difflib
import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from dotenv import dotenv_values
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from crawler import taxonomy
from crawler.clock import Clock
from crawler.errors import SettingsError

_PREFIX = "PAPERSTAND_"
# Names with our prefix that are no settings and may be set all the same: the tests read them.
_NO_SETTINGS = ("PAPERSTAND_SHARED", "PAPERSTAND_KILLS")
_NO_FEEDS = "none"


@dataclass(frozen=True, slots=True)
class Price:
    """What a model costs per million tokens, in whatever currency all prices and the daily limit are given in.

    prompt: read for the first time.   cached: of a prompt that the provider had in its cache.   completion: written.
    """

    model: str
    prompt: float
    cached: float
    completion: float

    def of(self, prompt_tokens: int, cached_tokens: int, completion_tokens: int) -> float:
        """What one request costs. prompt_tokens: all of the prompt, the cached ones included."""
        fresh = max(0, prompt_tokens - cached_tokens)
        return (fresh * self.prompt + cached_tokens * self.cached + completion_tokens * self.completion) / 1e6

    def __str__(self) -> str:
        return f"{self.model}={self.prompt:g}/{self.cached:g}/{self.completion:g}"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set. Attribute `arxiv_delay` is the variable `PAPERSTAND_ARXIV_DELAY`, and so on.

    A secret may instead come from the file that `NAME_FILE` names, so that it stays out of the process list.
    """

    data_dir: Path = Path("data")
    database_url: str = ""  # empty: SQLite in data_dir
    categories: tuple[str, ...] = ("cs.CL", "cs.LG", "cs.AI", "cs.CV")
    contact: str = ""  # an address or URL for the User-Agent, so that arXiv can reach whoever runs this
    arxiv_delay: float = 3.0  # seconds between requests: https://info.arxiv.org/help/api/tou.html
    arxiv_rss_url: str = "https://rss.arxiv.org/rss"
    arxiv_list_url: str = "https://arxiv.org"
    arxiv_oai_url: str = "https://oaipmh.arxiv.org/oai"
    arxiv_api_url: str = "https://export.arxiv.org/api/query"
    arxiv_files_url: str = "https://arxiv.org"
    llm_base_url: str = "https://api.openai.com/v1"  # any endpoint that speaks OpenAI's protocol
    llm_api_key: str = field(default="", repr=False)
    llm_model: str = ""  # empty: no answers are written, and everything else works
    llm_languages: tuple[str, ...] = ("en", "zh")
    llm_ahead: str = "tldr"  # what is written of new papers before anyone asks: tldr, all or none
    llm_translate: tuple[
        str, ...
    ] = ()  # languages that new papers' titles and abstracts are translated into by themselves
    llm_daily_tokens: int | None = None  # None: no limit
    llm_daily_cost: float | None = None
    llm_reserve: float = 0.2  # share of the budget kept for answers that a reader waits for
    llm_prices: tuple[Price, ...] = ()
    llm_context: int = 32000  # tokens that the model can read and write at once
    llm_parallel: int = 2  # requests under way at once, in one process
    llm_timeout: int = 300  # seconds to wait for an answer's first word; a slow machine needs them to read a paper
    blog_feeds: tuple[str, ...] = ("https://kexue.fm/feed",)
    host: str = "127.0.0.1"
    port: int = 8000
    secret_key: str = field(default="", repr=False)  # empty: made once in data_dir
    now: datetime | None = None  # pretend that the program starts at this time: for recorded days

    @property
    def page_delay(self) -> float:
        """Seconds between pages of arxiv.org itself, whose robots.txt asks for 15 where the API's terms ask for 3."""
        return 5 * self.arxiv_delay

    @property
    def database(self) -> str:
        """The SQLAlchemy URL of the database in force."""
        return self.database_url or f"sqlite:///{(self.data_dir / 'paperstand.sqlite3').absolute()}"

    @property
    def clock(self) -> Clock:
        """The clock to go by, started at `now` where that is set."""
        return Clock(self.now)

    def price(self, model: str) -> Price | None:
        """What a model costs; None where the price table does not say."""
        return next((price for price in self.llm_prices if price.model == model), None)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None, env_file: Path | None = None) -> "Settings":
        """The settings in force: the environment's, else those of the `.env` file, else the defaults.

        environment: os.environ unless given.   env_file: `.env` in the working folder unless given; it need not exist.
        Raises SettingsError naming the first variable that makes no sense, or that there is not.
        """
        given = os.environ if environment is None else environment
        from_file = _read_env_file(env_file or Path(".env"))
        values = {name: value for name, value in {**from_file, **given}.items() if name.startswith(_PREFIX) and value}
        known = {setting.name for setting in fields(cls)}
        _refuse_unknown(values, known)
        read: dict[str, Any] = {
            name: _READERS[name](_PREFIX + name.upper(), text) for name in known if (text := _value(values, name))
        }
        settings = cls(**read)
        if settings.llm_daily_cost is not None and settings.llm_model and settings.price(settings.llm_model) is None:
            raise SettingsError(
                f"PAPERSTAND_LLM_DAILY_COST needs the price of {settings.llm_model}: "
                f"PAPERSTAND_LLM_PRICES={settings.llm_model}=0.50/0.05/1.50 would be per million tokens read, cached and written."
            )
        return settings

    def masked(self) -> dict[str, str]:
        """Every variable and its value in force as text, passwords masked."""
        shown = {setting.name: getattr(self, setting.name) for setting in fields(self)}
        shown["database_url"] = _masked_database(self.database)
        shown.update((name, _masked_address(shown[name])) for name in shown if _READERS[name] is _address)
        shown["llm_api_key"] = "***" if self.llm_api_key else ""
        shown.update((name, ",".join(map(str, value))) for name, value in shown.items() if isinstance(value, tuple))
        shown["secret_key"] = "***" if self.secret_key else ""
        shown["blog_feeds"] = ",".join(map(_masked_address, self.blog_feeds)) or _NO_FEEDS
        return {_PREFIX + name.upper(): "" if value is None else str(value) for name, value in shown.items()}


def _read_env_file(path: Path) -> dict[str, str | None]:
    try:
        return dotenv_values(path)
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"The settings file {path} cannot be read: {error}.") from error


def _refuse_unknown(given: Iterable[str], settings: Iterable[str]) -> None:
    """Raises SettingsError for a variable that is no setting's: misspelt, it would be passed over without a word."""
    known = sorted(name.upper() + suffix for name in settings for suffix in ("", "_FILE"))
    for variable in sorted(set(given) - set(_NO_SETTINGS)):
        name = variable.removeprefix(_PREFIX)
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            meant = f"did you mean {_PREFIX}{near[0]}?" if near else "`python -m crawler config` lists all there are."
            raise SettingsError(f"{variable} is no setting of Paperstand; {meant}")


def _masked_database(address: str) -> str:
    url = make_url(address)
    secret = {name: "***" for name in url.query if "password" in name.lower()}
    return url.update_query_dict(secret).render_as_string(hide_password=True)


def _masked_address(address: str) -> str:
    return re.sub(r"(?<=://)[^/@]*@", "***@", address)


def _value(values: Mapping[str, str], name: str) -> str | None:
    """The text given for a setting, read from `NAME_FILE` where that is set instead."""
    variable = _PREFIX + name.upper()
    if text := values.get(variable):
        return text
    path = values.get(f"{variable}_FILE")
    if path is None:
        return None
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{variable}_FILE names {path}, which cannot be read: {error}.") from error


def _text(_variable: str, text: str) -> str:
    return text.strip()


def _contact(variable: str, text: str) -> str:
    if re.search(r"[\x00-\x1f\x7f]", text) or not text.isascii():
        raise SettingsError(
            f"{variable} goes into an HTTP header: give an e-mail address or a URL in plain ASCII, not {text!r}."
        )
    return text.strip()


def _path(variable: str, text: str) -> Path:
    try:
        return Path(text).expanduser()
    except RuntimeError as error:
        raise SettingsError(
            f"{variable} names a home folder that nobody has: “{text}”. Give the folder's whole path."
        ) from error


def _seconds(variable: str, text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= 3600:
        raise SettingsError(f"{variable} is a number of seconds from 0 to 3600, such as 3, not “{text}”.")
    return seconds


def _secret(variable: str, text: str) -> str:
    if not re.fullmatch(r"[\x21-\x7e]+", text.strip()):
        raise SettingsError(f"{variable} goes into an HTTP header: it has a space or a letter that cannot stand there.")
    return text.strip()


def _languages(variable: str, text: str) -> tuple[str, ...]:
    languages = tuple(dict.fromkeys(re.split(r"[,\s]+", text.strip().lower())))
    if not set(languages) <= {"en", "zh"}:
        raise SettingsError(f"{variable} names languages that answers are written in: en, zh or en,zh, not “{text}”.")
    return languages


def _ahead(variable: str, text: str) -> str:
    if text.strip().lower() not in ("tldr", "all", "none"):
        raise SettingsError(f"{variable} is tldr, all or none, not “{text}”.")
    return text.strip().lower()


def _whole_number(least: int, most: int) -> Callable[[str, str], int]:
    def read(variable: str, text: str) -> int:
        digits = text.strip().replace("_", "")
        if not re.fullmatch(r"[0-9]{1,15}", digits) or not least <= int(digits) <= most:
            raise SettingsError(f"{variable} is a whole number from {least} to {most}, not “{text}”.")
        return int(digits)

    return read


def _amount(variable: str, text: str) -> float:
    amount = _number(text)
    if amount is None:
        raise SettingsError(f"{variable} is an amount of money such as 2.50, not “{text}”.")
    return amount


def _share(variable: str, text: str) -> float:
    share = _number(text)
    if share is None or share > 1:
        raise SettingsError(f"{variable} is a share from 0 to 1, such as 0.2, not “{text}”.")
    return share


def _prices(variable: str, text: str) -> tuple[Price, ...]:
    prices = []
    for entry in filter(None, re.split(r"[,;\s]+", text.strip())):
        model, _, rates = entry.rpartition("=")
        amounts = [_number(rate) for rate in rates.split("/")]
        if not model or len(amounts) != 3:
            amounts = [None]
        known = [amount for amount in amounts if amount is not None]
        if len(known) != 3:
            raise SettingsError(
                f"{variable} lists prices per million tokens read, cached and written, "
                f"such as small-model=0.50/0.05/1.50,large-model=2/0.20/8; “{entry}” is not one."
            )
        prices.append(Price(model, *known))
    return tuple(prices)


def _number(text: str) -> float | None:
    return float(text) if re.fullmatch(r"\s*[0-9]{1,12}(\.[0-9]{1,9})?\s*", text) else None


def _secret_key(variable: str, text: str) -> str:
    if not 16 <= len(text.strip().encode()) <= 64:
        raise SettingsError(f"{variable} is a secret text of 16 to 64 bytes, such as `openssl rand -hex 32` prints.")
    return text.strip()


def _port(variable: str, text: str) -> int:
    if not re.fullmatch(r"\s*[0-9]{1,5}\s*", text) or int(text) > 65535:
        raise SettingsError(f"{variable} is a port number from 0 to 65535, not “{text}”.")
    return int(text)


def _address(variable: str, text: str) -> str:
    try:
        parts = urlsplit(text.strip())
        plain = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:  # brackets that do not close, a port that is no number
        plain = False
    if not plain or parts.query or parts.fragment or re.search(r"\s", text.strip()):
        raise SettingsError(f"{variable} is an address such as https://export.arxiv.org/api/query, not “{text}”.")
    return text.strip().rstrip("/")


def _database(variable: str, text: str) -> str:
    try:
        url = make_url(text.strip())
    except (ArgumentError, ValueError) as error:  # ValueError: a port that is no number
        raise SettingsError(
            f"{variable} is a SQLAlchemy address such as sqlite:////srv/paperstand.sqlite3 or postgresql://user@host/name."
        ) from error
    backend = url.get_backend_name()
    if backend not in ("sqlite", "postgresql", "postgres"):
        raise SettingsError(f"{variable}: Paperstand keeps its papers in SQLite or PostgreSQL, not in {backend}.")
    if backend in ("postgresql", "postgres"):  # the shorter name is what many hosts hand out
        url = url.set(drivername="postgresql+psycopg")
    elif not url.database or url.database == ":memory:":
        raise SettingsError(f"{variable}: a database in memory would be lost and cannot be shared; name a file.")
    return url.render_as_string(hide_password=False)


def _categories(variable: str, text: str) -> tuple[str, ...]:
    """Carried categories in the order given, archives spelled out, aliases under their canonical name."""
    carried: list[str] = []
    for token in re.split(r"[,\s]+", text.strip()):
        if not token:
            continue
        name = taxonomy.find(token)
        if name is None:
            raise SettingsError(
                f"{variable}: arXiv has no category “{token}”; they are listed at https://arxiv.org/category_taxonomy."
            )
        carried.extend(category for category in taxonomy.members(name) if taxonomy.is_category(category))
    if not carried:
        raise SettingsError(f"{variable} names no category; one would be cs.CL.")
    return tuple(dict.fromkeys(carried))


def _feeds(variable: str, text: str) -> tuple[str, ...]:
    """Addresses of blogs' feeds in the order given, queries allowed; `none` for none."""
    given = [address for address in re.split(r"[,\s]+", text.strip()) if address]
    if given == [_NO_FEEDS]:
        return ()
    for address in given or [text]:
        try:
            parts = urlsplit(address)
            plain = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0 and not parts.fragment
        except ValueError:  # brackets that do not close, a port that is no number
            plain = False
        if not plain:
            raise SettingsError(
                f"{variable} is one or several addresses of feeds with commas between, such as https://kexue.fm/feed, or “none”;"
                f" not “{address}”."
            )
    return tuple(dict.fromkeys(given))


def _moment(variable: str, text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise SettingsError(f"{variable} is a time such as 2026-11-20T09:00:00-05:00, not “{text}”.") from error
    if moment.tzinfo is None:
        raise SettingsError(f"{variable} needs its distance from UTC, as in 2026-11-20T09:00:00-05:00.")
    if not 1991 <= moment.year <= 9000:
        raise SettingsError(f"{variable} is a time since 1991, when arXiv began, not “{text}”.")
    return moment


_READERS: dict[str, Callable[[str, str], Any]] = {
    "data_dir": _path,
    "database_url": _database,
    "categories": _categories,
    "contact": _contact,
    "arxiv_delay": _seconds,
    "arxiv_rss_url": _address,
    "arxiv_list_url": _address,
    "arxiv_oai_url": _address,
    "arxiv_api_url": _address,
    "arxiv_files_url": _address,
    "llm_base_url": _address,
    "llm_api_key": _secret,
    "llm_model": _text,
    "llm_languages": _languages,
    "llm_ahead": _ahead,
    "llm_translate": _languages,
    "llm_daily_tokens": _whole_number(1, 10**15),
    "llm_daily_cost": _amount,
    "llm_reserve": _share,
    "llm_prices": _prices,
    "llm_context": _whole_number(1024, 10**8),
    "llm_parallel": _whole_number(1, 64),
    "llm_timeout": _whole_number(1, 3600),
    "blog_feeds": _feeds,
    "host": _text,
    "port": _port,
    "secret_key": _secret_key,
    "now": _moment,
}
