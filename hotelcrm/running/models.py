from django.db import models


class Heartbeat(models.Model):
    """When the worker and the beat were last known to work: one row each, overwritten."""

    name = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} {self.at:%Y-%m-%d %H:%M:%S}"
