"""How a form with several fields in a row says which: ``helper = laid_out("name", Row("phone", "email"))``.

Pages draw it with ``{% crispy form %}``, by the templates of our pack ``hotel``. The ``<form>``, its token and its
buttons stay in the page's template, because htmx and the save bar differ from page to page.
"""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Row

__all__ = ["Row", "Three", "laid_out"]


class Three(Row):
    """Three short fields that stay in one row on a phone too: a day, its month and its year."""

    css_class = "three"


def laid_out(*parts: str | Row, errors: bool = True) -> FormHelper:
    """The helper of a form whose fields stand as `parts` say; hidden fields follow by themselves.

    `errors` is false where the page shows the summary of errors itself, above something else than these fields. One
    helper serves all forms of a class, so nothing may be changed in it afterwards.
    """
    helper = FormHelper()
    helper.layout = Layout(*parts)
    helper.form_tag, helper.disable_csrf = False, True
    helper.form_show_errors = errors
    helper.render_hidden_fields = True
    return helper
