"""koongo-tui: connect an Amazon seller account to Koongo, and watch its submissions.

The version is a constant because reading it from the installed metadata costs 34 ms at start.
"""

__version__ = "0.1.0"
