"""`flask --app webapp admin …`: what keeps a site healthy."""

from flask.cli import AppGroup

from webapp.cli.reindex import reindex

admin = AppGroup("admin", help="Keep the site healthy: search index, answers, backups.")
admin.add_command(reindex)
