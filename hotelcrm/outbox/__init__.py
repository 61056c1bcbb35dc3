"""Messages to guests: one outbox, one gate, every channel, nothing doubled.

Here live the messages and their state machine (``models``, ``actions``, ``delivery``), the gate that says who may be
written to (``gate``), what messages are written from (``templates``: Liquid and MJML over an allow-list of values), the
roads they take (``transports``, a folder each), what comes back (bounces, callbacks, opens and clicks), and the pages
for them. Truth is the row: a bell (``tasks``) only says that something is due.

Next door: ``guests`` (who they are, their consent and addresses), ``stays`` and everything above (which queue messages
here and enter the values that templates may use), ``hotelcrm.dashboards`` (the manager's figures of messages).
"""
