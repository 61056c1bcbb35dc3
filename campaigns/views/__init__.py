"""Pages and verbs of this room; policy first, then one action.

Next door: ``campaigns.forms`` (what is typed), ``campaigns.actions`` (what is done), ``campaigns.admin`` (where the
rules of segments are written).
"""
