"""What the reader of Liquid says to programmers, said to those who write templates, in their language."""

import re
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# The first that matches; `what` is put into the sentence where that asks for it.
_SAYINGS: Final = (
    (r"expected '}}', found end of file", gettext_lazy("“{{” is never closed by “}}”")),
    (r"missing tag name or closing delimiter", gettext_lazy("“{%%” is never closed by “%%}”, or names no tag")),
    (r"missing expression", gettext_lazy("the tag says nothing behind its name, as in {%% if member.points %%}")),
    (r"expected tag end(?P<what>\w+)", gettext_lazy("{%% %(what)s %%} is never closed by {%% end%(what)s %%}")),
    (r"(?P<what>\w+) tag was never closed", gettext_lazy("{%% %(what)s %%} is never closed by {%% end%(what)s %%}")),
    (
        r"unexpected tag '(?P<what>end\w+|else|elsif|when)'",
        gettext_lazy("{%% %(what)s %%} belongs to nothing that is open here"),
    ),
    (r"unexpected tag '(?P<what>.+)'", gettext_lazy("there is no tag “%(what)s”")),
    (r"""unexpected (?P<q>["'])(?P<what>['"])(?P=q)""", gettext_lazy("the quote %(what)s is never closed")),
    (r"unexpected '(?P<what>[“”„‘’「」])'", gettext_lazy("write straight quotes instead of %(what)s")),
    (r"(?:unexpected|unknown operator) '(?P<what>.+)'", gettext_lazy("“%(what)s” cannot stand here")),
    (r"parentheses", gettext_lazy("conditions have no parentheses")),
    (r"disallowed not", gettext_lazy("there is no “not”: write {%% unless … %%}")),
    (r"expected in,", gettext_lazy("a loop is written {%% for name in values %%}")),
    (r"expected '=',", gettext_lazy("a value is kept by {%% assign name = … %%}")),
    (r"expected end of expression, found '='", gettext_lazy("two values are compared by ==")),
    (r"expected end of expression", gettext_lazy("behind the value stands more than a filter")),
    (r"ternary", gettext_lazy("conditions are written {%% if … %%}, not within a value")),
    (r"multiple segments", gettext_lazy("a name of your own has no dots")),
    (r"a block without code", gettext_lazy('a block is written {%% block "code" %%}')),
    (r"expected|missing", gettext_lazy("a name or a value is missing")),
)


def said_to_staff(said: str) -> str:
    """The sentence for what the reader of Liquid `said`; one that names no cause where it never said that before."""
    for pattern, words in _SAYINGS:
        if found := re.search(pattern, said):
            return _("This cannot be read: %(said)s.") % {"said": str(words) % found.groupdict()}
    return _("This cannot be read: look for a sign too many or too few between {{ and }}, {%% and %%}.") % {}
