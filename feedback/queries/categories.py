"""The tree of subjects, read whole: it is small, and pages want names with the branch they hang on."""

from collections import defaultdict
from dataclasses import dataclass

from feedback.models import Category


@dataclass(frozen=True)
class Leaf:
    """A category in its place: `path` are the names from the root down to its own."""

    category: Category
    path: tuple[str, ...]

    @property
    def name(self) -> str:
        """The names one after another: "Room › Noise"."""
        return " › ".join(self.path)


def leaves(*, with_retired: bool = False) -> list[Leaf]:
    """Every category in the order of the tree, a branch before what hangs on it; one query.

    Those no longer in use are left out, with what hangs on them, unless `with_retired`.
    """
    below: dict[int | None, list[Category]] = defaultdict(list)
    for row in Category.objects.order_by("order", "code"):
        below[row.parent_id].append(row)
    found: list[Leaf] = []

    def walk(parent: int | None, path: tuple[str, ...]) -> None:
        for row in below[parent]:
            if row.is_active or with_retired:
                found.append(Leaf(row, (*path, row.name)))
                walk(row.pk, found[-1].path)

    walk(None, ())
    return found


def names() -> dict[int, str]:
    """The names of all categories with their branches, by id; one query."""
    return {leaf.category.pk: leaf.name for leaf in leaves(with_retired=True)}


def with_all_below(category: Category) -> list[int]:
    """The ids of `category` and of everything that hangs on it; one query."""
    children: dict[int | None, list[int]] = defaultdict(list)
    for pk, parent in Category.objects.order_by("pk").values_list("pk", "parent"):
        children[parent].append(pk)
    found = [category.pk]
    for pk in found:
        found += children[pk]
    return found
