"""Shows what the crawler holds: pages, feeds, and the admin's commands."""
