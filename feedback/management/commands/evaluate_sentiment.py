from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from feedback.words.evaluation import FOLDS, Outcome, cross_validate
from feedback.words.labelled import Reviews, UnreadableReviews, read


class Command(BaseCommand):
    help = "Say how well reviews are judged: cross-validated, by models that have not seen the review they judge."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--reviews", type=Path, nargs="+", required=True, help="CSV files: a text and its label.")
        parser.add_argument("--folds", type=int, default=FOLDS, help=f"Into how many parts; default {FOLDS}.")

    def handle(self, *_: object, reviews: list[Path], folds: int, **__: Any) -> None:
        if folds < 2:  # noqa: PLR2004 -- one part would be judged by nothing
            raise CommandError("At least two folds: what is judged is left out of what is learned from.")
        files = [self._read(path) for path in reviews]
        for outcome in cross_validate(files, folds):
            self._report(outcome)

    def _read(self, path: Path) -> Reviews:
        try:
            found = read(path)
        except UnreadableReviews as error:
            raise CommandError(str(error)) from error
        if not found.rows:
            raise CommandError(f"{path.name} holds no review that is good or bad.")
        return found

    def _report(self, outcome: Outcome) -> None:
        left_out = ", ".join(f"{n} {why}" for why, n in sorted(outcome.left_out.items()) if n) or "none"
        languages = ", ".join(f"{n:,} {language or 'neither'}" for language, n in outcome.languages.most_common())
        folds = " ".join(f"{right / of:.3f}" for right, of in outcome.by_fold if of)
        lines = [
            f"{outcome.name}: {outcome.n:,} reviews ({languages}); left out: {left_out}",
            f"  accuracy {outcome.accuracy:.4f} in {len(outcome.by_fold)} folds (each: {folds})",
            f"  calling all alike would reach {outcome.floor:.4f}",
            "                 judged good   judged bad",
            f"  good reviews {outcome.right[True]:>13,}{outcome.wrong[True]:>13,}",
            f"  bad reviews  {outcome.wrong[False]:>13,}{outcome.right[False]:>13,}",
            f"  called neither: {outcome.neither.total():,}, of them bad {outcome.neither[False]:,}",
            f"  accuracy among those called good or bad {outcome.firm_accuracy:.4f}",
        ]
        self.stdout.write("\n".join(lines))
