"""The pages, a blueprint each family."""
