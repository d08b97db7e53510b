"""A small arXiv on loopback, with a blog and a language model beside it: what the tests and the demo talk to."""

from .derived import world_from_papers
from .invented import invented_world
from .server import StandIn
from .world import World

__all__ = ["StandIn", "World", "invented_world", "world_from_papers"]
