"""What came of campaigns: bookings credited to messages, figures per campaign, step and variant, and lift.

``bookings`` says in SQL what a booking is and when it was made; ``attributing`` credits bookings to the messages
before them; ``figures`` counts; ``telling`` puts it into a sentence. Next door: ``campaigns.rules.lift`` (how sure a
difference is), ``campaigns.running`` (which wrote the rows counted here), ``hotelcrm.outbox`` (what became of each).
"""
