"""The bytes of a mail are what Python's own generator makes of it, in a fraction of the time."""

import itertools
from email import message_from_bytes, policy

import pytest
from django.core.mail import EmailMultiAlternatives

from hotelcrm.outbox.transports.email.composing import as_data

SUBJECTS = ("Hi", "秋日礼遇 " * 20, "x" * 300)
TEXTS = ("plain\ntext", "中文\nFrom me\n", "y" * 1500, "中" * 600, "a\r\nb\r\n", "")
# How it is wrapped; what is inside is compared.
OF_CONTENT = {"Content-Type", "Content-Transfer-Encoding", "MIME-Version"}
PAGES = ("", "<p>ok</p>", "<p>" + "中文" * 500 + "</p>", "<p>\u2028x</p>\n")


def mail(subject, text, html):
    found = EmailMultiAlternatives(
        subject,
        text,
        '"Läke" <hotel@example.com>',
        ['"张敏" <min@example.com>'],
        headers={
            "Message-ID": "<1@x>",
            "Date": "Sat, 21 Nov 2026",
            "List-Unsubscribe": f"<https://x.example/{'x' * 99}>",
        },
    )
    if html:
        found.attach_alternative(html, "text/html")
    return found


def read(data):
    return entity(message_from_bytes(data, policy=policy.default))


def entity(part):
    headers = [(name, str(value).strip()) for name, value in part.items() if name not in OF_CONTENT]
    body = [entity(inner) for inner in part.iter_parts()] if part.is_multipart() else part.get_content().strip()
    return part.get_content_type(), headers, body, part.defects


@pytest.mark.parametrize(("subject", "text", "html"), list(itertools.product(SUBJECTS, TEXTS, PAGES)))
def test_it_reads_as_if_python_had_written_it(subject, text, html):
    written = mail(subject, text, html)

    assert read(as_data(written)) == read(written.message().as_bytes(linesep="\r\n"))
    assert as_data(written).count(b"MIME-Version: 1.0\r\n") == 1


@pytest.mark.parametrize("html", PAGES)
def test_lines_are_those_of_smtp(html):
    data = as_data(mail("秋日", "tea\n.dot\r\nend", html))

    assert data.replace(b"\r\n", b"").count(b"\n") == data.replace(b"\r\n", b"").count(b"\r") == 0
    assert b"\r\n..dot\r\n" in data
    assert max(len(line) for line in data.split(b"\r\n")) <= 998
