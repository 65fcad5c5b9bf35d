"""Feed files on this machine: what they hold, whether Amazon will take them, what changed.

Nothing here asks the network or draws on a screen, and nothing is kept but temporary files::

    with open_feed(path, feed_type=None, marketplace=market) as feed:  # first rows at once
        feed.columns, feed.count, feed.complete, feed.rows(0, 50)
        for progress in feed.index():          # in a thread: then any window is near
            ...
        result = check_feed(feed, CheckContext(program, market, seller_id), on_progress, cancelled)
        result.refused, result.facts, result.findings

    with compare_feeds(sent_last, feed, on_progress, cancelled) as differences:
        differences.added, differences.changed, differences.removed   # counts
        differences.rows(Change.CHANGED, 0, 50)

    outcome = write_subset(feed, wanted, target)  # the same kind, header and bytes
"""
