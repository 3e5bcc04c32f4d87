"""Signs of life of the background workers, kept as rows so that every process can see them."""

from __future__ import annotations

from django.db import models


class WorkerHeartbeat(models.Model):
    """When a cluster last ran a job, and how many of its workers are busy."""

    cluster = models.CharField(max_length=40, primary_key=True)
    beat_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.cluster} {self.beat_at:%H:%M:%S}"


class RunningTask(models.Model):
    """A job that a worker process is executing now."""

    task_id = models.CharField(max_length=40, primary_key=True)
    cluster = models.CharField(max_length=40)
    pid = models.PositiveIntegerField()
    host = models.CharField(max_length=200)
    name = models.CharField(max_length=200)
    started_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.cluster}: {self.name}"
