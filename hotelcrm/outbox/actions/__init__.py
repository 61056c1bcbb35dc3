"""What staff, guests and the rooms above do to messages: queue them, and pause, call off or stop what waits.

``queueing`` is for one message, ``mailings`` for many; both ask ``hotelcrm.outbox.gate``, on the channels that
``fitting`` leaves. ``stopping`` is what a
guest's no does to what waits, ``suppressing`` keeps addresses from being written to. Next door:
``hotelcrm.outbox.delivery`` (the messages' way out), ``queries`` (what pages show of them).
"""
