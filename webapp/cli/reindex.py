"""`admin reindex`: the search index from nothing."""

import click


@click.command()
@click.pass_context
def reindex(context: click.Context) -> None:
    """Make the search index anew, beside the one in use, and put it in its place when it is done.

    Does what `python -m crawler reindex` does.

    \b
    Example:
      flask --app webapp admin reindex
    """
    # Not with the site: the crawler's commands are 25 MB that no page needs.
    from crawler.commands.reindex import reindex as crawlers_reindex

    context.forward(crawlers_reindex)
