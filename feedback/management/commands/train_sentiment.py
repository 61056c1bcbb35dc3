from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from feedback.words.labelled import UnreadableReviews, read
from feedback.words.model import HERE, LANGUAGES, path_of, write
from feedback.words.training import train

FEWEST = 500  # reviews; with fewer the lexicon is the better judge


class Command(BaseCommand):
    help = "Learn from labelled reviews which words are good and which are bad, and write the models' files."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--reviews", type=Path, nargs="+", required=True, help="CSV files: a text and its label.")
        parser.add_argument("--to", type=Path, default=HERE, help="The directory to write to; default: the product's.")

    def handle(self, *_: object, reviews: list[Path], to: Path, **__: Any) -> None:
        try:
            rows = {row.key: row for path in reviews for row in read(path).rows}
        except UnreadableReviews as error:
            raise CommandError(str(error)) from error
        for language in LANGUAGES:
            own = [row for row in rows.values() if row.language == language]
            if len(own) < FEWEST:
                self.stdout.write(f"{language}: {len(own):,} reviews are too few to learn from; left as it was.")
                continue
            model, path = train(own, language), path_of(language, to)
            write(model, path)
            size = path.stat().st_size
            self.stdout.write(f"{language}: {len(own):,} reviews, {len(model.weights):,} weights, {size:,} bytes.")
