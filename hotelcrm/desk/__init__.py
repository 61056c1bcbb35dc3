"""What front desk and departments work with: the one search box, the boards, the guest page and the briefs.

It combines what the apps know and owns only the marks people set while working (``Reviewed``). Next door:
``guests`` and ``stays`` (the facts and the actions), ``hotelcrm.dashboards`` (what managers read).
"""
