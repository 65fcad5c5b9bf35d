"""Version 1: accounts, submissions with their reports, and request budgets.

Moments are integer milliseconds since 1970 in UTC. ``kind`` is the state that a status word and
the report's counts give, without the passing of time: ``stuck`` is never stored. ``listed_at`` is
what the list is sorted by: ``submitted_at``, or the first sight of a row without one. How many
rows there are of each kind is kept by triggers, so that nobody counts 100,000 rows to show a
total.
"""

STATEMENTS = (
    """
    CREATE TABLE account (
        id INTEGER PRIMARY KEY,
        key TEXT NOT NULL UNIQUE,
        visited_at INTEGER,
        checked_at INTEGER,
        succeeded_at INTEGER,
        error_code TEXT,
        error_text TEXT,
        failures INTEGER NOT NULL DEFAULT 0
    )
    """,
    """
    CREATE TABLE submission (
        row INTEGER PRIMARY KEY,
        account INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
        id TEXT NOT NULL,
        feed_type TEXT NOT NULL,
        native_status TEXT NOT NULL,
        kind TEXT NOT NULL,
        listed_at INTEGER NOT NULL,
        submitted_at INTEGER,
        started_at INTEGER,
        completed_at INTEGER,
        report_document_id TEXT,
        marketplace_ids TEXT NOT NULL DEFAULT '',
        size INTEGER,
        processed INTEGER,
        accepted INTEGER,
        errors INTEGER,
        warnings INTEGER,
        report_state TEXT NOT NULL DEFAULT 'none',
        report_path TEXT,
        content_type TEXT,
        fetched_at INTEGER,
        first_seen_at INTEGER NOT NULL,
        changed_at INTEGER NOT NULL,
        UNIQUE (account, id)
    )
    """,
    "CREATE INDEX submission_listed ON submission (account, listed_at, id)",
    "CREATE INDEX submission_kind ON submission (account, kind, listed_at, id)",
    """
    CREATE INDEX submission_report_due ON submission (account, listed_at)
    WHERE report_state IN ('none', 'pending')
    """,
    """
    CREATE TABLE tally (
        account INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
        kind TEXT NOT NULL,
        number INTEGER NOT NULL,
        PRIMARY KEY (account, kind)
    ) WITHOUT ROWID
    """,
    """
    CREATE TRIGGER submission_added AFTER INSERT ON submission BEGIN
        INSERT INTO tally VALUES (new.account, new.kind, 1)
        ON CONFLICT DO UPDATE SET number = number + 1;
    END
    """,
    """
    CREATE TRIGGER submission_removed AFTER DELETE ON submission BEGIN
        UPDATE tally SET number = number - 1 WHERE account = old.account AND kind = old.kind;
    END
    """,
    """
    CREATE TRIGGER submission_moved AFTER UPDATE OF kind ON submission
    WHEN old.kind <> new.kind BEGIN
        UPDATE tally SET number = number - 1 WHERE account = old.account AND kind = old.kind;
        INSERT INTO tally VALUES (new.account, new.kind, 1)
        ON CONFLICT DO UPDATE SET number = number + 1;
    END
    """,
    """
    CREATE TABLE budget (
        account TEXT NOT NULL,
        bucket TEXT NOT NULL,
        level REAL NOT NULL,
        at INTEGER NOT NULL,
        closed_until INTEGER,
        hourly_maximum INTEGER,
        hourly_remaining INTEGER,
        hourly_resets_at INTEGER,
        PRIMARY KEY (account, bucket)
    ) WITHOUT ROWID
    """,
)
