"""Facts about guests, segments of them, campaigns, occasions and what came of them live here.

``facts/`` counts one wide row per guest; ``segments/`` turns rules into one statement; ``occasions/`` has one module
per occasion; ``running/`` chooses, enrols and sends; ``results/`` measures. Next door: ``hotelcrm.outbox`` (writes and
sends the messages, holds the gate), ``loyalty`` (vouchers and points), ``stays`` (what they booked).
"""
