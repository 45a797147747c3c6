"""Which Makegood this is."""

VERSION = "0.1.0"
"""As `pyproject.toml` and the changelog name it; semantic versioning."""
