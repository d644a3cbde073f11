from __future__ import annotations

import os
from datetime import timedelta

from celery import Celery
from celery.schedules import crontab, schedule

from . import jobs
from .jobs import prune as prune_job
from .tasks import add, report

MINUTE = 60
HOUR = 60 * MINUTE
QUEUE = "low" + "_prio"
COMMON = {"options": {"queue": QUEUE}}

app: Celery = Celery("shop", broker="redis://:s3cret@redis.example.com/1")
app.conf.update(timezone="Europe/London", enable_utc=True, beat_schedule={
    "tick": {"task": "shop.tasks.tick", "schedule": schedule(run_every=2 * HOUR)},
})
app.conf["beat_schedule"]["half-day"] = dict(task=add.name, schedule=timedelta(days=1) / 2, args=[1, 2], **COMMON)
app.conf.beat_schedule["prune"] = {"task": prune_job, "schedule": crontab(minute="*/15")}
app.conf.beat_schedule |= {"sweep": {"task": jobs.sweep, "schedule": crontab(minute=0, hour=[1, 13])}}
for region in ("eu", "us"):
    app.conf.beat_schedule["sync-" + region] = {
        "task": "shop.tasks.sync",
        "schedule": 5 * MINUTE,
        "kwargs": {"region": region},
    }
app.autodiscover_tasks()


@app.on_after_configure.connect
def setup_periodic_tasks(sender: Celery, **kwargs):
    """The others."""
    # Says hello
    sender.add_periodic_task(10.0, hello.s("world"), name="hello every 10")
    # Says hello to two
    sender.add_periodic_task(
        crontab(hour=7, minute=30, day_of_week=1),
        hello.s("Happy Mondays!", twice=True),
        expires=10,
    )
    sender.add_periodic_task(60 * 60 * 6, report.si(), name="report")
    # sender.add_periodic_task(30.0, hello.s('old'), expires=2)


@app.task
def hello(whom, twice=False):
    print(f"Hello {whom!r}")


@app.task(bind=True, name="shop.named")
def named(self):
    return lambda x: x if x else None


app.conf.beat_schedule.update(named={"task": named.name, "schedule": crontab(0, "*/3")})

if __name__ == "__main__":
    app.conf.beat_schedule = {}
