"""What providers say about messages afterwards: delivered, bounced, complained, unsubscribed.

``storing`` keeps the raw report, once, whatever it says; ``applying`` does what it means, in any order and as often as
it is told; ``asking`` asks those who tell nothing by themselves. Next door: ``hotelcrm.outbox.transports``, each of
which verifies and reads the reports of its provider, and ``hotelcrm.outbox.views.reports``, the address they are sent
to.
"""
