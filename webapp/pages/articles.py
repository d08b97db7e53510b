"""Trails, articles, and the way from one to the next."""

from dataclasses import replace
from itertools import groupby

from flask import Blueprint, abort, render_template

from webapp.language import tongue
from webapp.queries import trails
from webapp.queries.cards import cards_by_ids, formulas_of
from webapp.queries.reader_trails import articles_read, own_trails, progress
from webapp.queries.reading import reading_of
from webapp.reader import answer_language, current_reader
from webapp.site import this_site
from webapp.trail_map import trail_map

pages = Blueprint("articles", __name__)

_MOST_RELATED = 8


@pages.get("/articles")
def index() -> str:
    """All trails, and all articles by year."""
    here = tongue()
    with this_site().reading() as session:
        all_trails, articles = trails.trails(session), trails.articles(session)
        own = own_trails(session, current_reader())
    years = [(year, list(of_year)) for year, of_year in groupby(articles, lambda article: article.day.year)]
    return render_template("articles/index.html", trails=all_trails, own=own, years=years, here=here)


@pages.get("/articles/<slug>")
def show(slug: str) -> str:
    """An article of the blog that ships by its number, else the trail of that name."""
    return _article(slug) if slug.isdecimal() else _trail(slug)


@pages.get("/articles/<feed>/<slug>")
def show_of_blog(feed: str, slug: str) -> str:
    """An article of any other blog."""
    return _article(slug, feed)


def _trail(slug: str) -> str:
    here = tongue()
    with this_site().reading() as session:
        found = trails.trail(session, slug)
        if found is None:
            abort(404)
        trail, stops = found
        read = articles_read(session, current_reader(), [stop.article.id for stop in stops])
    drawn = trail_map(stops, lambda article: here.pick(article.title, article.title_en))
    return render_template(
        "articles/trail.html", trail=trail, stops=stops, map=drawn, here=here, progress=progress(read, stops)
    )


def _article(slug: str, feed: str | None = None) -> str:
    here = tongue()
    with this_site().reading() as session:
        article = trails.article(session, slug, feed)
        if article is None:
            abort(404)
        cards = cards_by_ids(session, [paper.arxiv_id for paper in article.papers])
        rendered = formulas_of(session, cards)
        reading = reading_of(session, current_reader(), [card.id for card in cards], answer_language())
        is_read = bool(articles_read(session, current_reader(), [article.id]))
        places, related = trails.places(session, article), trails.related(session, article, _MOST_RELATED)
    numbers = {paper.arxiv_id: number for number, paper in enumerate(article.papers, 1)}
    # The article itself need not be told again on each of its papers.
    held = {
        card.id: replace(
            card, number=numbers[card.id], explained=tuple(one for one in card.explained if one.path != article.path)
        )
        for card in cards
    }
    return render_template(
        "articles/show.html",
        article=article,
        held=held,
        numbers=numbers,
        places=places,
        related=related,
        rendered=rendered,
        reading=reading,
        is_read=is_read,
        here=here,
    )
