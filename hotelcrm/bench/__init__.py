"""Benchmarks: ``manage.py bench [NAME ...] --guests N``, one JSON object a line, each with a floor of the same run.

They run on a database of their own (``hotelcrm_bench``), filled by the demo's generator and kept for the next run of
the same size and day; nothing else may use it meanwhile. Times are reported, never tested.

To add one: a module in ``benches/`` with a function that takes a ``Run`` and yields ``Figure``s::

    @bench("arrivals")
    def arrivals(run: Run) -> Iterator[Figure]:
        url = reverse("desk:arrivals")
        yield run.page("arrivals", "today", [url])

``run.page`` and ``run.post`` time whole requests over the loopback to a real server, one client, one connection kept
open; the floor is a view that asks who is signed in and does nothing. For anything that is not a request time it
yourself and give `seconds`, `per_second`, and as floor the least that has to be done in any case.

``figures.py`` has the figures, ``database.py`` the database, ``site.py`` the server and its one client, ``urls.py`` and
``views.py`` the floor. Next door: ``hotelcrm.demo`` (the guests it measures on).
"""

DATABASE = "hotelcrm_bench"
