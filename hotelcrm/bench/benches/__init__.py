"""One module for each benchmark; whatever is entered with ``@bench`` is found by itself."""
