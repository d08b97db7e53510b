"""`admin costs`: what models took."""

from datetime import UTC, timedelta

import click

from crawler.config import Settings
from crawler.store import spending
from webapp.cli.common import as_json, echo_json, with_settings
from webapp.site import this_site


@click.command()
@click.option("--days", default=7, show_default=True, type=click.IntRange(1, 3660), help="How many days back.")
@as_json
@with_settings
def costs(settings: Settings, days: int, as_json: bool) -> None:
    """Show what each UTC day's requests to each model took, and what is held back for those under way.

    \b
    Example:
      flask --app webapp admin costs --days 30
    """
    site = this_site()
    today = site.now().astimezone(UTC).date()
    priced = {price.model for price in settings.llm_prices}
    with site.reading() as session:
        rows = spending.spent(session, today - timedelta(days=days - 1), today)
    for row in rows:
        tokens = row.prompt_tokens + row.completion_tokens
        if as_json:
            echo_json(
                {
                    "day": row.day.isoformat(), "model": row.model, "requests": row.requests, "tokens": tokens,
                    "prompt_tokens": row.prompt_tokens, "cached_tokens": row.cached_tokens,
                    "completion_tokens": row.completion_tokens, "cost": row.cost,
                    "reserved_tokens": row.reserved_tokens, "reserved_cost": row.reserved_cost,
                }
            )  # fmt: skip
        else:
            held = f", {row.reserved_tokens:,} tokens held back" if row.reserved_tokens else ""
            cost = f"{row.cost:.4f}" if row.cost or row.model in priced else "no price known"
            click.echo(f"{row.day} {row.model}: {row.requests:,} requests, {tokens:,} tokens, {cost}{held}")
    if as_json:
        return
    if not rows:
        click.echo(f"No model was asked in the last {days} days.")
    limits = [
        f"{settings.llm_daily_tokens:,} tokens" if settings.llm_daily_tokens is not None else "",
        f"{settings.llm_daily_cost:.2f}" if settings.llm_daily_cost is not None else "",
    ]
    click.echo(f"A day's budget: {' and '.join(filter(None, limits)) or 'none is set'}.")
