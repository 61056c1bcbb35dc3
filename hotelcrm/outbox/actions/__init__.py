"""What staff and the rooms above do to messages: queue them, and pause, call off or stop what waits.

``queueing`` is for one message, ``mailings`` for many; both ask ``hotelcrm.outbox.gate``. Next door:
``hotelcrm.outbox.delivery`` sends.
"""
