"""Amazon MWS: the program that Koongo's guide describes, which Amazon ended on 31 March 2024.

Nothing is imported here: a command that only needs the quotas does not load the client.
"""
