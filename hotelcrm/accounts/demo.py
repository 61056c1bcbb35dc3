"""The accounts of a demo: one per role. They exist only in demo data, and the sign-in page of a demo lists them."""

from dataclasses import dataclass

from django_stubs_ext import StrPromise

from .models import Department, Role


@dataclass(frozen=True)
class DemoAccount:
    """One person of the demo's staff."""

    username: str
    role: Role
    icon: str
    department: Department | None = None

    @property
    def label(self) -> StrPromise | str:
        """What the person does, in the language of the page."""
        return self.department.label if self.department else self.role.label


DEMO_PASSWORD = "welcome-to-the-lake"  # noqa: S105 (of demo data only, and printed on its sign-in page)

DEMO_ACCOUNTS = (
    DemoAccount("front", Role.FRONT_DESK, "door-open"),
    DemoAccount("housekeeping", Role.DEPARTMENT, "moon", Department.HOUSEKEEPING),
    DemoAccount("restaurant", Role.DEPARTMENT, "cup-hot", Department.RESTAURANT),
    DemoAccount("relations", Role.GUEST_RELATIONS, "person-heart"),
    DemoAccount("marketing", Role.MARKETING, "megaphone"),
    DemoAccount("manager", Role.MANAGER, "bar-chart"),
    DemoAccount("privacy", Role.PRIVACY_OFFICER, "shield-lock"),
    DemoAccount("admin", Role.ADMINISTRATOR, "gear"),
)
