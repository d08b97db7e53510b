"""A small arXiv on loopback, with a blog and a language model beside it: what the tests and the demo talk to.

In a test::

    with StandIn(now="2026-11-20T09:00") as arxiv:
        arxiv.fault("rss", "429", times=3)              # the kinds: tests/standin/faults.py
        crawl(**arxiv.settings())                       # PAPERSTAND_ARXIV_RSS_URL and so on
        truth = arxiv.manifest("cs.LG")["days"]["2026-11-20"]["cs.LG"]
        assert arxiv.log.most_simultaneous() == 1

From a shell: ``python -m tests.standin --help``.
"""

from .derived import world_from_papers
from .invented import invented_world
from .server import StandIn
from .world import World

__all__ = ["StandIn", "World", "invented_world", "world_from_papers"]
