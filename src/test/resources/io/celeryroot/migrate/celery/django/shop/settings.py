"""Settings of the shop."""
import os
from pathlib import Path

from celery.schedules import crontab

BASE_DIR = Path(__file__).resolve().parent.parent
SECRET_KEY = os.environ["SECRET_KEY"]
DEBUG = False
TIME_ZONE = "Europe/Berlin"
DATABASES = {"default": {"NAME": os.getenv("DB", "shop"), "PORT": 5432}}
TEMPLATES = [{"DIRS": [BASE_DIR / "templates"], "OPTIONS": {"context": [f"{x}" for x in range(3)]}}]

CELERY_BROKER_URL = os.environ.get("REDIS_URL", "redis://localhost:6379/0")
CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_ROUTES = {"shop.mail.*": {"queue": "mail"}}

CELERY_BEAT_SCHEDULE = {
    "dispatch-posts": {"task": "shop.posts.dispatch", "schedule": 15},
    "send_daily": {
        "task": "shop.mail.send_daily",
        "schedule": crontab(hour=0, minute=5),
        "options": {"expires": 300, "priority": 9},
    },
}
if DEBUG:
    CELERY_BEAT_SCHEDULE["debug"] = {"task": "shop.debug", "schedule": 1}
if os.environ.get("DEMO") == "1":
    CELERY_BEAT_SCHEDULE["reset-demo"] = {"task": "shop.demo.reset", "schedule": crontab(minute=0)}
CELERY_BEAT_SCHEDULE.update({
    "weekly": {"task": "shop.stats.weekly", "schedule": crontab(0, 4, day_of_week="sunday")},
})
