"""What managers set up of feedback in Django's admin, one module per subject.

``own`` is what they share: who may change the lines of which hotel. Next door: ``feedback.views`` (what is done with
tickets, surveys and reviews every day).
"""

from . import assigning, categories, hours, levels, recovery, surveys

__all__ = ["assigning", "categories", "hours", "levels", "recovery", "surveys"]
