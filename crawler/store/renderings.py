def render_pending(engine, categories, limit): return 0
