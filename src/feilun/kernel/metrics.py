"""What the process counts for Prometheus. Figures about the tables are read when somebody asks for them."""

from prometheus_client import Counter, Histogram

REQUESTS = Counter("feilun_requests_total", "Requests answered, by route.", ["route", "method", "status"])
SECONDS = Histogram(
    "feilun_request_seconds",
    "Time until the answer was complete, by route.",
    ["route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
WORK = Counter("feilun_work_total", "Events handled by subscribers and rows done by jobs of this process.", ["work"])
WORK_FAILURES = Counter("feilun_work_failures_total", "Runs of subscribers and jobs that failed.", ["work"])
