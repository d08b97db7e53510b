"""How the site stands, for people and for machines."""

from flask import Blueprint, Response, current_app, jsonify, render_template

from crawler.errors import StoreError
from crawler.store.migrations import ensure_current
from webapp.queries import status
from webapp.queries.answers import answer_status
from webapp.site import this_site

pages = Blueprint("status", __name__)


@pages.get("/status")
def show() -> str:
    """The ledger of two weeks, the crawl log, the answers, cool-downs and the papers asked for."""
    site = this_site()
    with site.reading() as session:
        content = status.status(session, site.carried, site.newest_day(), site.now())
        written = answer_status(session, site.limits, site.now())
    return render_template("status/index.html", status=content, answers=written)


@pages.get("/healthz")
def health() -> Response:
    """Whether the site works, as JSON: 200, or 503 with what is wrong.

    newest_listing: the newest day of which anything is held, and its age in days by US Eastern dates.
    """
    site = this_site()
    try:
        ensure_current(site.engine)
        with site.reading() as session:
            day, look = status.newest_look(session)
    except StoreError as error:
        current_app.logger.error("Not healthy: %s", error)
        answer = jsonify(status="failing", reason="The database does not answer or is not migrated; the log says more.")
        answer.status_code = 503
        return answer
    answer = jsonify(
        status="ok",
        database="reachable",
        migrations="current",
        newest_listing=day and {"day": day.isoformat(), "age_days": (site.newest_day() - day).days},
        last_look=look and look.isoformat(),
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer
