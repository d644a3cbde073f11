from datetime import timedelta
from celery.schedules import crontab


def every(minutes):
    return timedelta(minutes=minutes)


def get_beat_schedule():
    """Returns the schedule, as a dict."""
    return {
        "send-reminders": {
            "task": "src.tasks.send_reminders",
            "schedule": crontab(minute="*/15"),  # every quarter
            "options": {"expires": 300},
        },
    }


class CeleryConfig:
    timezone = "America/Sao_Paulo"
    task_routes = ([("src.mail.*", {"queue": "mail"}), ("src.*", "default")],)
    beat_schedule = get_beat_schedule()
    beat_schedule["mail"] = {"task": "src.mail.send", "schedule": timedelta(hours=1, minutes=30)}
    beat_schedule["parameter"] = {"task": "src.mail.send", "schedule": every(5)}
