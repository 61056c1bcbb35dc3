"""The pages: one module per subject.

``mine``, ``board``, ``filters`` (the list of all tickets and the lists kept under a name) and ``export``; ``opening`` a
ticket, ``ticket`` its page, ``handling`` and ``joining`` what is done there, ``files`` what was added to it.
"""
