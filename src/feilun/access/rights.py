"""Rights, and roles as sets of them."""

RIGHTS: dict[str, str] = {
    "customers.read": "See customers, their traces and portraits",
    "customers.write": "Change customers, merge and split them, import",
    "audiences.read": "See audiences and their members",
    "audiences.write": "Create and change audiences",
    "journeys.read": "See journeys and what they sent",
    "journeys.write": "Create and change journeys and templates",
    "journeys.publish": "Start, pause and stop journeys",
    "desk.read": "See conversations",
    "desk.write": "Answer, note, assign and resolve conversations",
    "desk.supervise": "See and take over conversations of others",
    "bot.read": "See what the bot knows, what it answered and how well",
    "bot.write": "Change knowledge, flows, welcome and menu as a draft; judge answers",
    "bot.publish": "Train, publish and roll back what the bot knows; switch it on and off",
    "case.read": "See cases of customers who were let down",
    "case.write": "Work on cases: contact, note, solve, give and take back remedies the policy leaves to agents",
    "case.decide": "Write what opens a case and the policy of remedies; decide what it leaves to supervisors",
    "survey.read": "See surveys, their answers and results; try a draft",
    "survey.write": "Change drafts and settings of surveys, import and simulate; judge responses",
    "survey.publish": "Publish, open, pause, close and delete surveys",
    "reports.read": "See reports",
    "events.read": "See the event log and the quarantine",
    "settings.read": "See channels, keys and people",
    "settings.write": "Change channels and keys",
    "people.write": "Add people and change their roles",
    "audit.read": "See the audit trail",
}

_READ = {name for name in RIGHTS if name.endswith(".read")} - {"audit.read", "settings.read"}

ROLES: dict[str, frozenset[str]] = {
    "owner": frozenset(RIGHTS),
    "admin": frozenset(RIGHTS),
    "marketer": frozenset(
        _READ - {"desk.read"}
        | {"customers.write", "audiences.write", "journeys.write", "journeys.publish"}
        | {"survey.write", "survey.publish"}
    ),
    "analyst": frozenset(_READ - {"desk.read"}),
    "agent": frozenset({"customers.read", "desk.read", "desk.write", "bot.read", "case.read", "case.write"}),
    "supervisor": frozenset(
        {
            "customers.read",
            "desk.read",
            "desk.write",
            "desk.supervise",
            "reports.read",
            "bot.read",
            "bot.write",
            "bot.publish",
            "case.read",
            "case.write",
            "case.decide",
        }
    ),
}
