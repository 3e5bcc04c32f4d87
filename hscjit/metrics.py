"""The names of all Prometheus metrics, in one place; who counts imports the object from here."""

from __future__ import annotations

import time

from django.http import HttpRequest, HttpResponse
from django_prometheus.middleware import Metrics, PrometheusBeforeMiddleware
from prometheus_client import Counter, Gauge, Histogram

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
FAST = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1.0)
SLOW = (0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 120.0)
STREAM = (0.01, 0.03, 0.08, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0)

websocket_active_connections = Gauge(
    "websocket_active_connections", "Open WebSockets.", multiprocess_mode="livesum"
)
websocket_errors = Counter(
    "websocket_errors", "Errors sent to or met on WebSockets.", ["error_type"]
)
messages_processed = Counter(
    "messages_processed", "Messages received on WebSockets.", ["message_type"]
)

prediction_latency = Histogram(
    "prediction_latency_seconds", "One prediction, the predictor alone.", buckets=FAST
)
products_searched = Counter("products_searched", "Texts for which products were predicted.")
catalogue_products = Gauge(
    "catalogue_products", "Products that can be predicted.", multiprocess_mode="livemax"
)
catalogue_version = Gauge(
    "catalogue_version", "Version of the catalogue in memory.", multiprocess_mode="livemax"
)

manual_fetch_seconds = Histogram("manual_fetch_seconds", "Download of a manual.", buckets=SLOW)
manual_fetch = Counter("manual_fetch", "Manuals fetched, by outcome.", ["outcome"])
manual_index_seconds = Histogram(
    "manual_index_seconds", "From a manual's bytes to a searchable manual.", buckets=SLOW
)
documents_indexed = Counter("documents_indexed", "Manuals made searchable.")
recognised_pages = Counter(
    "recognised_pages", "Pages read from their pictures, by what came of it.", ["outcome"]
)
retrieval_full = Gauge(
    "retrieval_full",
    "1: passages are found by meaning too; 0: by words.",
    multiprocess_mode="livemax",
)
vectors_encoded = Counter("vectors_encoded", "Passages that got vectors.")
vectors_seconds = Histogram("vectors_seconds", "Making the vectors of one passage.", buckets=FAST)
prefetch = Counter("prefetch", "Manuals read before anybody asked, by their use.", ["outcome"])
retrieval_seconds = Histogram("retrieval_seconds", "Finding passages in one manual.", buckets=FAST)

answer_first_chunk_seconds = Histogram(
    "answer_first_chunk_seconds", "From the question to the first text.", ["engine"], buckets=STREAM
)
answer_generation_seconds = Histogram(
    "answer_generation_seconds",
    "From a readable manual to the whole answer.",
    ["engine"],
    buckets=STREAM,
)
answers = Counter("answers", "Finished answers.", ["outcome", "engine"])
llm_errors = Counter(
    "llm_errors", "Answers that no language model gave, by what went wrong.", ["error_type"]
)
llm_tokens = Counter("llm_tokens", "Tokens of language models.", ["engine", "direction"])
llm_cost = Counter("llm_cost", "What they cost, in the currency of the prices.", ["engine"])
llm_breaker_open = Gauge(
    "llm_breaker_open", "1: not asked for a while.", ["engine"], multiprocess_mode="livemax"
)
feedback = Counter("feedback", "Ratings given.", ["rating"])

cache_hits = Counter("cache_hits", "Values found in the cache.", ["layer"])
cache_misses = Counter("cache_misses", "Values not found in the cache.", ["layer"])
cache_l1_entries = Gauge(
    "cache_l1_entries", "Entries in the local-memory cache.", multiprocess_mode="livesum"
)

background_tasks_active = Gauge(
    "background_tasks_active", "Jobs being executed.", multiprocess_mode="livesum"
)
background_task_duration = Histogram(
    "background_task_duration_seconds", "Run time of a job.", ["task"], buckets=SLOW
)

http_requests = Counter("http_requests", "HTTP requests.", ["method", "status", "view"])
http_request_duration = Histogram(
    "http_request_duration_seconds", "HTTP request time.", ["view"], buckets=STREAM
)

# An alarm on a rate needs the 0 before the 1.
FROM_THE_START: tuple[tuple[Counter | Histogram, tuple[str, ...]], ...] = (
    (websocket_errors, (
        "invalid_json", "unknown_type", "invalid_field", "too_long", "unknown_product",
        "unknown_conversation", "unknown_message", "rate_limited", "unavailable", "flood",
    )),
    (messages_processed, ("typing", "query")),
    (manual_fetch, ("fetched", "not_modified", "fetch_failed", "unreadable", "broken_off")),
    (recognised_pages, ("read", "empty", "failed")),
    (prefetch, ("used", "wasted")),
    (answer_first_chunk_seconds, ("extractive",)),
    (answer_generation_seconds, ("extractive",)),
    (llm_errors, (
        "no_first_token", "stalled", "disconnected", "unreachable", "timeout", "rate_limited",
        "server_error", "key_refused", "bad_request", "bad_response", "too_long", "refused",
        "empty", "unsupported", "nothing_to_read", "budget_spent", "breaker_open", "unexpected",
    )),
    (feedback, ("up", "down", "1", "2", "3", "4", "5")),
    (background_task_duration, ("ingest", "answer", "encode")),
    (cache_hits, ("answers",)),
    (cache_misses, ("answers",)),
)  # fmt: skip
OUTCOMES = ("answered", "unsure", "refused")


def begin_at_zero() -> None:
    """Have the series that alarms watch from the start, not from their first event on."""
    for metric, labels in FROM_THE_START:
        for label in labels:
            metric.labels(label)
    for outcome in OUTCOMES:
        answers.labels(outcome, "extractive")
    answers.labels("refused", "none")


class DeskMetrics(Metrics):
    """django-prometheus' HTTP metrics, reduced to the two that the contract names."""

    def register(self) -> None:
        self.requests = http_requests
        self.duration = http_request_duration


class HttpMetricsMiddleware(PrometheusBeforeMiddleware):
    """Counts and times every request, all middleware below included."""

    metrics_cls = DeskMetrics

    def process_request(self, request: HttpRequest) -> None:
        request.began_at = time.perf_counter()  # type: ignore[attr-defined]

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        seconds = time.perf_counter() - request.began_at  # type: ignore[attr-defined]
        match = request.resolver_match
        # Names, never paths: those are without end, and so would the series be.
        view = (match.view_name or match._func_path) if match else "none"
        method = request.method if request.method in METHODS else "other"
        self.metrics.requests.labels(method, str(response.status_code), view).inc()
        self.metrics.duration.labels(view).observe(seconds)
        return response
