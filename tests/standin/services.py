"""Which service a request is for, and the service's answer."""

from . import api, blog, files, listing, llm, oai, rss
from .messages import Circumstances, Reply, Request
from .taxonomy import CATEGORIES, spelled
from .world import World

_FIRST_PARTS = {
    "rss": "rss",
    "list": "list",
    "catchup": "catchup",
    "oai": "oai",
    "api": "api",
    "abs": "files",
    "html": "files",
    "pdf": "files",
    "blog": "blog",
    "v1": "llm",
    "_external": "external",
}


def service_of(request: Request) -> tuple[str, set[str]]:
    """The name of the service (empty: the stand-in's own pages) and what the request names: categories, archives, a paper's title."""
    parts = request.path.strip("/").split("/")
    service = _FIRST_PARTS.get(parts[0], "")
    named = parts[1] if len(parts) > 1 and service in ("rss", "list", "catchup") else ""
    if service == "llm":
        return service, llm.subjects_of(request)
    if service == "oai":
        named = "+".join(_named_in_set(value) for name, value in request.parameters if name == "set")
    return service, {spelled(part) or part for part in named.split("+") if part}


def _named_in_set(set_spec: str) -> str:
    """``cs.LG`` for ``cs:cs:LG``, ``hep-th`` for ``physics:hep-th``."""
    return next((category.id for category in CATEGORIES.values() if category.set_spec == set_spec), set_spec)


class Services:
    """All services over one world, and the language model beside them.

    blog_ways: what a test wants of the blog beside its articles.
    """

    def __init__(self, world: World, oai_page: int) -> None:
        self._world = world
        self._archive = oai.Archive(world, oai_page)
        self.model = llm.Model()
        self.blog_ways = blog.Ways()

    def answer(self, service: str, request: Request, at: Circumstances, host: str) -> Reply:
        """The service's reply. ``host``: the stand-in's own address, for links in the blog's feed."""
        parts = request.path.strip("/").split("/")
        parameters = dict(request.parameters)
        match service, parts[1:]:
            case "rss", [specification]:
                return rss.feed(self._world, specification, at)
            case "list", [subject, "new"]:
                return listing.new(self._world, subject, parameters, at)
            case "catchup", [subject, day]:
                return listing.catchup(self._world, subject, day, parameters, at)
            case "oai", []:
                return self._archive.answer(request.parameters, at)
            case "api", ["query"]:
                return api.query(self._world, parameters, at)
            case "files", [_, *_]:
                return files.page(self._world, request.path, at)
            case "blog", rest:
                return blog.answer(self._world, rest, request, at, host, self.blog_ways)
            case "llm", ["models"]:
                return llm.models()
            case "llm", ["chat", "completions"] if request.method == "POST":
                return llm.chat(request, self.model, at)
        return Reply("<html><body><h1>404 Not Found</h1></body></html>", 404)
