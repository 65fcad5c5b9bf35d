"""Version 2: gaps in what was read, claims between processes, and the SKUs that reports name.

``gap`` holds spans of time whose list was not read to its end. ``asking_at`` is the list that some
process is asking for at this moment, ``claimed_until`` the same for a processing report: both
lapse by themselves when that process was killed. ``named_skus`` holds the SKUs that a processing
report names, each between line ends, so that one ``LIKE`` finds a submission by them.
"""

STATEMENTS = (
    "ALTER TABLE account ADD COLUMN asking_at INTEGER",
    "ALTER TABLE submission ADD COLUMN claimed_until INTEGER",
    """
    CREATE TABLE gap (
        account INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
        newest INTEGER NOT NULL,
        oldest INTEGER,
        remaining INTEGER,
        holder TEXT,
        held_until INTEGER,
        PRIMARY KEY (account, newest)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE named_skus (
        submission INTEGER PRIMARY KEY REFERENCES submission (row) ON DELETE CASCADE,
        skus TEXT NOT NULL
    )
    """,
)
