"""What we know of a customer: traits with their source, activity, the timeline."""

from pathlib import Path

from feilun.delivery import directory
from feilun.insight.profiles.api import (
    ORDER,
    ROUTES,
    CustomerAudience,
    CustomerRow,
    checked_limit,
    customer_row,
    show_audiences,
)
from feilun.insight.profiles.people import People
from feilun.insight.profiles.projection import Profiles
from feilun.insight.profiles.reader import (
    Profile,
    activity_of,
    customer_of_event,
    customers_of_events,
    names_of,
    profile_by_handle,
    profile_of,
    profiles_of,
)
from feilun.insight.profiles.rules import label
from feilun.kernel.capability import Capability

CAPABILITY = Capability(
    name="profiles", routes=ROUTES, subscribers=(Profiles(),), migrations=Path(__file__).with_name("migrations")
)

directory.use(People())

__all__ = [
    "CAPABILITY",
    "ORDER",
    "CustomerAudience",
    "CustomerRow",
    "Profile",
    "activity_of",
    "checked_limit",
    "customer_of_event",
    "customer_row",
    "customers_of_events",
    "label",
    "names_of",
    "profile_by_handle",
    "profile_of",
    "profiles_of",
    "show_audiences",
]
