"""What decides and touches nothing: no ORM, no clock, no language. Everything is passed in and comes back as values.

Next door: ``loyalty.actions`` gathers what the rules need, asks them, and writes down what they said.
"""
