"""A tree of the query language → a query of the engine."""

from collections.abc import Collection, Mapping, Sequence

import tantivy
from tantivy import FieldType, Occur, Query

from crawler.search import text
from crawler.search.documents import schema
from crawler.search.names import name_words, wanted
from crawler.search.tree import All, AnyOf, Days, Field, Node, Not, Tag, Words
from crawler.tex.symbols import names

_PHRASES = {
    Field.ANYWHERE: ("title", "abstract", "comment"),
    Field.TITLE: ("title",),
    Field.ABSTRACT: ("abstract",),
    Field.COMMENT: ("comment",),
}
_TITLE_BOOST = 1.5
_MOST_BEGUN = 60  # terms that a prefix stands for, the commonest ones
# Left out where they stand among other words: nearly every paper has them.
_STOP = names(
    "a an and are as at be by can do does for from has have how in into is it its of on or that the their there these this to "
    "was we were what when where which who why will with"
)

Lists = Mapping[str, Collection[int]]


class Translator:
    """Turns nodes of a tree into queries against one state of the index."""

    def __init__(self, searcher: tantivy.Searcher, lists: Lists) -> None:
        """lists: a reader's own lists by name → papers.id."""
        self._searcher = searcher
        self._lists = lists
        self._schema = schema()
        self._has_answers = searcher.doc_freq("tags", "has:answers") > 0

    def query(self, node: Node) -> Query | None:
        """What finds the node's papers; None where it says nothing, such as a word of signs alone."""
        match node:
            case Words():
                return self._words(node)
            case Tag(name="in"):
                return unscored(Query.term_set_query(self._schema, "paper", list(self._lists.get(node.value, ()))))
            case Tag():
                return self.tag(f"{node.name}:{node.value}")
            case Days():
                return self.days(node.name, node.first, node.last)
            case All():
                return self._all(node.parts)
            case AnyOf():
                return either([query for part in node.parts if (query := self.query(part))])
            case Not():
                return self._all((node,))

    def title_boosts(self, node: Node) -> list[Query]:
        """What raises papers that have the searched words in their titles, by the more the shorter the title."""
        parts = node.parts if isinstance(node, All) else (node,)
        words = [part.text for part in parts if isinstance(part, Words) and part.field is Field.ANYWHERE]
        terms = dict.fromkeys(term for word in words for term in text.stems(text.sought(word)) if term not in _STOP)
        return [Query.boost_query(self._term("title", term), _TITLE_BOOST) for term in terms]

    def tag(self, tag: str) -> Query:
        """Papers with one of the terms that `documents` puts into field tags."""
        return unscored(self._term("tags", tag))

    def days(self, name: str, first: int, last: int) -> Query:
        """Papers whose day, YYYYMMDD, lies between the two, both included."""
        return unscored(Query.range_query(self._schema, name, FieldType.Unsigned, first, last))

    def _all(self, parts: Sequence[Node]) -> Query | None:
        told = telling(parts)
        must = [query for part in told if not isinstance(part, Not) and (query := self.query(part))]
        must_not = [query for part in told if isinstance(part, Not) and (query := self.query(part.part))]
        return everything(must, must_not)

    def _words(self, words: Words) -> Query | None:
        if words.field is Field.AUTHORS:
            return self._name(words)
        terms = text.stems(text.sought(words.text))
        if not terms:
            return None
        if words.prefix or text.is_one_character(words.text):
            return self._begun(words)
        if len(terms) == 1:
            found = [self._term(field, terms[0]) for field in self._term_fields(words.field)]
        else:
            found = [Query.phrase_query(self._schema, field, list(terms)) for field in self._phrase_fields(words.field)]
            if words.field is Field.ANYWHERE and (name := self._name(words)):
                found.append(name)
        if one := text.joined(words.text):
            whole = text.stems(one)
            found += [self._term(field, whole[0]) for field in self._term_fields(words.field) if len(whole) == 1]
        return either(found)

    def _begun(self, words: Words) -> Query | None:
        """Papers with a word that begins so; parts before it, as in `low-ra*`, are words of their own."""
        *before, begun = text.unstemmed().analyze(text.sought(words.text))
        spelled = self._searcher.terms_with_prefix("words", begun, limit=_MOST_BEGUN)
        parts = [self._words(Words(word, words.field)) for word in before]
        found: list[Query] = []
        for field in self._term_fields(words.field):
            stems = {stem for word, _ in spelled for stem in text.stems(word)}
            stems.update(term for term, _ in self._searcher.terms_with_prefix(field, begun, limit=_MOST_BEGUN))
            found += [self._term(field, stem) for stem in stems]
        return everything([*filter(None, parts), either(found) or Query.empty_query()], [])

    def _name(self, words: Words) -> Query | None:
        """Papers with an author of that name, its words in any order."""
        spelled = name_words(words.text)
        if not spelled:
            return None
        if words.prefix:
            begun = self._searcher.terms_with_prefix("authors", spelled[-1], limit=10 * _MOST_BEGUN)
            last = either([self._term("authors", term) for term, _ in begun if term.isalnum()][:_MOST_BEGUN])
            groups = [[term] for term in spelled[:-1]]
            whole = [last or Query.empty_query()]
        else:
            groups, whole = wanted(spelled), []
        return everything(
            [
                *(either([self._term("authors", term) for term in group]) or Query.empty_query() for group in groups),
                *whole,
            ],
            [],
        )

    def _term_fields(self, field: Field) -> Sequence[str]:
        if field is Field.ANYWHERE:
            return ("all", "answers") if self._has_answers else ("all",)
        return _PHRASES[field]

    def _phrase_fields(self, field: Field) -> Sequence[str]:
        fields = _PHRASES[field]
        return (*fields, "answers") if self._has_answers and field is Field.ANYWHERE else fields

    def _term(self, field: str, term: str) -> Query:
        return Query.term_query(self._schema, field, term)


def everything(must: Sequence[Query], must_not: Sequence[Query]) -> Query | None:
    """What fits all of the first and none of the others; None where there is neither."""
    if not must_not:
        return must[0] if len(must) == 1 else _boolean(Occur.Must, must)
    among = list(must) or [unscored(Query.all_query())]
    return Query.boolean_query([*((Occur.Must, one) for one in among), *((Occur.MustNot, one) for one in must_not)])


def either(queries: Sequence[Query]) -> Query | None:
    """What fits at least one; None of none."""
    return queries[0] if len(queries) == 1 else _boolean(Occur.Should, queries)


def unscored(query: Query) -> Query:
    """The same papers, no better and no worse for it."""
    return Query.const_score_query(query, 0.0)


def telling(parts: Sequence[Node]) -> Sequence[Node]:
    """Of what is needed together, the parts that tell papers apart: without words that nearly all have, unless there is nothing else."""
    return [part for part in parts if not _is_stop_word(part)] or parts


def has_words(node: Node) -> bool:
    """Whether words are searched for, so that some papers fit better than others."""
    return isinstance(node, Words) or (isinstance(node, All | AnyOf) and any(map(has_words, node.parts)))


def _boolean(occur: Occur, queries: Sequence[Query]) -> Query | None:
    return Query.boolean_query([(occur, query) for query in queries]) if queries else None


def _is_stop_word(node: Node) -> bool:
    return isinstance(node, Words) and node.field is Field.ANYWHERE and not node.prefix and node.text.lower() in _STOP
