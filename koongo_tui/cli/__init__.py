"""The commands: thin, one file each. Data on stdout, talk on stderr.

No command but the full screen itself imports Textual; each imports what costs time only where it
is used.
"""
