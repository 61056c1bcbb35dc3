"""Sentiment and topics of what guests write, in Chinese and English: pure functions of a text, no database, no clock.

``judging`` is the way in: ``judge(text)`` gives the mood of a text and of each of its sentences, with their topics.
``cloud`` the words of a text for a word cloud; ``topics`` what is spoken of, by ``topic_words``; ``text`` reads past
markup and finds the sentences, ``reading`` puts them into pieces of one subject; ``language`` tells Chinese from
English; ``features`` what a model looks at; ``lexicon`` what we know of words beforehand; ``model`` the weights beside
it (``zh.model.gz``, ``en.model.gz``: words and numbers, no texts).

How the weights came about: ``labelled`` reads files of labelled reviews, ``training`` learns from them and
``evaluation`` says how good that is, by the commands ``train_sentiment`` and ``evaluate_sentiment``.

Next door: ``feedback.models.review`` (where the sentences are kept).
"""
