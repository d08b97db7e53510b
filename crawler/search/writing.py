"""Writing to an index: papers and articles in, revision by revision."""

from dataclasses import replace
from types import TracebackType

from crawler.search.changes import Changes
from crawler.search.documents import article_document, id_tag, paper_document
from crawler.search.generations import Generation, State, engine_errors

_MEMORY = 250_000_000  # bytes that are filled, as they are needed, before a part is written to disk


class IndexWriter:
    """The one writer of an index. Use it in a `with`; what was not committed by then is dropped."""

    def __init__(self, generation: Generation, threads: int = 1) -> None:
        """threads: of the engine's own, beside the one that puts. Raises SearchError where the index is damaged, or written to."""
        self.generation = generation
        self.state = generation.state()
        self._from_nothing = self.state.revision == 0
        self._said = f"The search index in {generation.path}"
        with engine_errors(self._said):
            self._writer = generation.open().writer(_MEMORY, num_threads=threads)

    def put(self, changes: Changes) -> None:
        """Add or replace documents. They are found from the next commit on."""
        with engine_errors(self._said):
            for paper in changes.papers:
                # A paper's id is the revision under which it first came: most have not been here before.
                if not (self._from_nothing and changes.revisions[paper.id] == paper.id):
                    self._writer.delete_documents_by_term("tags", id_tag(paper))
                self._writer.add_document(paper_document(paper, changes.answers.get(paper.id, "")))
            for article in changes.articles:
                self._writer.delete_documents_by_term("article", article.key)
                self._writer.add_document(article_document(article))
        newest = max(changes.papers, key=lambda paper: paper.id, default=None)
        if newest and newest.id > (self.state.paper or 0):
            self.state = State(changes.last, newest.id, newest.arxiv_id)
        else:
            self.state = replace(self.state, revision=changes.last)

    def commit(self) -> None:
        """Let searches find what was put, and note how far that is."""
        with engine_errors(self._said):
            self._writer.commit()
        self.generation.keep(self.state)

    def __enter__(self) -> "IndexWriter":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """Drop what was not committed; wait for the engine to tidy up, unless something went wrong."""
        with engine_errors(self._said):
            if kind is None:
                self._writer.wait_merging_threads()
        del self._writer
