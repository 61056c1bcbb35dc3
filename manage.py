#!/usr/bin/env python
"""Django's command line, for the hotel CRM."""

import errno
import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hotelcrm.settings")
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except OSError as error:  # static files and secrets are written before anything can look at the disk
        if error.errno != errno.ENOSPC:
            raise
        sys.exit(f"The disk is full: {error.filename or 'a file'} could not be written. Free some space and try again.")


if __name__ == "__main__":
    main()
