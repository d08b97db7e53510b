"""The site as tests open it, a thousand times over: what its templates compile to is kept from one time to the next."""

from types import CodeType

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from crawler.config import Settings
from webapp import create_app


class _Compiled(BytecodeCache):
    """Templates' code, for as long as this process lasts. Jinja compares the checksum of the source."""

    def __init__(self) -> None:
        self._held: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._held.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._held[bucket.key, bucket.checksum] = bucket.code


_compiled = _Compiled()


def open_site(settings: Settings) -> Flask:
    """The site that these settings make, ready to be asked."""
    app = create_app(settings)
    app.jinja_env.bytecode_cache = _compiled
    return app
