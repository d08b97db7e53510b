"""Articles of blogs and the trails that order them: the facts that ship with the program, and how posts are read. Pure."""

from crawler.articles.links import article_key, arxiv_ids_in
from crawler.articles.records import ArticleRecord, BlogRecord, PaperLink, Post, Role, TrailRecord
from crawler.articles.series import Part, part_in
from crawler.articles.shipped import Shipped, shipped

__all__ = [
    "ArticleRecord",
    "BlogRecord",
    "PaperLink",
    "Part",
    "Post",
    "Role",
    "Shipped",
    "TrailRecord",
    "article_key",
    "arxiv_ids_in",
    "part_in",
    "shipped",
]
