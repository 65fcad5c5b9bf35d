"""Version 3: feeds that are to be sent, and why sending by itself is paused.

A row of ``intent`` is written before Amazon is asked, so that after a crash or a lost answer it is
known what may have arrived. ``offset`` is Amazon's clock minus ours when sending began.
"""

STATEMENTS = (
    """
    CREATE TABLE intent (
        id INTEGER PRIMARY KEY,
        account INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
        channel TEXT NOT NULL,
        feed_type TEXT NOT NULL,
        marketplace_ids TEXT NOT NULL,
        content_type TEXT NOT NULL,
        digest TEXT NOT NULL,
        size INTEGER NOT NULL,
        records INTEGER,
        origin TEXT NOT NULL,
        state TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        began_at INTEGER,
        offset INTEGER,
        document_id TEXT,
        document_at INTEGER,
        submission_id TEXT,
        error_code TEXT,
        error_text TEXT
    )
    """,
    "CREATE INDEX intent_state ON intent (account, state, created_at)",
    "CREATE INDEX intent_channel ON intent (channel, feed_type, created_at)",
    "CREATE INDEX intent_submission ON intent (account, submission_id)",
    """
    CREATE TABLE auto_pause (
        channel TEXT PRIMARY KEY,
        at INTEGER NOT NULL,
        code TEXT NOT NULL,
        reason TEXT NOT NULL,
        subject TEXT NOT NULL,
        lifted INTEGER NOT NULL DEFAULT 0
    ) WITHOUT ROWID
    """,
)
