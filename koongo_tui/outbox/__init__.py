"""Sending feeds to Amazon so that none is lost and none is sent twice.

An intent is written down before Amazon is asked. Whatever happens then, a killed process, a lost
answer, a power cut, the next one finds out from Amazon's own list whether the feed arrived, and
sends it only when it did not.

===============  =====================================================
``arrival``      which submission of a list is the one that was sent
``outbox``       sending, and finding out
``preparing``    from a checked file to an intent and a kept copy
``auto``         when a channel's feed is sent by itself
===============  =====================================================
"""
