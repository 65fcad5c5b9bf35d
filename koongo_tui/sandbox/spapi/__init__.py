"""The Selling Partner API and Login with Amazon over the same world.

::

    grants      who may act for whom: codes, refresh tokens, access tokens
    lwa         the token endpoint of Login with Amazon
    consent     the page on which a seller authorises an application
    service     Sellers v1 and Feeds 2021-06-30
    storage     documents behind addresses that are signed for five minutes
"""
