"""What the index holds of a paper or an article: its fields, and how a document is made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

import tantivy

from crawler import taxonomy
from crawler.identifiers import month_of
from crawler.search import text
from crawler.search.names import name_terms, name_words

SCHEMA_VERSION = 1  # raised with every change of what is indexed: an older index is then made anew

_TITLE_COUNTS = 2  # times: a word of the title is worth more than one of the abstract
DISPLAY = "\x1f"  # between the words of an author's name and the name as papers write it


@cache
def schema() -> tantivy.Schema:
    """The index's fields.

    all: every word of a paper but its answers', without positions: what unfielded words are looked up in.
    title, abstract, comment, answers: with positions, for phrases and for searching one of them.
    words: those of titles as they are spelled.   authors: see `names`.   names: whole names, for suggestions.
    tags: `cat:cs.CL`, `kind:new`, `id:2402.12354`, `has:answers`, `type:article`.
    paper: papers.id.   article: an article's key.   newest: what lists sort by.   date, submitted, announced: YYYYMMDD.
    """
    build = tantivy.SchemaBuilder()
    for name in ("title", "abstract", "comment", "answers"):
        build.add_text_field(name, tokenizer_name="english", index_option="position")
    build.add_text_field("all", tokenizer_name="english", index_option="freq")
    build.add_text_field("words", tokenizer_name="unstemmed", index_option="basic")
    build.add_text_field("authors", tokenizer_name="spaced", index_option="basic")
    build.add_text_field("names", tokenizer_name="raw", index_option="basic")
    build.add_text_field("tags", tokenizer_name="spaced", index_option="basic")
    build.add_text_field("article", stored=True, tokenizer_name="raw", index_option="basic")
    build.add_unsigned_field("paper", indexed=True, fast=True)
    for name in ("newest", "date", "submitted", "announced"):
        build.add_unsigned_field(name, fast=True)
    return build.build()


def register_analyzers(index: tantivy.Index) -> None:
    """Tell an index that was made or opened what the schema's tokenizers are."""
    for name, analyzer in (("english", text.english()), ("unstemmed", text.unstemmed()), ("spaced", text.spaced())):
        index.register_tokenizer(name, analyzer)


@dataclass(frozen=True, slots=True)
class PaperText:
    """A paper as the store hands it to the index. authors: names.   kinds: of its announcements, those that are known."""

    id: int
    arxiv_id: str
    order_key: int
    title: str
    abstract: str
    authors: Sequence[str]
    categories: Sequence[str]  # canonical
    submitted: datetime | None
    announced: date | None
    comment: str | None
    journal_ref: str | None
    report_no: str | None
    doi: str | None
    kinds: Sequence[str]


@dataclass(frozen=True, slots=True)
class ArticleText:
    """An article of a blog. key: what its address ends in.   text: plain, or with TeX in dollars.   published: None if unknown."""

    key: str
    title: str
    text: str
    published: date | None = None


def paper_document(paper: PaperText, answers: str = "") -> tantivy.Document:
    """The document of a paper. answers: what models answered about it, in one text."""
    title, abstract = text.prepare(paper.title), text.prepare(paper.abstract)
    comment = text.prepare(" ".join(filter(None, (paper.comment, paper.journal_ref, paper.report_no, paper.doi))))
    document = tantivy.Document()
    document.add_text("title", title)
    document.add_text("abstract", abstract)
    document.add_text("words", title)
    document.add_text("all", " ".join([*(title,) * _TITLE_COUNTS, abstract, *paper.authors, comment]))
    if comment:
        document.add_text("comment", comment)
    document.add_text("authors", " ".join(name_terms(paper.authors)))
    for name in paper.authors:
        for term in name_suggestions(name):
            document.add_text("names", term)
    if answers:
        document.add_text("answers", text.prepare(answers))
    document.add_text("tags", " ".join(_tags(paper, answers)))
    document.add_unsigned("paper", paper.id)
    document.add_unsigned("newest", paper.order_key)
    for name, day in _days(paper).items():
        document.add_unsigned(name, day)
    return document


def article_document(article: ArticleText) -> tantivy.Document:
    """The document of an article."""
    title, body = text.prepare(article.title), text.prepare(article.text)
    document = tantivy.Document()
    document.add_text("article", article.key)
    document.add_text("title", title)
    document.add_text("abstract", body)
    document.add_text("all", " ".join([*(title,) * _TITLE_COUNTS, body]))
    document.add_text("tags", "type:article")
    if article.published:
        document.add_unsigned("date", number(article.published))
    return document


def id_tag(paper: PaperText) -> str:
    """The term that only this paper has."""
    return f"id:{paper.arxiv_id}"


def name_suggestions(name: str) -> Sequence[str]:
    """The terms that suggest a name: its words as written, and with the last one first, each with the name itself."""
    words = name_words(name)
    if not words:
        return ()
    return [f"{' '.join(order)}{DISPLAY}{name}" for order in {tuple(words), (words[-1], *words[:-1])}]


def _tags(paper: PaperText, answers: str) -> list[str]:
    archives = {taxonomy.archive_of(category) for category in paper.categories}
    tags = [f"cat:{category}" for category in {*paper.categories, *archives}]
    tags += [f"kind:{kind}" for kind in paper.kinds]
    tags.append(id_tag(paper))
    if answers:
        tags.append("has:answers")
    return tags


def _days(paper: PaperText) -> Mapping[str, int]:
    days = {}
    if paper.submitted:
        days["submitted"] = number(paper.submitted.date())
    if paper.announced:
        days["announced"] = number(paper.announced)
    year, month = month_of(paper.arxiv_id)
    days["date"] = days.get("announced") or days.get("submitted") or year * 10_000 + month * 100
    return days


def number(day: date) -> int:
    """A day as the index keeps it: YYYYMMDD."""
    return day.year * 10_000 + day.month * 100 + day.day
