"""What the API counts, for Prometheus."""

from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

DELAY_BUCKETS_S: Final = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 5.0)


class ApiMetrics:
    """The counters of one application; each has its own registry, so two do not collide."""

    def __init__(self) -> None:
        registry = self.registry = CollectorRegistry()
        self.records = Counter(
            "livef1_api_records", "Records read from Kafka", ["topic"], registry=registry
        )
        self.unreadable = Counter(
            "livef1_api_unreadable",
            "Values on Kafka that are no record",
            ["topic"],
            registry=registry,
        )
        self.reconnects = Counter(
            "livef1_api_reconnects", "Times the tail lost Kafka and began again", registry=registry
        )
        self.delay_s = Histogram(
            "livef1_api_tail_delay_seconds",
            "From a record's Kafka timestamp to the API's view, once it follows live",
            buckets=DELAY_BUCKETS_S,
            registry=registry,
        )
        self.operation_s = Histogram(
            "livef1_api_operation_seconds",
            "From a query or mutation that is valid until its answer is written",
            ["operation"],
            buckets=DELAY_BUCKETS_S,
            registry=registry,
        )
        self.socket_s = Histogram(
            "livef1_api_event_to_socket_seconds",
            "From a record's Kafka timestamp until it was handed to a subscriber's socket",
            buckets=DELAY_BUCKETS_S,
            registry=registry,
        )
        self.sockets = Gauge("livef1_api_sockets", "WebSockets that are open", registry=registry)
        self.stale_s = Gauge(
            "livef1_api_stale_seconds",
            "For how long the view has not followed the topics; 0 while it does",
            registry=registry,
        )
        self.subscribers = Gauge(
            "livef1_api_subscribers", "Subscriptions that are open", registry=registry
        )
        self.conflated = Counter(
            "livef1_api_conflated",
            "Records replaced by newer ones before a slow subscriber read them",
            registry=registry,
        )
        self.ask_s = Histogram(
            "livef1_api_ask_seconds",
            "From a question to the strategy job until its reply is here",
            buckets=DELAY_BUCKETS_S,
            registry=registry,
        )
        self.waiting_asks = Gauge(
            "livef1_api_waiting_asks", "Questions that wait for a reply now", registry=registry
        )
        self.failed_asks = Counter(
            "livef1_api_failed_asks", "Questions without a reply", ["code"], registry=registry
        )
        self.rejected = Counter(
            "livef1_api_rejected", "Requests that were turned away", ["reason"], registry=registry
        )
        self.is_ready = Gauge(
            "livef1_api_ready", "1 while the view follows the topics", registry=registry
        )
