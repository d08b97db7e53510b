"""How Alembic runs the migrations: on the connection, and inside the transaction, that `migrate` hands it."""

from alembic import context

from crawler.store.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite changes a column by copying its table
    transactional_ddl=True,  # true of SQLite too, since the session begins transactions itself
)
with context.begin_transaction():
    context.run_migrations()
