"""The counts of this process as Prometheus reads them; labels hold no ids and no words."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from bot.chat.adapter import Adapter
from bot.clock import Clock
from bot.metrics import BOUNDS, Histogram, Metrics
from bot.ops.health import state

STATES = ("off", "connecting", "connected", "deaf")
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Exposition(Collector):
    """Read the counts when somebody asks; between two scrapes it costs nothing."""

    def __init__(
        self,
        metrics: Metrics,
        adapters: Mapping[str, Adapter],
        waiting: Callable[[], Mapping[str, int]],
        newest_backup: Callable[[], datetime | None],
        clock: Clock,
        version: str,
    ) -> None:
        """Take the counts, the adapters, the store's units under way, and what else is told."""
        self._metrics, self._adapters, self._waiting = metrics, adapters, waiting
        self._newest_backup, self._clock, self._version = newest_backup, clock, version
        self._registry = CollectorRegistry()
        self._registry.register(self)
        ProcessCollector(registry=self._registry)

    def text(self) -> bytes:
        """Write everything in the exposition format."""
        return generate_latest(self._registry)

    def collect(self) -> Iterator[Metric]:
        """Yield every metric."""
        yield self._info()
        yield from self._answers()
        yield from self._store()
        yield from self._platforms()
        yield from self._backups()

    def _info(self) -> Metric:
        family = GaugeMetricFamily("hypecheck_info", "The version that runs.", labels=["version"])
        family.add_metric([self._version], 1)
        return family

    def _answers(self) -> Iterator[Metric]:
        answers = CounterMetricFamily(
            "hypecheck_answers",
            "Requests answered, by what became of them.",
            labels=["platform", "outcome"],
        )
        for key, count in list(self._metrics.answers.items()):
            answers.add_metric(key, count)
        yield answers
        yield _histogram(
            "hypecheck_answer_seconds",
            "From a request to its reply, without the platform's part.",
            "platform",
            self._metrics.answer_seconds,
        )

    def _store(self) -> Iterator[Metric]:
        yield _histogram(
            "hypecheck_store_seconds",
            "Units of work of the base, waiting included; a write ends on the disk.",
            "kind",
            self._metrics.store_seconds,
        )
        waiting = GaugeMetricFamily(
            "hypecheck_store_waiting", "Units of work under way or queued.", labels=["kind"]
        )
        for kind, count in self._waiting().items():
            waiting.add_metric([kind], count)
        yield waiting

    def _platforms(self) -> Iterator[Metric]:
        states = GaugeMetricFamily(
            "hypecheck_platform_state",
            "1 for the state that a platform's adapter is in.",
            labels=["platform", "state"],
        )
        silent = GaugeMetricFamily(
            "hypecheck_platform_silent_seconds",
            "Since the platform's last sign of life.",
            labels=["platform"],
        )
        waiting = GaugeMetricFamily(
            "hypecheck_platform_waiting", "Answers on their way or held back.", labels=["platform"]
        )
        failures = CounterMetricFamily(
            "hypecheck_platform_failures",
            "Failures after which an adapter was started again.",
            labels=["platform"],
        )
        floods = CounterMetricFamily(
            "hypecheck_platform_floods",
            "Times that the platform told the bot to wait.",
            labels=["platform"],
        )
        for name, adapter in self._adapters.items():
            health = adapter.health()
            for each in STATES:
                states.add_metric([name, each], float(state(health) == each))
            if health.age is not None:
                silent.add_metric([name], health.age)
            waiting.add_metric([name], health.waiting)
            failures.add_metric([name], self._metrics.failures[name])
            floods.add_metric([name], health.floods)
        yield from (states, silent, waiting, failures, floods)

    def _backups(self) -> Iterator[Metric]:
        done = CounterMetricFamily(
            "hypecheck_backups", "Scheduled backups of this run.", labels=["outcome"]
        )
        for outcome in ("done", "failed"):
            done.add_metric([outcome], self._metrics.backups[outcome])
        yield done
        newest = self._newest_backup()
        if newest is not None:
            yield GaugeMetricFamily(
                "hypecheck_backup_age_seconds",
                "Since the newest backup was made.",
                value=max(0.0, (self._clock() - newest).total_seconds()),
            )


def _histogram(name: str, help_: str, label: str, by: Mapping[str, Histogram]) -> Metric:
    family = HistogramMetricFamily(name, help_, labels=[label])
    for key, histogram in list(by.items()):
        buckets, below = [], 0
        for bound, count in zip((*BOUNDS, "+Inf"), histogram.counts, strict=True):
            below += count
            buckets.append((str(bound), float(below)))
        family.add_metric([key], buckets, histogram.total)
    return family
