"""The history database's versions, one module each: ``STATEMENTS`` leads from the one before."""

MODULES = ("v1", "v2", "v3")
"""In order; the number of a version is its place, from 1."""
