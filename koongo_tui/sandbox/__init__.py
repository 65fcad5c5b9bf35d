"""A local Amazon to try things on: an HTTP server on loopback with invented sellers.

It shares no code with the client, so that a mistake on one side shows on the other::

    world      sellers, developers and submissions as time goes by; knows no program and no HTTP
    feeds      reads a submitted feed and judges each message
    reports    writes the processing report
    mws        MWS over that world: signature, quotas, operations, XML
    spapi      SP-API over the same world: Login with Amazon, consent page, operations, documents
    situations of what a scenario is made
    scenarios  what can go wrong, each under a name
    app        the HTTP application
    server     starts and stops it, in a thread or as a command
"""
