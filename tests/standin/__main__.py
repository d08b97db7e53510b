"""The stand-in from the command line: ``python -m tests.standin --port 8123``."""

import argparse
import signal
import threading
from datetime import date, datetime
from types import FrameType

from .derived import world_from_papers
from .faults import CONTENT_KINDS, SERVICES, WIRE_KINDS
from .invented import invented_world
from .server import StandIn
from .world import EASTERN

EPILOG = """example:
  python -m tests.standin --port 8123 --now 2026-11-20T09:00 &
  curl http://127.0.0.1:8123/rss/cs.LG
  curl http://127.0.0.1:8123/_control -d '{{"fault": {{"service": "rss", "kind": "429", "times": 3}}}}'
  curl 'http://127.0.0.1:8123/_manifest?category=cs.LG'
  curl http://127.0.0.1:8123/_log

faults, for the services {services}:
{kinds}
""".format(
    services=", ".join(SERVICES),
    kinds="\n".join(f"  {kind:14} {meaning}" for kind, meaning in {**WIRE_KINDS, **CONTENT_KINDS}.items()),
)


def main() -> None:
    """Serve until interrupted or terminated. The first line printed is the address."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.standin",
        description="A small arXiv on loopback, with a blog and a language model, for tests and for trying things out.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1; 0, the default, takes a free one")
    parser.add_argument("--papers", metavar="FILE", help="JSON lines (.gz allowed) to serve instead of invented papers")
    parser.add_argument("--until", type=date.fromisoformat, metavar="DATE", help="last announcement day")
    parser.add_argument("--now", type=datetime.fromisoformat, metavar="ISO", help="stop the clock here (US Eastern)")
    parser.add_argument("--oai-page", type=int, default=2500, metavar="N", help="records a page of OAI-PMH lists")
    options = parser.parse_args()
    until = options.until or (options.now or datetime.now(EASTERN)).date()
    world = world_from_papers(options.papers, options.until) if options.papers else invented_world(until)
    stopped = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        stopped.set()

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    with StandIn(world, now=options.now, oai_page=options.oai_page, port=options.port) as arxiv:
        print(f"stand-in at {arxiv.url}", flush=True)
        print(f"{len(world.papers)} papers, announced {world.days[0]} to {world.days[-1]}", flush=True)
        stopped.wait()


if __name__ == "__main__":
    main()
