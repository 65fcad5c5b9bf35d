"""Sending feeds to Amazon so that none is lost and none is sent twice.

An intent is written down before Amazon is asked. Whatever happens then, a killed process, a lost
answer, a power cut, the next one finds out from Amazon's own list whether the feed arrived, and
sends it only when it did not.

===============  =====================================================
``checking``     measuring and checking a file for its channel
``plan``         what sending it will do; ``words`` says it
``preparing``    from a checked file to an intent and a kept copy
``outbox``       sending, and finding out
``arrival``      which submission of a list is the one that was sent
``kept``         the copies of what was sent
``again``        the lines that were refused
``cancelling``   cancelling, and what became of it
``standing``     what is not settled, for whoever looks in
``auto``         when a channel's feed is sent by itself
``facts``        what decides about that
``turn``         one look at a channel's source, and what follows
``runner``       looking again and again; ``events`` is what it tells
===============  =====================================================
"""
