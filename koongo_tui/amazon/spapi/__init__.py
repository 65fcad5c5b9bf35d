"""Amazon's Selling Partner API: the program through which sellers are connected today.

Nothing is imported here: a command that only needs the quotas does not load the client.
"""
